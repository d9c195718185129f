package dev.towpath.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Something that several contenders do, to be compared. */
interface Case {

    CaseFacts facts();

    /** Why it can't be measured here, if it can't. */
    default Optional<String> obstacle(Lab lab) throws IOException, InterruptedException {
        return Optional.empty();
    }

    default int warmups(Options options) {
        return options.warmups();
    }

    default int rounds(Options options) {
        return options.rounds();
    }

    /** Starts what is needed for all rounds, and sees that every contender answers rightly; it ends when the case does. */
    List<Trial> prepare(Lab lab, Options options) throws IOException, InterruptedException;

    /**
     * One contender's part in each round.
     *
     * @param contender its name
     */
    record Trial(String contender, Measurement measurement) {}

    /** Does it once, and tells the figures. */
    interface Measurement {

        Fields measure() throws IOException, InterruptedException;
    }
}
