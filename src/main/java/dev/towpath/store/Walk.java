package dev.towpath.store;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * One walk from the root to a path through open directory handles. No handle ever follows a link. Where a component is one,
 * its text is read by path and joined to what remains, and the walk starts again from the root: the text is a proposal that
 * the handles check, so a link swapped in the meantime gains nothing.
 */
final class Walk implements AutoCloseable {

    /** As many links as Linux follows before it speaks of a loop. */
    private static final int MAX_LINKS = 40;

    private final Path root;
    private SecureDirectoryStream<Path> folder;

    Walk(Path root) throws IOException {
        this.root = root;
        this.folder = open(root);
    }

    /** Where a walk ended: an open folder, the name in it, and what stands under that name, which is no link. */
    record Entry(SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes attributes) {}

    /** The folder the walk has come to; the root before the first step. It is closed with the walk. */
    SecureDirectoryStream<Path> folder() {
        return folder;
    }

    /** Looks at what stands under a name in the folder, without following it. */
    BasicFileAttributes attributes(Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /** Walks to the path. The entry is of use until the walk is closed. */
    Entry to(RemotePath path) throws IOException {
        RemotePath goal = path;
        for (int links = 0; links <= MAX_LINKS; links++) {
            if (goal.isReserved() || goal.isRoot()) {
                throw new NoSuchFileException(path.text());
            }
            List<String> parts = goal.components();
            int at = 0;
            BasicFileAttributes attributes = attributes(Path.of(parts.get(0)));
            while (attributes.isDirectory() && at < parts.size() - 1) {
                enter(Path.of(parts.get(at)));
                at++;
                attributes = attributes(Path.of(parts.get(at)));
            }
            if (!attributes.isSymbolicLink()) {
                if (at < parts.size() - 1) {
                    throw new NoSuchFileException(path.text());
                }
                return new Entry(folder, Path.of(parts.get(at)), attributes);
            }
            goal = behindLink(parts, at);
            replace(open(root));
        }
        throw new NoSuchFileException(path.text(), null, "too many links");
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    private void enter(Path name) throws IOException {
        replace(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
    }

    private void replace(SecureDirectoryStream<Path> next) throws IOException {
        folder.close();
        folder = next;
    }

    /** The path that a link at {@code parts[at]} makes of the whole, in the text. */
    private RemotePath behindLink(List<String> parts, int at) throws IOException {
        String before = String.join("/", parts.subList(0, at));
        Path link = root.resolve(before).resolve(parts.get(at));
        Path target = Files.readSymbolicLink(link);
        String rest = String.join("/", parts.subList(at + 1, parts.size()));
        String text;
        if (target.isAbsolute()) {
            Path realRoot = root.toRealPath();
            if (!target.startsWith(realRoot)) {
                throw new NoSuchFileException(link.toString(), null, "the link leads outside the root");
            }
            text = realRoot.relativize(target) + "/" + rest;
        } else {
            text = (before.isEmpty() ? "" : before + '/') + target + '/' + rest;
        }
        try {
            return RemotePath.ofFolder(text);
        } catch (BadNameException e) {
            throw new NoSuchFileException(link.toString(), null, e.getMessage());
        }
    }

    @SuppressWarnings("StreamResourceLeak") // it becomes the walk's folder, and is closed with it
    private static SecureDirectoryStream<Path> open(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this platform cannot walk folders by handle");
    }
}
