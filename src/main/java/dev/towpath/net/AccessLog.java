package dev.towpath.net;

import dev.towpath.wire.Call;
import org.jboss.logging.Logger;

/** Writes one line at the end of each transfer: who, what, how many bytes, how long, how it ended. */
public final class AccessLog implements TransferListener {

    private static final Logger LOG = Logger.getLogger("dev.towpath.access");

    @Override
    public Transfer started(Caller caller, Call call) {
        return (bytes, took, outcome) -> {
            if (LOG.isInfoEnabled()) {
                LOG.infof("%s", new AccessLine(caller, call, bytes, took, outcome));
            }
        };
    }
}
