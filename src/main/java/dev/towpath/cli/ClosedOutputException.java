package dev.towpath.cli;

import java.io.IOException;

/** Says that nobody reads standard output any more, as behind {@code | head}: no error, but no success either. */
final class ClosedOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    ClosedOutputException(IOException cause) {
        super("nobody reads the output any more", cause);
    }

    /** True if that is what lies behind a failure. */
    static boolean isBehind(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClosedOutputException) {
                return true;
            }
        }
        return false;
    }
}
