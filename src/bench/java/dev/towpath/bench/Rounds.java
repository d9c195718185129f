package dev.towpath.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs the contenders of a case in turn, round after round, each round beginning with another one: what drifts on the machine hits all
 * alike. A case whose control differs too much is measured once more; only the last attempt counts, the first stays in the raw file.
 */
final class Rounds {

    private static final int ATTEMPTS = 2;
    private static final int QUICK_ATTEMPTS = 1;

    private final Lab lab;
    private final RawFile file;
    private final Options options;

    Rounds(Lab lab, RawFile file, Options options) {
        this.lab = lab;
        this.file = file;
        this.options = options;
    }

    void run(Case measured) throws IOException, InterruptedException {
        CaseFacts facts = measured.facts();
        System.out.println("== " + facts.name() + ": " + facts.title());
        Optional<String> obstacle = measured.obstacle(lab);
        if (obstacle.isPresent()) {
            System.out.println("left out: " + obstacle.get());
            file.add(new Fields()
                    .put("kind", "skipped")
                    .put("case", facts.name())
                    .put("reason", obstacle.get()));
            return;
        }
        file.add(facts.line());
        int attempts = options.isQuick() ? QUICK_ATTEMPTS : ATTEMPTS;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            Control control = new Control(Results.of(attempt(measured, attempt)));
            if (control.isConclusive()) {
                return;
            }
            System.out.print(control.report());
        }
    }

    private List<Fields> attempt(Case measured, int attempt) throws IOException, InterruptedException {
        List<Fields> lines = new ArrayList<>(List.of(measured.facts().line()));
        try {
            List<Case.Trial> trials = measured.prepare(lab, options);
            int warmups = measured.warmups(options);
            for (int round = 1 - warmups; round <= measured.rounds(options); round++) {
                lines.addAll(round(measured.facts(), trials, attempt, round, round + warmups - 1));
            }
        } finally {
            lab.endAll();
        }
        return lines;
    }

    /** One round; its number is not above 0 if it is one of the warm-up. */
    private List<Fields> round(CaseFacts facts, List<Case.Trial> trials, int attempt, int round, int turn)
            throws IOException, InterruptedException {
        List<Fields> lines = new ArrayList<>();
        StringBuilder told = new StringBuilder(round > 0 ? "round " + round + ":" : "warm-up:");
        for (int i = 0; i < trials.size(); i++) {
            Case.Trial trial = trials.get((turn + i) % trials.size());
            Fields line = new Fields()
                    .put("kind", "round")
                    .put("case", facts.name())
                    .put("attempt", attempt)
                    .put("round", round)
                    .put("turn", i)
                    .put("contender", trial.contender())
                    .putAll(trial.measurement().measure());
            file.add(line);
            lines.add(line);
            told.append(i > 0 ? ", " : " ").append(trial.contender());
            tell(told, line, facts.cost());
            tell(told, line, facts.speed());
        }
        System.out.println(told);
        return lines;
    }

    private static void tell(StringBuilder told, Fields line, String figure) {
        line.number(figure).ifPresent(value -> told.append(String.format(Locale.ROOT, " %.4g", value)));
    }
}
