package dev.towpath.cli;

/** Says what a command was doing when it failed; the cause says why. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(String what, Throwable cause) {
        this(what, cause, ExitCodes.of(cause));
    }

    CommandFailure(String what, Throwable cause, int exitCode) {
        super(what, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
