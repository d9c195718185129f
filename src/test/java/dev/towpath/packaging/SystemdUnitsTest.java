package dev.towpath.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.net.Limits;
import io.smallrye.config.WithDefault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The units of systemd; what systemd itself thinks of them is for {@code systemd-analyze verify}. */
class SystemdUnitsTest {

    private static final Set<String> CONFINED = Set.of(
            "DynamicUser=yes",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "ProtectHome=yes",
            "PrivateTmp=yes",
            "PrivateDevices=yes",
            "MemoryDenyWriteExecute=yes",
            "SystemCallFilter=@system-service",
            "SystemCallFilter=~@privileged @resources",
            "RestrictNamespaces=yes");

    /** What a unit may have of its own. */
    private static final List<String> OWN = List.of("Description=", "Documentation=", "Environment", "StateDirectory");

    @Test
    void server_and_proxy_are_confined_alike() throws Exception {
        assertEquals(common("server"), common("proxy"));
    }

    /** The filter keeps the program from choosing it. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_unit_is_run_in_batches(String role) throws Exception {
        assertTrue(settings(role).contains("CPUSchedulingPolicy=batch"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_unit_is_confined(String role) throws Exception {
        List<String> unit = settings(role);

        assertTrue(unit.containsAll(CONFINED), unit::toString);
        assertTrue(unit.contains("Environment=QUARKUS_PROFILE=" + role), unit::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_stop_lets_transfers_end(String role) throws Exception {
        int stop = Integer.parseInt(settings(role).stream()
                .filter(line -> line.startsWith("TimeoutStopSec="))
                .findFirst()
                .orElseThrow()
                .replace("TimeoutStopSec=", ""));
        int drain = Integer.parseInt(Limits.class
                .getMethod("drainTimeout")
                .getAnnotation(WithDefault.class)
                .value()
                .replace("s", ""));

        assertTrue(stop >= drain + 10, stop + " seconds");
    }

    private static List<String> common(String role) throws Exception {
        return settings(role).stream()
                .filter(line -> OWN.stream().noneMatch(line::startsWith))
                .toList();
    }

    private static List<String> settings(String role) throws Exception {
        return Files.readAllLines(Path.of("src/packaging/systemd/towpath-" + role + ".service")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }
}
