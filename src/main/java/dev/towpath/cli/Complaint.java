package dev.towpath.cli;

import dev.towpath.name.Printable;
import dev.towpath.wire.Refusal;
import io.vertx.core.json.JsonObject;

/**
 * A failure as the user is told of it.
 *
 * @param what failed, a verb and what it was for
 * @param why in a few words, and what to do where that helps
 */
record Complaint(String what, String why, int exitCode) {

    private static final String OLDER = "this server is an older program that can't do it (unknown command)";

    /** @param fallback what failed, where the failure itself does not say */
    static Complaint of(Throwable failure, String fallback) {
        if (failure instanceof CommandFailure known) {
            Throwable cause = known.getCause() == null ? known : known.getCause();
            return new Complaint(String.valueOf(known.getMessage()), why(cause), known.exitCode());
        }
        return new Complaint(fallback, why(failure), ExitCodes.of(failure));
    }

    /** In words for a user. */
    static String why(Throwable cause) {
        if (Refused.by(cause, Refusal.UNKNOWN_COMMAND)) {
            String text = String.valueOf(cause.getMessage());
            int detail = text.indexOf(": ");
            return detail < 0 ? OLDER : text.substring(detail + 2);
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** True if there is nobody to tell: the reader of the output has left because it had enough. */
    boolean isSilent() {
        return exitCode == ExitCodes.OUTPUT_CLOSED;
    }

    /** True if the next file will fare no better. */
    boolean isOfTheConnection() {
        return exitCode == ExitCodes.CANNOT_CONNECT
                || exitCode == ExitCodes.RELAY_REFUSED
                || exitCode == ExitCodes.TIMED_OUT
                || exitCode == ExitCodes.BAD_ROUTE
                || exitCode == ExitCodes.OUTPUT_CLOSED
                || exitCode == ExitCodes.INTERRUPTED;
    }

    /** The one line. */
    String line() {
        return "towpath: " + Printable.escape(what + ": " + why);
    }

    /** The same for a script. */
    JsonObject event(String path) {
        return new JsonObject()
                .put("event", "failed")
                .put("path", path)
                .put("error", why)
                .put("code", exitCode);
    }
}
