package dev.towpath.bench;

import java.util.List;

/**
 * What is compared in a case, as the raw file has it.
 *
 * @param name short, for the command line
 * @param title for readers
 * @param reference the contender against which the others are put; empty if there is none
 * @param control the contender that is the same as the reference; empty if there is none
 * @param speed the figure of which more is better; empty if there is none
 * @param cost the figure of CPU time, of which less is better; empty if there is none
 */
record CaseFacts(String name, String title, String reference, String control, String speed, String cost) {

    private static final String KIND = "case";

    static boolean isIn(Fields line) {
        return line.text("kind").equals(KIND);
    }

    static CaseFacts of(Fields line) {
        return new CaseFacts(
                line.text("case"),
                line.text("title"),
                line.text("reference"),
                line.text("control"),
                line.text("speed"),
                line.text("cost"));
    }

    /** True if it is requests a second that are compared, and not CPU time alone. */
    boolean countsRequests() {
        return speed.equals(Figure.REQUESTS_PER_SECOND);
    }

    /** What the control must be equal in: what the case is judged by. */
    List<String> controlled() {
        return countsRequests() ? List.of(cost, speed) : List.of(cost);
    }

    Fields line() {
        return new Fields()
                .put("kind", KIND)
                .put("case", name)
                .put("title", title)
                .put("reference", reference)
                .put("control", control)
                .put("speed", speed)
                .put("cost", cost);
    }
}
