package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.StandIn;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The other verbs of the client: what they print, what they end with. */
class ClientVerbIT extends ProcessTest {

    @Test
    void a_listing_has_a_name_a_line_through_a_proxy_too() throws Exception {
        ProcessUnderTest server = launcher().server(root("b", "a b", "END", "a"));
        ProcessUnderTest proxy = launcher().proxy(server.port());
        for (ProcessUnderTest node : List.of(server, proxy)) {
            for (String verb : List.of("ls", "list")) {
                ProcessUnderTest ls = run(verb, "tow://127.0.0.1:" + node.port());

                assertDone(ls);
                assertEquals("END\na\na b\nb\n", ls.stdout());
                assertEquals("", ls.stderr());
            }
        }
    }

    @Test
    void a_listing_as_json_is_an_object_a_line() throws Exception {
        try (StandIn server = StandIn.answering(line -> "OK\na\n\"quoted\"\nEND\n")) {
            ProcessUnderTest ls = run("ls", "--json", GetIT.location(server, ""));

            assertDone(ls);
            assertEquals(
                    List.of("a", "\"quoted\""),
                    ls.stdoutLines().stream()
                            .map(l -> new JsonObject(l).getString("path"))
                            .toList());
        }
    }

    @Test
    void an_empty_listing_of_an_older_server_is_no_error() throws Exception {
        try (StandIn server = StandIn.answeringOnce(line -> "OK\n\nEND\n")) {
            ProcessUnderTest ls = run("ls", GetIT.location(server, ""));

            assertDone(ls);
            assertEquals("", ls.stdout());
        }
    }

    @Test
    void a_ping_is_answered_by_the_node_itself() throws Exception {
        ProcessUnderTest proxy = launcher().proxy(freePort());
        String location = "tow://127.0.0.1:" + proxy.port();

        ProcessUnderTest ping = run("ping", location);
        assertDone(ping);
        assertTrue(ping.stdout().startsWith("127.0.0.1:" + proxy.port() + " is there, "), ping::toString);

        ProcessUnderTest json = run("ping", "--json", location);
        assertDone(json);
        assertEquals("pong", new JsonObject(json.stdout()).getString("event"));

        ProcessUnderTest quiet = run("-q", "ping", location);
        assertDone(quiet);
        assertEquals("", quiet.stdout() + quiet.stderr());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ls", "ping", "get", "info", "hash", "cat", "mkdir", "rm", "get -r"})
    void nobody_there_is_exit_20(String verb) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(verb.split(" ")));
        arguments.add("tow://127.0.0.1:" + freePort() + (verb.equals("ping") ? "" : "/file"));

        assertFailsInOneLine(20, run(arguments.toArray(String[]::new)));
    }

    @Test
    void a_connection_that_does_not_open_is_exit_22() throws Exception {
        try (FullBacklog node = new FullBacklog()) {
            assertFailsInOneLine(22, run("ping", "--connect-timeout", "500ms", "tow://127.0.0.1:" + node.port()));
        }
    }

    @Test
    void an_unknown_host_is_exit_20_and_one_clear_line() throws Exception {
        ProcessUnderTest get = run("get", "tow://no-such-host.invalid/file");

        assertFailsInOneLine(20, get);
        assertEquals(
                "towpath: get tow://no-such-host.invalid:9000/file: unknown host no-such-host.invalid",
                get.errorLines().get(0));
    }

    @Test
    void an_unknown_upstream_host_is_exit_20_and_one_clear_line() throws Exception {
        ProcessUnderTest proxy = launcher().proxy("no-such-host.invalid:9001");
        ProcessUnderTest get = run("get", "tow://127.0.0.1:" + proxy.port() + "/file");

        assertFailsInOneLine(20, get);
        assertTrue(get.errorLines().get(0).endsWith(": proxy error: unknown host"), get::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "get",
                "get tow://127.0.0.1:1/a b surplus",
                "get --nonsense tow://127.0.0.1:1/a",
                "get 127.0.0.1:1/a",
                "get http://127.0.0.1:1/a",
                "get tow://127.0.0.1:0/a",
                "get tow://127.0.0.1:65536/a",
                "get tow://127.0.0.1:1/../a",
                "get tow://127.0.0.1:1/a%0ab",
                "get tow://127.0.0.1:1/",
                "get tow://127.0.0.1:1/a --timeout soon",
                "get tow://127.0.0.1:1/a --timeout 0",
                "get tow://bad_host!/a",
                "ls",
                "get tow://127.0.0.1:1/ -c",
                "get tow://127.0.0.1:1/a - -c",
                "get tow://127.0.0.1:1/a - -r",
                "get tow://127.0.0.1:1/a --retry -1",
                "get tow://127.0.0.1:1/a --retry often",
                "get tow://127.0.0.1:1/a --exclude *.o",
                "get -r tow://127.0.0.1:1/a --exclude [",
                "get tow://127.0.0.1:1/a --dialect nonsense",
                "get -r tow://127.0.0.1:1/a --dialect token",
                "get -c tow://127.0.0.1:1/a --dialect token",
                "get --retry 1 tow://127.0.0.1:1/a --dialect token",
                "get tow://127.0.0.1:1,127.0.0.1:2/a --dialect token",
                "ls tow://",
                "ls tow://127.0.0.1:1/../a",
                "info",
                "hash",
                "cat",
                "cat tow://127.0.0.1:1/",
                "put",
                "put pom.xml",
                "put pom.xml 127.0.0.1:1/a",
                "put - tow://127.0.0.1:1/",
                "put - tow://127.0.0.1:1/folder/",
                "put . tow://127.0.0.1:1/a/",
                "put --include *.c a tow://127.0.0.1:1/a",
                "mkdir",
                "mkdir tow://127.0.0.1:1/",
                "rm",
                "rm tow://127.0.0.1:1/",
                "mv tow://127.0.0.1:1/a",
                "mv tow://127.0.0.1:1/ tow://127.0.0.1:1/b",
                "mv tow://127.0.0.1:1/a tow://127.0.0.1:2/b",
                "mv tow://127.0.0.1:1/a tow://127.0.0.1:1,127.0.0.1:1/b",
                "ping",
                "shell",
                "shell tow://127.0.0.1:1/a/../..",
                "nat surplus",
                "nonsense",
                "--nonsense"
            })
    void what_cannot_be_meant_so_is_exit_2_and_one_line(String arguments) throws Exception {
        assertFailsInOneLine(2, run(arguments.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "server", "proxy", "ls", "info", "hash", "cat", "get", "put", "mkdir", "rm", "mv", "ping", "trace",
                "fetch", "shell", "nat", "demo"
            })
    void help_is_on_stdout_with_an_example(String verb) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(verb, "--help"));
        arguments.remove("");
        ProcessUnderTest help = run(arguments.toArray(String[]::new));

        assertDone(help);
        assertTrue(help.stdout().startsWith("Usage: towpath"), help::toString);
        assertTrue(
                help.stdout().contains(verb.isEmpty() ? "towpath demo" : "Example: towpath " + verb), help::toString);
    }

    @Test
    void the_version_is_one_line() throws Exception {
        ProcessUnderTest version = run("--version");

        assertDone(version);
        assertTrue(version.stdout().matches("towpath \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), version::toString);
    }

    @Test
    void a_client_opens_no_port_whatever_the_profile() throws Exception {
        try (StandIn silent = new StandIn(StandIn.Peer::awaitEnd)) {
            ProcessUnderTest ls = launcher()
                    .with("QUARKUS_PROFILE", "server")
                    .with("QUARKUS_MANAGEMENT_PORT", "" + freePort())
                    .start("ls", GetIT.location(silent, ""));
            dev.towpath.testing.Await.until(java.time.Duration.ofSeconds(20), () -> silent.open() == 1, () -> ls);

            assertEquals(Set.of(), ProcFs.listening(ls.pid()));
            ls.signal("INT");
            assertEquals(130, ls.awaitEnd(), ls::toString);
        }
    }

    @Test
    void the_demo_shows_all_of_it_and_ends_with_0() throws Exception {
        ProcessUnderTest demo = run("demo");

        assertDone(demo);
        assertTrue(demo.stdout().contains("ls      hello.txt  sample.bin\n"), demo::toString);
        assertTrue(
                demo.stdout()
                        .matches(
                                "(?s).*\nnat     127\\.0\\.0\\.1:\\d+ -> :\\d+ -> 127\\.0\\.0\\.1:\\d+ DOWNLOAD sample.bin\n.*"),
                demo::toString);
        assertTrue(demo.stdout().contains("equal to the server's"), demo::toString);
        assertTrue(demo.stdout().endsWith("the NAT table has 0 entries\n"), demo::toString);
    }
}
