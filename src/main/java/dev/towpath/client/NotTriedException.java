package dev.towpath.client;

/** A file's turn had not come yet when the others showed that it could not succeed. */
final class NotTriedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotTriedException() {
        super("not tried", null, false, false);
    }
}
