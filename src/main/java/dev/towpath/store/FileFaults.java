package dev.towpath.store;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from an operating system's error what a peer may know of it. */
final class FileFaults {

    private FileFaults() {}

    static StoreException of(IOException e) {
        return new StoreException(reason(e), e);
    }

    private static Reason reason(IOException e) {
        if (e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof FileSystemLoopException) {
            return Reason.NOT_FOUND;
        }
        if (e instanceof AccessDeniedException) {
            return Reason.NOT_ALLOWED;
        }
        if (e instanceof FileSystemException f) {
            return byText(f.getReason());
        }
        return Reason.BROKEN;
    }

    /** The JDK has no types for these, only the text of strerror in the C locale, where Java keeps it. */
    private static Reason byText(@Nullable String reason) {
        String text = reason == null ? "" : reason.toLowerCase(Locale.ROOT);
        if (text.contains("too many open files")) {
            return Reason.BUSY;
        }
        if (text.contains("symbolic link") || text.contains("not a directory") || text.contains("name too long")) {
            return Reason.NOT_FOUND;
        }
        return text.contains("not permitted") ? Reason.NOT_ALLOWED : Reason.BROKEN;
    }
}
