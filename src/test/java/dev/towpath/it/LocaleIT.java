package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A locale whose character set is not UTF-8: what works all the same. */
class LocaleIT extends ProcessTest {

    @Test
    void a_server_in_utf8_serves_every_name_and_does_not_warn() throws Exception {
        Path root = root();
        makeUmlaut(root);
        ProcessUnderTest server = launcher().server(root);

        try (RawClient client = new RawClient(server.port())) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("\u00fc"), client.readListing());
            assertArrayEquals(new byte[] {'x', '\n'}, client.download("\u00fc"));
        }
        assertEquals(
                0,
                server.stderr().lines().filter(line -> line.contains(" WARN ")).count(),
                server::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void a_server_in_another_locale_runs_and_serves_plain_names(String locale) throws Exception {
        Path root = root("plain");
        makeUmlaut(root);
        ProcessUnderTest server = launcher().with("LC_ALL", locale).server(root);

        try (RawClient client = new RawClient(server.port())) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertTrue(client.readListing().contains("plain"));
            assertEquals("content of plain\n", new String(client.download("plain"), StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_percent_encoded_name_works_where_the_destination_can_be_expressed() throws Exception {
        try (StandIn server = StandIn.answering(line ->
                // the bytes of the UTF-8 form, one character each
                line.equals("DOWNLOAD \u00c3\u00bc") ? "OK 5\nhello" : "ERR file not found\n")) {
            ProcessUnderTest get = launcher().with("LC_ALL", "C").run("get", GetIT.location(server, "%C3%BC"), "plain");
            assertDone(get);
            assertEquals("hello", Files.readString(folder.resolve("plain")));
        }
    }

    @Test
    void names_are_listed_in_utf8_whatever_the_locale() throws Exception {
        try (StandIn server = StandIn.answering(line -> "OK\n\u00fc\nEND\n")) {
            ProcessUnderTest ls = launcher().with("LC_ALL", "C").run("ls", GetIT.location(server, ""));

            assertDone(ls);
            assertEquals("\u00fc\n", ls.stdout());
        }
    }

    /** Makes a file called ü. A shell makes its bytes, since the locale of these tests may not have the character either. */
    static void makeUmlaut(Path root) throws Exception {
        tool("/bin/sh", "-c", "echo x > \"$0/$(printf '\\303\\274')\"", root.toString());
    }
}
