package dev.towpath.client;

import dev.towpath.wire.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the names of uploads, and keeps those that may be resumed by a later run under the user's state folder. Where that can't be
 * written, uploads do without. Every method may block.
 */
final class UploadIds {

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    private final @Nullable Path folder;

    /** @param folder where they are kept; null if nowhere */
    UploadIds(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Those of the user who runs this program. */
    static UploadIds ofUser(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        if (!state.isEmpty()) {
            return new UploadIds(Path.of(state, "towpath", "uploads"));
        }
        String home = environment.getOrDefault("HOME", "");
        return new UploadIds(home.isEmpty() ? null : Path.of(home, ".local", "state", "towpath", "uploads"));
    }

    /** A new name for an upload; see {@link Options#ID}. */
    static String random() {
        byte[] id = new byte[16];
        new SecureRandom().nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /**
     * The name that an upload was given before, or a new one that it will be given again.
     *
     * @param what all that makes it the same upload
     */
    String keptFor(String what) {
        try {
            Path file = file(what);
            if (file == null) {
                return random();
            }
            Optional<String> kept = read(file);
            if (kept.isPresent()) {
                return kept.get();
            }
            String id = random();
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(file);
            try (SeekableByteChannel channel = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                channel.write(ByteBuffer.wrap(id.getBytes(StandardCharsets.US_ASCII)));
            }
            return id;
        } catch (IOException | UnsupportedOperationException e) {
            return random();
        }
    }

    /** Forgets a name, since its upload is done or can't go on. */
    void forget(String what) {
        try {
            Path file = file(what);
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // a name that the node does not know any more starts from nothing
        }
    }

    private @Nullable Path file(String what) {
        RunningSha256 digest = new RunningSha256();
        digest.update(ByteBuffer.wrap(what.getBytes(StandardCharsets.UTF_8)));
        return folder == null ? null : folder.resolve(digest.hex());
    }

    private static Optional<String> read(Path file) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        byte[] id = new byte[33];
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            int n = in.readNBytes(id, 0, id.length);
            String text = new String(id, 0, n, StandardCharsets.US_ASCII);
            return Optional.of(text).filter(t -> FORM.matcher(t).matches());
        }
    }
}
