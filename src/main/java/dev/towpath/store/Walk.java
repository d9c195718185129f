package dev.towpath.store;

import dev.towpath.name.RemotePath;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * One walk from the root to a path through open directory handles. No handle ever follows a link. Where a component is one,
 * its text is read by path and walked in its place: the text is a proposal that the handles check, so a link swapped in the
 * meantime gains nothing. A step back in such a text starts from the root again, since the folder above a handle may be anywhere by now.
 */
final class Walk implements AutoCloseable {

    /** As many links as Linux follows before it speaks of a loop, and as many steps back in their texts. */
    private static final int MAX_TURNS = 80;

    private static final Path HERE = Path.of(".");

    private final Path root;
    private final List<String> entered = new ArrayList<>();
    private SecureDirectoryStream<Path> folder;
    private int turns;

    Walk(Path root) throws IOException {
        this.root = root;
        this.folder = open(root);
    }

    /**
     * Where a walk ended: an open folder, the name in it, and what stood under that name, which is no link.
     *
     * @param path the same as a path, for what handles can't do; whatever is learnt by it needs a check by handle
     */
    record Entry(SecureDirectoryStream<Path> folder, Path name, BasicFileAttributes attributes, Path path) {

        /** Looks at it anew. */
        BasicFileAttributes look() throws IOException {
            return attributesOf(folder, name);
        }
    }

    /** The folder the walk has come to; the root before the first step. It is closed with the walk. */
    SecureDirectoryStream<Path> folder() {
        return folder;
    }

    /** What tells the folder from every other one, however it is spelled. */
    Object key() throws IOException {
        return own().fileKey();
    }

    /** Looks at what stands under a name in the folder, without following it. */
    BasicFileAttributes attributes(Path name) throws IOException {
        return attributesOf(folder, name);
    }

    /** The name in the folder, as an entry. */
    Entry entry(Path name, BasicFileAttributes attributes) {
        return new Entry(folder, name, attributes, folderPath().resolve(name));
    }

    /** Walks to what the path stands for, behind all links. The entry is of use until the walk goes on or is closed. */
    Entry to(RemotePath path) throws IOException {
        return to(path.components(), path.text());
    }

    /** Walks on from the folder to what a name in it stands for, behind all links. */
    Entry on(Path name) throws IOException {
        return to(List.of(name.toString()), name.toString());
    }

    private Entry to(Collection<String> components, String text) throws IOException {
        Deque<String> rest = new ArrayDeque<>(components);
        while (!rest.isEmpty()) {
            String next = rest.removeFirst();
            if (next.equals("..")) {
                stepBack(rest, text);
                continue;
            }
            if (next.startsWith(RemotePath.RESERVED_PREFIX)) {
                throw new NoSuchFileException(text);
            }
            Path name = Path.of(next);
            BasicFileAttributes attributes = attributes(name);
            if (attributes.isSymbolicLink()) {
                follow(name, rest, text);
            } else if (rest.isEmpty()) {
                return entry(name, attributes);
            } else {
                enter(name, attributes, text);
            }
        }
        return new Entry(folder, HERE, own(), folderPath());
    }

    /** Walks into a folder. */
    void into(RemotePath path) throws IOException {
        Entry entry = to(path);
        if (!entry.name().equals(HERE)) {
            enter(entry.name(), entry.attributes(), path.text());
        }
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }

    /** Looks at what stands under a name in a folder, without following it. */
    static BasicFileAttributes attributesOf(SecureDirectoryStream<Path> folder, Path name) throws IOException {
        return folder.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    private BasicFileAttributes own() throws IOException {
        return folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    }

    private Path folderPath() {
        return root.resolve(String.join("/", entered));
    }

    private void enter(Path name, BasicFileAttributes attributes, String text) throws IOException {
        if (attributes.isRegularFile()) {
            throw new NotDirectoryException(text);
        }
        if (!attributes.isDirectory()) {
            throw new NoSuchFileException(text);
        }
        replace(folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS));
        entered.add(name.toString());
    }

    /** Puts the text of a link in front of what remains. */
    private void follow(Path name, Deque<String> rest, String text) throws IOException {
        countTurn(text);
        Path target = Files.readSymbolicLink(folderPath().resolve(name));
        if (target.isAbsolute()) {
            Path realRoot = root.toRealPath();
            if (!target.startsWith(realRoot)) {
                throw new NoSuchFileException(text, null, "a link leads outside the root");
            }
            startAgain();
            prepend(rest, components(target).subList(realRoot.getNameCount(), target.getNameCount()));
        } else {
            prepend(rest, components(target));
        }
    }

    private void stepBack(Deque<String> rest, String text) throws IOException {
        countTurn(text);
        List<String> above = new ArrayList<>(entered);
        int steps = 1;
        while ("..".equals(rest.peekFirst())) {
            rest.removeFirst();
            steps++;
        }
        if (steps > above.size()) {
            throw new NoSuchFileException(text, null, "a link leads outside the root");
        }
        startAgain();
        prepend(rest, above.subList(0, above.size() - steps));
    }

    private void countTurn(String text) throws IOException {
        if (++turns > MAX_TURNS) {
            throw new NoSuchFileException(text, null, "too many links");
        }
    }

    private void startAgain() throws IOException {
        replace(open(root));
        entered.clear();
    }

    private static void prepend(Deque<String> rest, List<String> components) {
        for (int i = components.size() - 1; i >= 0; i--) {
            String component = components.get(i);
            if (!component.isEmpty() && !component.equals(".")) {
                rest.addFirst(component);
            }
        }
    }

    private static List<String> components(Path path) {
        List<String> components = new ArrayList<>();
        path.forEach(component -> components.add(component.toString()));
        return components;
    }

    private void replace(SecureDirectoryStream<Path> next) throws IOException {
        SecureDirectoryStream<Path> last = folder;
        folder = next;
        last.close();
    }

    @SuppressWarnings("StreamResourceLeak") // it becomes the walk's folder, and is closed with it
    static SecureDirectoryStream<Path> open(Path root) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(root);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("this platform cannot walk folders by handle");
    }
}
