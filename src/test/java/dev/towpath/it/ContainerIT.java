package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container asks of the program: settings from the environment alone, nothing written, a health check. */
class ContainerIT extends ProcessTest {

    @Test
    void nothing_is_written_but_what_is_served() throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        ProcessUnderTest server = launcherWith(temporary).server(root("a"));
        ProcessUnderTest proxy = launcherWith(temporary).proxy(server.port());

        ProcessUnderTest get = launcherWith(temporary).run("get", "tow://127.0.0.1:" + proxy.port() + "/a", "-");

        assertDone(get);
        assertEquals("content of a\n", get.stdout());
        try (Stream<Path> written = Files.list(temporary)) {
            assertEquals(List.of(), written.toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_ping_without_a_location_asks_the_node_of_this_environment(String role) throws Exception {
        int port = freePort();
        Launcher container = launcher()
                .with("QUARKUS_PROFILE", role)
                .with("QUARKUS_MANAGEMENT_PORT", "" + freePort())
                .with("TOWPATH_SERVER_ROOT", root("a").toString())
                .with("TOWPATH_" + (role.equals("server") ? "SERVER" : "PROXY") + "_PORT", "" + port);
        assertFailsInOneLine(20, container.run("ping"));

        container.start().port();

        ProcessUnderTest ping = container.run("ping");
        assertDone(ping);
        assertTrue(ping.stdout().startsWith("127.0.0.1:" + port + " is there, "), ping::toString);
        try (RawClient client = new RawClient(port)) {
            assertEquals("OK", client.send("PING\n").readLine());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "client", "server"})
    void a_ping_that_cannot_know_whom_to_ask_is_exit_2(String role) throws Exception {
        Launcher container = launcher().with("TOWPATH_SERVER_PORT", "0");
        if (!role.equals("none")) {
            container.with("QUARKUS_PROFILE", role);
        }

        ProcessUnderTest ping = container.run("ping");

        assertFailsInOneLine(2, ping);
        assertTrue(
                ping.errorLines()
                        .get(0)
                        .endsWith("give tow://host:port"
                                + (role.equals("server") ? "" : ", or QUARKUS_PROFILE as server or proxy")),
                ping::toString);
    }

    private Launcher launcherWith(Path temporary) {
        return launcher().flag("-Djava.io.tmpdir=" + temporary);
    }
}
