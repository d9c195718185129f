package dev.towpath.store;

import dev.towpath.name.RemotePath;
import dev.towpath.store.Look.Kind;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the folder a walk has come to: what a peer can ask for in it. */
final class DirectoryListing {

    private final Path root;
    private final Walk walk;
    private final RemotePath directory;

    /** @param directory the folder as the peer spells it */
    DirectoryListing(Path root, Walk walk, RemotePath directory) {
        this.root = root;
        this.walk = walk;
        this.directory = directory;
    }

    List<DirectoryEntry> read() throws IOException {
        List<DirectoryEntry> entries = new ArrayList<>();
        try {
            for (Path path : walk.folder()) {
                Path name = path.getFileName();
                DirectoryEntry entry = canBeAskedFor(name) ? entry(name) : null;
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(DirectoryEntry::name, RemotePath.BYTE_ORDER));
        return entries;
    }

    /** Null for what is neither a file nor a directory, or not there. */
    private @Nullable DirectoryEntry entry(Path name) throws IOException {
        try {
            BasicFileAttributes attributes = walk.attributes(name);
            if (attributes.isSymbolicLink()) {
                attributes = behindLink(name);
            }
            Kind kind = Kind.of(attributes);
            return kind == Kind.OTHER
                    ? null
                    : new DirectoryEntry(
                            kind == Kind.DIRECTORY,
                            kind == Kind.DIRECTORY ? 0 : attributes.size(),
                            Look.milliseconds(attributes.lastModifiedTime()),
                            name.toString());
        } catch (InvalidPathException e) {
            return null;
        } catch (IOException e) {
            Reason reason = FileFaults.reason(e);
            if (reason == Reason.NOT_FOUND || reason == Reason.NOT_ALLOWED) {
                return null; // gone in the meantime, or a link to nothing
            }
            throw e; // a listing with holes would look whole
        }
    }

    private BasicFileAttributes behindLink(Path name) throws IOException {
        try (Walk behind = new Walk(root)) {
            behind.into(directory);
            return behind.on(name).attributes();
        }
    }

    /** False for names that are the node's own, that a line can't carry, or whose bytes are not what their text says. */
    private boolean canBeAskedFor(Path name) {
        String text = name.toString();
        if (text.startsWith(RemotePath.RESERVED_PREFIX) || !RemotePath.isListable(text) || isTooDeep(text)) {
            return false;
        }
        return text.indexOf('\ufffd') < 0 || sameBytes(name, text);
    }

    private boolean isTooDeep(String name) {
        return directory.text().length() + name.length() >= RemotePath.MAX_BYTES / 3
                && (directory + "/" + name).getBytes(StandardCharsets.UTF_8).length > RemotePath.MAX_BYTES;
    }

    private static boolean sameBytes(Path name, String text) {
        try {
            return Path.of(text).equals(name);
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
