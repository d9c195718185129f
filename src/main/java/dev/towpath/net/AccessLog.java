package dev.towpath.net;

import dev.towpath.wire.Call;

/** Writes one line at the end of each transfer: who, what, how many bytes, how long, how it ended. */
public final class AccessLog implements TransferListener {

    private static final TransferLogger LOG = new TransferLogger("dev.towpath.access");

    @Override
    public Transfer started(Caller caller, Call call) {
        return (bytes, took, outcome) -> {
            if (LOG.isOn()) {
                LOG.log(new AccessLine(caller, call, bytes, took, outcome));
            }
        };
    }
}
