package dev.towpath.net;

import dev.towpath.name.Printable;
import dev.towpath.wire.Call;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Writes one line at the end of each transfer: who, what, how many bytes, how long, how it ended. */
public final class AccessLog implements TransferListener {

    private static final Logger LOG = Logger.getLogger("dev.towpath.access");

    @Override
    public Transfer started(Caller caller, Call call) {
        long start = System.nanoTime();
        return (bytes, outcome) -> {
            if (LOG.isInfoEnabled()) {
                LOG.info(line(caller, call, bytes, outcome, System.nanoTime() - start));
            }
        };
    }

    private static String line(Caller caller, Call call, long bytes, Outcome outcome, long nanos) {
        return String.format(
                Locale.ROOT,
                "%s %s %d bytes %.3f s %s",
                caller,
                Printable.escape(call.summary()),
                bytes,
                nanos / 1e9,
                Printable.escape(outcome.toString()));
    }
}
