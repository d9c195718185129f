package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.Await;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a proxy shows of what it relays: its table, its log, its metrics. */
class NatTableIT extends ProcessTest {

    private static final int SIZE = 24 * 1024 * 1024;

    @Test
    void a_running_download_has_its_entry_in_the_table_and_in_the_log() throws Exception {
        Path root = root();
        Files.write(root.resolve("foo bar.txt"), new byte[SIZE]);
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        Instant before = Instant.now().minusSeconds(1);
        try (RawClient client = new RawClient(proxy.port(), 16 * 1024)) {
            assertEquals("OK " + SIZE, client.send("DOWNLOAD foo bar.txt\n").readLine());

            JsonArray table = new JsonArray(proxy.admin("/nat").body());
            assertEquals(1, table.size(), table::toString);
            JsonObject entry = table.getJsonObject(0);
            assertEquals("127.0.0.1:" + client.localPort(), entry.getString("client"));
            assertEquals("127.0.0.1:" + server.port(), entry.getString("upstream"));
            assertEquals("DOWNLOAD", entry.getString("verb"));
            assertEquals("foo bar.txt", entry.getString("path"));
            assertEquals("streaming", entry.getString("state"));
            String options = "WITH hop-left=15;sid=" + entry.getString("sid") + " ";
            assertEquals((options + "DOWNLOAD foo bar.txt\n").length(), entry.getLong("bytes_up"));
            assertTrue(entry.getLong("bytes_down") > 0 && entry.getLong("bytes_down") < SIZE, entry::toString);
            assertTrue(Instant.parse(entry.getString("start")).isAfter(before), entry::toString);

            String line = "NAT 127.0.0.1:" + client.localPort() + " -> :" + entry.getInteger("nat_port")
                    + " -> 127.0.0.1:" + server.port() + " DOWNLOAD foo bar.txt sid=" + entry.getString("sid");
            proxy.awaitStderr(Pattern.compile(Pattern.quote(line) + "\n"));
            assertEquals(1, proxy.stderr().lines().filter(l -> l.endsWith(line)).count(), proxy::toString);

            ProcessUnderTest nat = run("nat", "--admin", "http://127.0.0.1:" + proxy.adminPort());
            assertDone(nat);
            assertEquals(2, nat.stdoutLines().size(), nat::toString);
            assertTrue(nat.stdoutLines().get(1).contains(" :" + entry.getInteger("nat_port") + " "), nat::toString);
            assertTrue(nat.stdoutLines().get(1).endsWith("DOWNLOAD foo bar.txt"), nat::toString);

            assertEquals(SIZE, client.skip(SIZE));
            awaitEmpty(proxy);
        }
        ProcessUnderTest nat = run("nat", "--json", "--admin", "http://127.0.0.1:" + proxy.adminPort());
        assertDone(nat);
        assertEquals("", nat.stdout());
    }

    @Test
    void each_transfer_has_one_access_line_at_its_end() throws Exception {
        ProcessUnderTest proxy = launcher().proxy(launcher().server(root("a")).port());
        try (RawClient client = new RawClient(proxy.port())) {
            client.download("a");
            assertEquals("ERR file not found", client.send("DOWNLOAD b\n").readLine());
            client.send("LIST\n").readLine();
            client.readListing();

            String peer = "127\\.0\\.0\\.1:" + client.localPort();
            Matcher whole =
                    proxy.awaitStderr(Pattern.compile(peer + " DOWNLOAD a 13 bytes (\\d+\\.\\d{3}) s complete"));
            assertTrue(Double.parseDouble(whole.group(1)) < 10);
            proxy.awaitStderr(
                    Pattern.compile(peer + " DOWNLOAD b 0 bytes \\d+\\.\\d{3} s refused \\(file not found\\)"));
            proxy.awaitStderr(Pattern.compile(peer + " LIST \\d+ bytes \\d+\\.\\d{3} s complete"));
            assertEquals(
                    3,
                    proxy.stderr()
                            .lines()
                            .filter(line -> line.contains(" bytes "))
                            .count(),
                    proxy::toString);
        }
    }

    @Test
    void a_full_table_is_told_busy_and_only_while_it_is_full() throws Exception {
        try (StandIn upstream = new StandIn(peer -> {
            if (peer.readLine().endsWith("silent")) {
                peer.awaitEnd();
            }
            peer.send("OK 5\nhello");
        })) {
            ProcessUnderTest proxy =
                    launcher().with("TOWPATH_PROXY_NAT_CAPACITY", "1").proxy(upstream.port());
            try (RawClient first = new RawClient(proxy.port());
                    RawClient second = new RawClient(proxy.port())) {
                first.send("DOWNLOAD silent\n");
                Await.until(Duration.ofSeconds(5), () -> upstream.open() == 1, () -> "nothing was dialled");
                assertEquals("ERR busy", second.send("DOWNLOAD a\n").readLine());
                first.reset();
                awaitEmpty(proxy);
                assertEquals("OK 5", second.send("DOWNLOAD a\n").readLine());
            }
        }
    }

    @Test
    void a_refused_table_is_exit_20_and_one_line() throws Exception {
        assertFailsInOneLine(20, run("nat", "--admin", "http://127.0.0.1:" + freePort()));
    }

    @Test
    void a_node_without_a_table_is_one_line() throws Exception {
        // the main port speaks no HTTP
        ProcessUnderTest server = launcher().server(root());

        assertFailsInOneLine(1, run("nat", "--admin", "http://127.0.0.1:" + server.port()));
    }

    @Test
    void an_admin_address_that_is_none_is_a_usage_error() throws Exception {
        assertFailsInOneLine(2, run("nat", "--admin", "nonsense"));
    }

    private static void awaitEmpty(ProcessUnderTest proxy) throws Exception {
        Await.until(Duration.ofSeconds(5), () -> proxy.admin("/nat").body().equals("[]"), () -> proxy);
    }
}
