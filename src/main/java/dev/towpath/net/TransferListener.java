package dev.towpath.net;

import dev.towpath.wire.Call;

/** Hears of every transfer: each start is followed by exactly one end. Called on the transfer's event loop. */
public interface TransferListener {

    /** A request that moves files or their names was read. */
    Transfer started(Caller caller, Call call);

    /** One transfer that has started. */
    interface Transfer {

        /**
         * The transfer is over.
         *
         * @param bytes of the body that the kernel has taken for the client
         */
        void ended(long bytes, Outcome outcome);
    }
}
