package dev.towpath.server;

import dev.towpath.net.Caller;
import dev.towpath.store.StoreException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import java.io.IOException;
import org.jboss.logging.Logger;

/** What a client is told when the store fails: never a path of this host. */
final class StoreFaults {

    private static final Logger LOG = Logger.getLogger(StoreFaults.class);

    private StoreFaults() {}

    /** The refusal a failure comes to; what is no fault of the store stays as it is. */
    static Throwable told(Throwable failure, Caller caller) {
        if (failure instanceof StoreException e && e.reason() != StoreException.Reason.BROKEN) {
            return new RefusedException(refusal(e.reason()));
        }
        if (failure instanceof StoreException || failure instanceof IOException) {
            LOG.warnf("%s the store failed: %s", caller, failure.getMessage());
            return new RefusedException(Refusal.BUSY, "the file system failed");
        }
        return failure;
    }

    private static Refusal refusal(StoreException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> Refusal.FILE_NOT_FOUND;
            case DIRECTORY_NOT_FOUND -> Refusal.DIRECTORY_NOT_FOUND;
            case NOT_A_DIRECTORY -> Refusal.NOT_A_DIRECTORY;
            case DIRECTORY_NOT_EMPTY -> Refusal.DIRECTORY_NOT_EMPTY;
            case EXISTS -> Refusal.EXISTS;
            case NOT_ALLOWED -> Refusal.NOT_ALLOWED;
            case NO_SPACE -> Refusal.NO_SPACE;
            case CHECKSUM_MISMATCH -> Refusal.CHECKSUM_MISMATCH;
            case CHANGED -> Refusal.CHANGED;
            case INCOMPLETE -> Refusal.INCOMPLETE;
            case BUSY, BROKEN -> Refusal.BUSY;
        };
    }
}
