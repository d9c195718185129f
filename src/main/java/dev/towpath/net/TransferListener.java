package dev.towpath.net;

import dev.towpath.wire.Call;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Hears of every transfer: each start is followed by exactly one end. Called on the transfer's event loop. */
public interface TransferListener {

    /** A request that moves files or their names was read. */
    Transfer started(Caller caller, Call call);

    /**
     * A client's connection is closed because the client was silent.
     *
     * @param inRequest true if it had begun a request, false if it owed none
     */
    default void silent(Caller caller, boolean inRequest) {}

    /** One transfer that has started. */
    interface Transfer {

        /**
         * The body is on its way.
         *
         * @param bytes tells how many have passed so far; to be asked on the transfer's event loop, and not after its end
         */
        default void moving(LongSupplier bytes) {}

        /**
         * The transfer is over.
         *
         * @param bytes of the body that the kernel has taken for the client
         * @param took from the request's line to the end of its answer
         */
        void ended(long bytes, Duration took, Outcome outcome);
    }
}
