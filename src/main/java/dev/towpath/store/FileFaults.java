package dev.towpath.store;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from an operating system's error what a peer may know of it. */
final class FileFaults {

    private FileFaults() {}

    /** For what was asked for. */
    static StoreException of(IOException e) {
        return new StoreException(reason(e), e);
    }

    /** For the folder that should hold, or be, what was asked for. */
    static StoreException ofFolder(IOException e) {
        Reason reason = e instanceof NotDirectoryException ? Reason.NOT_A_DIRECTORY : reason(e);
        return new StoreException(reason == Reason.NOT_FOUND ? Reason.DIRECTORY_NOT_FOUND : reason, e);
    }

    /** For what is to be made. A name that the file system does not take is not "not found". */
    static StoreException ofTarget(IOException e) {
        return new StoreException(text(e).contains("name too long") ? Reason.NOT_ALLOWED : reason(e), e);
    }

    static Reason reason(IOException e) {
        if (e instanceof NoSuchFileException
                || e instanceof NotDirectoryException
                || e instanceof NotLinkException // it was one a moment ago
                || e instanceof FileSystemLoopException) {
            return Reason.NOT_FOUND;
        }
        if (e instanceof AccessDeniedException) {
            return Reason.NOT_ALLOWED;
        }
        if (e instanceof FileAlreadyExistsException) {
            return Reason.EXISTS;
        }
        if (e instanceof DirectoryNotEmptyException) {
            return Reason.DIRECTORY_NOT_EMPTY;
        }
        return byText(text(e));
    }

    /** The JDK has no types for these, only the text of strerror in the C locale, where Java keeps it. */
    private static Reason byText(String text) {
        if (text.contains("too many open files")) {
            return Reason.BUSY;
        }
        if (text.contains("symbolic link") || text.contains("not a directory") || text.contains("name too long")) {
            return Reason.NOT_FOUND;
        }
        if (text.contains("no space left") || text.contains("quota exceeded") || text.contains("file too large")) {
            return Reason.NO_SPACE;
        }
        if (text.contains("not permitted")
                || text.contains("permission denied")
                || text.contains("read-only file system")
                || text.contains("resource busy")) { // a mounted file system, which nobody may remove or rename
            return Reason.NOT_ALLOWED;
        }
        return Reason.BROKEN;
    }

    private static String text(IOException e) {
        // channels throw plain exceptions, all else says it in the reason
        @Nullable String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
