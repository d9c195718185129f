package dev.towpath.net;

import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Status;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The one place that turns a failure into an answer, or into a hang-up. */
public final class Faults {

    private static final Logger LOG = Logger.getLogger(Faults.class);

    private Faults() {}

    /**
     * What to answer when a request failed before its first line was sent.
     *
     * @return the line, or nothing if the only honest answer is to close
     */
    public static Optional<Status.Err> reply(Throwable failure, Caller caller) {
        if (failure instanceof RefusedException refused) {
            return Optional.of(refused.status());
        }
        if (failure instanceof PeerFaultException fault) {
            return Optional.of(new Status.Err(
                    Refusal.PROXY_ERROR.text() + ": " + fault.fault().text()));
        }
        if (!(failure instanceof HangUpException
                || failure instanceof ClientGoneException
                || failure instanceof ClientStalledException)) {
            LOG.errorf(failure, "%s a request failed in a way nobody foresaw", caller);
        }
        return Optional.empty();
    }
}
