package dev.towpath.cli;

/** Says that what was written on the command line can't be meant so. */
final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
