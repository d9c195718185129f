package dev.towpath.k8s;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Alerts and dashboard ask for metrics that there are, and the alerts ring when they should. */
class MonitoringTest {

    private static final Path FOLDER = Manifests.FOLDER.resolve("monitoring");
    private static final Path METRICS = Path.of("src/main/java/dev/towpath/ops/NodeMetrics.java");

    /** As Prometheus names them: a counter ends with {@code _total}, a histogram has series of its own. */
    private static final Pattern USED =
            Pattern.compile("\\btowpath_[a-z_]+?(?=(_total|_seconds_bucket|_seconds_count|_seconds_sum)?\\b)");

    private static final Pattern DECLARED = Pattern.compile("\"(towpath\\.[a-z.]+)\"");

    @Test
    void alerts_and_dashboard_ask_for_metrics_that_there_are() throws Exception {
        Set<String> declared = names(DECLARED, METRICS).stream()
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String file : new String[] {"alerts.yaml", "dashboard.json"}) {
            Set<String> used = names(USED, FOLDER.resolve(file));
            assertTrue(used.size() > 5, used::toString);
            used.removeAll(declared);
            assertEquals(Set.of(), used, file);
        }
    }

    @Test
    void the_dashboard_shows_every_metric() throws Exception {
        Set<String> declared = names(DECLARED, METRICS).stream()
                .map(name -> name.replace('.', '_'))
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(declared.size() > 10, declared::toString);

        declared.removeAll(names(USED, FOLDER.resolve("dashboard.json")));

        assertEquals(Set.of(), declared);
    }

    @Test
    void the_dashboard_is_of_the_form_that_grafana_imports() throws Exception {
        JsonObject dashboard = new JsonObject(Files.readString(FOLDER.resolve("dashboard.json")));

        assertEquals("towpath", dashboard.getString("uid"));
        assertFalse(dashboard.getJsonArray("panels").isEmpty());
        Set<Integer> ids = new TreeSet<>();
        for (Object panel : dashboard.getJsonArray("panels")) {
            assertTrue(ids.add(((JsonObject) panel).getInteger("id")), panel::toString);
        }
    }

    @Test
    void each_alert_rings_when_it_should() throws Exception {
        assumeTrue(Manifests.onPath("promtool"), "there is no promtool (Debian: prometheus)");
        Process check = new ProcessBuilder(FOLDER.resolve("check.sh").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(check.waitFor(60, TimeUnit.SECONDS), said);
        assertEquals(0, check.exitValue(), said);
    }

    private static Set<String> names(Pattern pattern, Path file) throws Exception {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(result -> result.groupCount() > 0 && pattern == DECLARED ? result.group(1) : result.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
