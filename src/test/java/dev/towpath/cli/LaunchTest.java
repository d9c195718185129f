package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchTest {

    @Test
    void a_subcommand_beats_the_configured_profile() {
        assertEquals(new Launch("server", List.of("server"), Map.of()), launch("proxy", "server"));
    }

    @Test
    void a_configured_role_becomes_the_subcommand() {
        assertEquals(new Launch("proxy", List.of("proxy", "--port", "0"), Map.of()), launch("proxy", "--port", "0"));
        assertEquals(new Launch("server", List.of("server"), Map.of()), launch("server"));
    }

    @Test
    void any_other_verb_is_a_client() {
        assertEquals("client", launch("server", "demo").profile());
        assertEquals("client", launch("client").profile());
        assertEquals("client", launch(null).profile());
        assertEquals("client", launch(null, "--help").profile());
        assertEquals("client", launch("prod", "ls").profile());
    }

    @Test
    void switches_may_stand_before_the_subcommand() {
        assertEquals("server", launch(null, "-v", "server").profile());
        assertEquals("client", launch("server", "-q", "ls", "server").profile());
    }

    @Test
    void who_only_asks_for_help_opens_no_port() {
        assertEquals("client", launch(null, "server", "--help").profile());
        assertEquals("client", launch("proxy", "-h").profile());
    }

    @ParameterizedTest
    @CsvSource({
        "8080, quarkus.management.port, 8080",
        "0, quarkus.management.port, 0",
        "off, quarkus.management.host-enabled, false"
    })
    void the_management_port_is_known_before_anything_starts(String value, String key, String set) {
        assertEquals(
                Map.of(key, set), launch(null, "proxy", "--admin-port", value).properties());
        assertEquals(
                Map.of(key, set), launch(null, "proxy", "--admin-port=" + value).properties());
        assertEquals(Map.of(key, set), launch("server", "--admin-port", value).properties());
    }

    @ParameterizedTest
    @CsvSource({"x", "65536", "-1", "''"})
    void a_wrong_management_port_opens_none(String value) {
        assertEquals(
                Map.of("quarkus.management.host-enabled", "false"),
                launch(null, "proxy", "--admin-port", value).properties());
    }

    @Test
    void the_form_of_the_log_is_known_before_anything_is_logged() {
        Map<String, String> json = Map.of("towpath.log.format", "json");
        assertEquals(json, launch(null, "server", "--log-format", "json").properties());
        assertEquals(json, launch("proxy", "--log-format=json").properties());
        assertEquals(
                Map.of("towpath.log.format", "text", "quarkus.management.port", "7"),
                launch(null, "server", "--log-format=text", "--admin-port", "7").properties());
        assertEquals(Map.of(), launch(null, "server", "--log-format", "xml").properties());
    }

    private static Launch launch(String profile, String... args) {
        return Launch.of(args, profile);
    }
}
