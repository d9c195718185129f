package dev.towpath.net;

import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs, as information, what is told of transfers, of which there may be tens of thousands a second. Whoever gathers is given it as it
 * is, without the record that the logging system would make of it, and all that was told in a round of an event loop at once; where
 * nobody gathers it is logged like everything else. Safe for use by many threads.
 */
public final class TransferLogger {

    private static volatile @Nullable Gatherer gatherer;

    private final Logger log;

    /** Writes what is told a little later, in the form and to the place in which the logging system would have written it. */
    public interface Gatherer {

        /** Takes what was told, in its order, out of a list that is used again. Must return at once. */
        void take(List<Line> lines);
    }

    /**
     * Something that was told.
     *
     * @param millis when, in milliseconds since 1970
     * @param category of the logger
     */
    public record Line(long millis, String category, LogFields told) {}

    /**
     * Makes a logger.
     *
     * @param category by which it is switched off
     */
    public TransferLogger(String category) {
        this.log = Logger.getLogger(category);
    }

    /** From now on this gathers what all transfers' loggers are told; null for nobody. */
    public static void gatherBy(@Nullable Gatherer by) {
        gatherer = by;
    }

    /** False if what would be told is dropped, and so need not be made. */
    public boolean isOn() {
        return log.isInfoEnabled();
    }

    /** Logs it. To be called if {@link #isOn}. */
    public void log(LogFields told) {
        Gatherer by = gatherer;
        if (by == null) {
            log.infof("%s", told);
        } else if (!LoopRound.tell(log.getName(), told, by)) {
            by.take(List.of(new Line(System.currentTimeMillis(), log.getName(), told)));
        }
    }
}
