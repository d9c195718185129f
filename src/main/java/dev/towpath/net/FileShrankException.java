package dev.towpath.net;

import java.io.IOException;

/** Says that a file became shorter than its promised size while it was sent. */
final class FileShrankException extends IOException {

    private static final long serialVersionUID = 1L;

    FileShrankException() {
        super("the file became shorter while it was sent");
    }
}
