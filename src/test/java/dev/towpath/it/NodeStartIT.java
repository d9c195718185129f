package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node starts: its ports, its role, its settings, and what it says when it can't. */
class NodeStartIT extends ProcessTest {

    @Test
    void a_server_opens_its_port_and_the_management_port_of_this_host_alone() throws Exception {
        ProcessUnderTest server =
                launcher().start("server", "--root", root("a").toString(), "--port", "0", "--admin-port", "0");

        assertEquals(Set.of("*:" + server.port(), "127.0.0.1:" + server.adminPort()), ProcFs.listening(server.pid()));
        assertEquals(List.of("a"), list(server.port()));
        assertEquals("", server.stdout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void the_management_port_shows_health_metrics_and_the_table(String role) throws Exception {
        ProcessUnderTest server = launcher().server(root());
        ProcessUnderTest node = role.equals("server") ? server : launcher().proxy(server.port());

        assertEquals(200, node.admin("/q/health").statusCode());
        assertTrue(node.admin("/q/health").body().contains("\"status\": \"UP\""));
        assertEquals(200, node.admin("/q/health/live").statusCode());
        assertEquals(200, node.admin("/q/health/ready").statusCode());
        assertEquals(200, node.admin("/q/metrics").statusCode());
        assertEquals("[]", node.admin("/nat").body());
        assertEquals(200, node.admin("/").statusCode());
        assertEquals(404, node.admin("/q/dev").statusCode());
    }

    @Test
    void a_proxy_without_its_upstream_lives_and_is_not_ready() throws Exception {
        ProcessUnderTest proxy = launcher().proxy(freePort());

        assertEquals(200, proxy.admin("/q/health/live").statusCode());
        assertEquals(503, proxy.admin("/q/health/ready").statusCode());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_management_port_is_the_one_named(boolean joined) throws Exception {
        int admin = freePort();
        String[] option = joined ? new String[] {"--admin-port=" + admin} : new String[] {"--admin-port", "" + admin};
        ProcessUnderTest server = launcher()
                .with("QUARKUS_MANAGEMENT_PORT", "" + freePort())
                .start(concat(new String[] {"server", "--root", root().toString(), "--port", "0"}, option));
        server.port();

        assertEquals(admin, server.adminPort());
        assertEquals(200, ProcessUnderTest.get(admin, "/nat").statusCode());
    }

    @Test
    void without_a_management_port_the_main_port_is_the_only_one() throws Exception {
        ProcessUnderTest proxy = launcher().start("proxy", "--host", "127.0.0.1", "--port", "0", "--admin-port", "off");

        assertEquals(Set.of("127.0.0.1:" + proxy.port()), ProcFs.listening(proxy.pid()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_taken_port_is_one_line_and_exit_1(String role) throws Exception {
        try (ServerSocket taken = taken()) {
            ProcessUnderTest node =
                    run(role, "--host", "127.0.0.1", "--port", "" + taken.getLocalPort(), "--admin-port", "0");

            assertFails(1, node);
            assertTrue(node.errorLines().get(0).contains("127.0.0.1:" + taken.getLocalPort()), node::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "proxy"})
    void a_taken_management_port_is_one_line_and_exit_1(String role) throws Exception {
        try (ServerSocket taken = taken()) {
            ProcessUnderTest node =
                    run(role, "--host", "127.0.0.1", "--port", "0", "--admin-port", "" + taken.getLocalPort());

            assertFails(1, node);
            assertTrue(node.errorLines().get(0).contains("" + taken.getLocalPort()), node::toString);
        }
    }

    @Test
    void the_profile_chooses_the_role_where_no_subcommand_does() throws Exception {
        ProcessUnderTest server = launcher()
                .with("QUARKUS_PROFILE", "server")
                .start("--root", root("a").toString(), "--host", "127.0.0.1", "--port", "0", "--admin-port", "0");

        assertEquals(List.of("a"), list(server.port()));
        assertEquals(2, ProcFs.listening(server.pid()).size());
    }

    @Test
    void a_subcommand_beats_the_profile() throws Exception {
        ProcessUnderTest server = launcher().with("QUARKUS_PROFILE", "proxy").server(root("a"));

        assertEquals(List.of("a"), list(server.port()));
        assertTrue(server.stderr().contains("server listens on"), server::toString);
    }

    @Test
    void the_client_profile_alone_prints_help() throws Exception {
        ProcessUnderTest client = launcher().with("QUARKUS_PROFILE", "client").run();

        assertDone(client);
        assertTrue(client.stdout().startsWith("Usage: towpath"), client::toString);
        assertEquals("", client.stderr());
    }

    @Test
    void the_environment_names_ports_root_and_upstream() throws Exception {
        int port = freePort();
        int admin = freePort();
        ProcessUnderTest server = launcher()
                .with("TOWPATH_SERVER_PORT", "" + port)
                .with("TOWPATH_SERVER_HOST", "127.0.0.1")
                .with("TOWPATH_SERVER_ROOT", root("a").toString())
                .with("QUARKUS_MANAGEMENT_PORT", "" + admin)
                .start("server");
        assertEquals(port, server.port());
        assertEquals(Set.of("127.0.0.1:" + port, "127.0.0.1:" + admin), ProcFs.listening(server.pid()));

        ProcessUnderTest proxy = launcher()
                .with("TOWPATH_PROXY_UPSTREAM", "127.0.0.1:" + port)
                .with("TOWPATH_PROXY_PORT", "" + freePort())
                .start("proxy", "--host", "127.0.0.1", "--port", "0", "--admin-port", "off");
        assertEquals(List.of("a"), list(proxy.port()));
    }

    @Test
    void a_missing_root_is_made() throws Exception {
        Path root = folder.resolve("new/deep");
        ProcessUnderTest server = launcher().server(root);

        assertTrue(Files.isDirectory(root));
        assertEquals(List.of(), list(server.port()));
    }

    @Test
    void a_root_that_is_no_folder_is_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ProcessUnderTest server = run("server", "--root", file.toString(), "--port", "0", "--admin-port", "0");

        assertFails(3, server);
        assertEquals(
                "towpath: server: " + file + " is not a folder",
                server.errorLines().get(0));
    }

    @Test
    void a_root_that_cannot_be_made_is_one_line() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        ProcessUnderTest server =
                run("server", "--root", file.resolve("below").toString(), "--port", "0", "--admin-port", "0");

        assertFails(3, server);
        assertFalse(server.stderr().contains("listens on"), server::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--port 70000", "--port x", "--admin-port none", "--nonsense", "--upstream nohost", "surplus"})
    void wrong_arguments_are_one_line_and_exit_2(String arguments) throws Exception {
        // a proxy, which would need no folder to start
        ProcessUnderTest proxy =
                run(concat(new String[] {"proxy", "--host", "127.0.0.1", "--admin-port=0"}, arguments.split(" ")));

        assertFails(2, proxy);
        assertFalse(proxy.stderr().contains("listens on"), proxy::toString);
    }

    private static List<String> list(int port) throws Exception {
        try (RawClient client = new RawClient(port)) {
            assertEquals("OK", client.send("LIST\n").readLine());
            return client.readListing();
        }
    }

    private static String[] concat(String[] a, String[] b) {
        String[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
