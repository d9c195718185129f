package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The benchmark's command; {@code src/bench/run} compiles and calls it in the project's folder. */
public final class Bench {

    private static final int INCONCLUSIVE = 3;
    private static final double BUSY = 1.0;

    private final Options options;
    private final Path project;

    private Bench(Options options, Path project) {
        this.options = options;
        this.project = project;
    }

    public static void main(String[] args) throws Exception {
        Bench bench;
        try {
            bench = new Bench(Options.parse(List.of(args)), Path.of("").toAbsolutePath());
        } catch (IllegalArgumentException wrong) {
            System.err.println("bench: " + wrong.getMessage());
            System.exit(2);
            return;
        }
        try {
            System.exit(bench.options.isRendering() ? bench.render(bench.committed()) : bench.measure());
        } catch (BenchException failure) {
            System.err.println("bench: " + failure.getMessage());
            System.exit(1);
        }
    }

    private Path committed() {
        return project.resolve("src/bench/results.jsonl");
    }

    private int measure() throws IOException, InterruptedException {
        Path target = Files.createDirectories(project.resolve("target/bench"));
        Path raw = target.resolve("results.jsonl");
        List<Case> chosen = Cases.chosen(options);
        try (RawFile file = RawFile.create(raw);
                Lab lab = Lab.open(project, options)) {
            Fields machine = Machine.facts(lab);
            file.add(machine);
            if (Figure.need(machine, "load_average") > BUSY) {
                System.err.println(
                        "bench: the machine has other work to do, what is measured will tell of that as well");
            }
            lab.configurations(file);
            for (Case measured : chosen) {
                new Rounds(lab, file, options).run(measured);
            }
        }
        Results results = Results.of(RawFile.read(raw));
        System.out.println();
        System.out.print(new Table(results).markdown());
        System.out.println();
        System.out.print(Targets.read(project.resolve("src/bench/targets.txt")).report(results));
        if (!tellControl(results)) {
            System.err.println("bench: the run is inconclusive, nothing was written but " + project.relativize(raw));
            return INCONCLUSIVE;
        }
        if (!options.isWhole()) {
            System.out.println("Not a whole run: nothing was written but " + project.relativize(raw));
            return 0;
        }
        Files.copy(raw, committed(), StandardCopyOption.REPLACE_EXISTING);
        return render(committed());
    }

    /** Writes the table and the chart, unless the run that the file tells of was inconclusive. */
    private int render(Path raw) throws IOException {
        Results results = Results.of(RawFile.read(raw));
        if (!tellControl(results)) {
            System.err.println("bench: " + project.relativize(raw) + " is of an inconclusive run, nothing was written");
            return INCONCLUSIVE;
        }
        new Readme(project.resolve("README.md")).put(new Table(results).markdown());
        Path chart = project.resolve("src/docs/bench.svg");
        Files.writeString(chart, new Chart(results).svg());
        System.out.println("Written from " + project.relativize(raw) + ": README.md and " + project.relativize(chart));
        return 0;
    }

    private static boolean tellControl(Results results) {
        Control control = new Control(results);
        System.out.println();
        System.out.print(control.report());
        return control.isConclusive();
    }
}
