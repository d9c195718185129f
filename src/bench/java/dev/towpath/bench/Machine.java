package dev.towpath.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the run is made on: the machine and the versions. */
final class Machine {

    private Machine() {}

    /** The line of kind {@code run}. */
    static Fields facts(Lab lab) throws IOException, InterruptedException {
        Served served = lab.served();
        return new Fields()
                .put("kind", "run")
                .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("arguments", lab.options().line())
                .put("rounds", lab.options().rounds())
                .put("warmups", lab.options().warmups())
                .put("load_seconds", lab.options().seconds())
                .put("bulk_bytes", served.bulkBytes())
                .put("middle_bytes", served.middleBytes())
                .put("large_bytes", served.largeBytes())
                .put("many_files", served.many())
                .put(
                        "load_average",
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("memory_mib", Math.rint(number("/proc/meminfo", "MemTotal") / 1024))
                .put("processor", value("/proc/cpuinfo", "model name"))
                .put("kernel", System.getProperty("os.name") + ' ' + System.getProperty("os.version"))
                .put("towpath_jar", version(lab, with(Kind.JAR.command(lab.project()), "--version")))
                .put("towpath_native", version(lab, with(Kind.NATIVE.command(lab.project()), "--version")))
                .put(
                        "commit",
                        version(lab, List.of("git", "-C", lab.project().toString(), "describe", "--always", "--dirty")))
                .put("java", System.getProperty("java.vm.name") + ' ' + System.getProperty("java.vm.version"))
                .put("nginx", version(lab, List.of("nginx", "-v")))
                .put("haproxy", version(lab, List.of("haproxy", "-v")))
                .put("gcc", version(lab, List.of("gcc", "--version")))
                .put("curl", version(lab, List.of("curl", "--version")));
    }

    private static List<String> with(List<String> command, String argument) {
        List<String> longer = new ArrayList<>(command);
        longer.add(argument);
        return longer;
    }

    /** The first line that the command prints, or nothing if it fails. */
    private static String version(Lab lab, List<String> command) throws InterruptedException {
        try {
            Process process = lab.command(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? printed.lines().findFirst().orElse("") : "";
        } catch (IOException notThere) {
            return "";
        }
    }

    private static double number(String file, String name) throws IOException {
        return Double.parseDouble(value(file, name).replaceAll("[^0-9]", ""));
    }

    private static String value(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }
}
