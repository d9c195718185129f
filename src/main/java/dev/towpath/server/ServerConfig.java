package dev.towpath.server;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What a server serves and where. */
@ConfigMapping(prefix = "towpath.server")
public interface ServerConfig {

    /** The address to listen on. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port to listen on; 0 for any free one. */
    @WithDefault("9001")
    int port();

    /** The folder that is served; made if it is missing. */
    @WithDefault("./files")
    String root();

    /** How long the file system may take to open a file or to list the folder. */
    @WithDefault("5s")
    Duration openTimeout();

    /** Whether every change is refused. */
    @WithDefault("false")
    boolean readOnly();

    /** How long what has come of a broken upload waits to be continued. */
    @WithDefault("24h")
    Duration partAge();

    /** How many bytes of broken uploads are kept in all; beyond that the oldest go. */
    @WithDefault("17179869184")
    long partBytes();

    /** How many broken uploads are kept in all. */
    @WithDefault("10000")
    int partFiles();
}
