package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A locale whose character set is not UTF-8, where the JDK can't name every file: how that is told. The native executable takes
 * names for UTF-8 in every locale, so these are tests of the jar alone.
 */
class JdkLocaleIT extends ProcessTest {

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void a_server_warns_in_one_line_and_serves_what_it_can_name(String locale) throws Exception {
        Path root = root("plain");
        LocaleIT.makeUmlaut(root);
        ProcessUnderTest server = launcher().with("LC_ALL", locale).server(root);

        try (RawClient client = new RawClient(server.port())) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("plain"), client.readListing());
            assertEquals("ERR file not found", client.send("DOWNLOAD \u00fc\n").readLine());
            assertEquals("content of plain\n", new String(client.download("plain"), StandardCharsets.UTF_8));
        }
        assertEquals(
                1,
                server.stderr().lines().filter(line -> line.contains(" WARN ")).count(),
                server::toString);
        assertTrue(server.stderr().contains("set LC_ALL=C.UTF-8"), server::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX"})
    void a_location_this_locale_cannot_express_is_exit_2_and_one_line(String locale) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", "exec \"$@\" \"tow://127.0.0.1:1/$(printf '\\303\\274')\"", "sh"));
        command.addAll(launcher().command("get"));
        ProcessUnderTest get = launcher().with("LC_ALL", locale).startCommand(command);
        get.closeInput();

        assertFailsInOneLine(2, get);
        assertTrue(get.errorLines().get(0).contains("%HH"), get::toString);
    }

    @Test
    void a_local_name_this_locale_cannot_express_is_exit_2_and_one_line() throws Exception {
        try (StandIn server = StandIn.answering(line -> "OK 5\nhello")) {
            ProcessUnderTest get = launcher().with("LC_ALL", "C").run("get", GetIT.location(server, "%C3%BC"));

            assertFailsInOneLine(2, get);
        }
    }
}
