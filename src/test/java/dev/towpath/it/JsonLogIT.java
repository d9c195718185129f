package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The log as a machine reads it. */
class JsonLogIT extends ProcessTest {

    @Test
    void each_line_is_an_object_and_a_transfer_has_its_facts_as_fields() throws Exception {
        ProcessUnderTest server = launcher().with("TOWPATH_LOG_FORMAT", "json").server(root("a"));
        ProcessUnderTest proxy = launcher()
                .start(
                        "proxy",
                        "--upstream=127.0.0.1:" + server.port(),
                        "--log-format=json",
                        "--host=127.0.0.1",
                        "--port=0",
                        "--admin-port=0");
        int port = proxy.port();
        try (RawClient client = new RawClient(port)) {
            client.download("a");
            client.send("WITH sid=0123456789abcdef DOWNLOAD no\u202e\n").readLine();
            client.send("VIA 10.1.2.3:9 DOWNLOAD a\n").readLine();
            proxy.awaitStderr(Pattern.compile("relay to 10.1.2.3:9 is not allowed\"}"));

            List<JsonObject> access = logger(proxy, "dev.towpath.access");
            assertEquals(3, access.size(), proxy::toString);
            JsonObject whole = access.get(0);
            assertTrue(whole.getString("session").matches("s[0-9a-z]+"), whole::encode);
            assertEquals("127.0.0.1:" + client.localPort(), whole.getString("peer"));
            assertEquals("DOWNLOAD", whole.getString("verb"));
            assertEquals("a", whole.getString("path"));
            assertEquals(13, whole.getLong("bytes"));
            assertTrue(whole.getDouble("milliseconds") > 0, whole::encode);
            assertEquals("complete", whole.getString("outcome"));
            assertFalse(whole.containsKey("route"), whole::encode);

            JsonObject missing = access.get(1);
            assertEquals("no\u202e", missing.getString("path"));
            assertEquals("0123456789abcdef", missing.getString("sid"));
            assertEquals("refused", missing.getString("outcome"));
            assertEquals("file not found", missing.getString("reason"));
            assertEquals("10.1.2.3:9", access.get(2).getString("route"));

            JsonObject nat = logger(proxy, "dev.towpath.nat").get(0);
            assertEquals("127.0.0.1:" + server.port(), nat.getString("upstream"));
            assertEquals(16, nat.getString("sid").length(), nat::encode);
            assertEquals(
                    nat.getString("sid"),
                    logger(server, "dev.towpath.access").get(0).getString("sid"));
        }
        assertFalse(proxy.stderr().contains("\u202e"), proxy::toString);
    }

    @Test
    void a_form_that_there_is_not_is_a_usage_error() throws Exception {
        assertFails(2, run("server", "--log-format", "xml", "--root", folder.toString(), "--admin-port", "0"));
    }

    /** Every line of the log must be an object. */
    private static List<JsonObject> logger(ProcessUnderTest node, String name) {
        return node.stderr()
                .lines()
                .map(JsonObject::new)
                .filter(line -> name.equals(line.getString("logger")))
                .toList();
    }
}
