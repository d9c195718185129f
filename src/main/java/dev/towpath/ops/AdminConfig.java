package dev.towpath.ops;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Who may see the admin page and the NAT table. */
@ConfigMapping(prefix = "towpath.admin")
public interface AdminConfig {

    /** A file with the token that callers from other hosts must send; without one they are refused. Read at the start. */
    Optional<String> tokenFile();

    /** Host names, without a port, that callers may use besides those of loopback, joined by commas. */
    Optional<List<String>> hosts();
}
