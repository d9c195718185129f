package dev.towpath.client;

import dev.towpath.client.Destination.LocalFile;
import dev.towpath.client.Destination.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What has come of a download over all its attempts, and the digest of it. Every method may block, and is called by one thread at a
 * time.
 */
final class LocalCopy implements Target {

    private final Target target;
    private final @Nullable PartFile part;
    private RunningSha256 digest = new RunningSha256();

    private LocalCopy(Target target) {
        this.target = target;
        this.part = target instanceof PartFile file ? file : null;
    }

    /** Opens where it goes; a part file with what it holds already. */
    static LocalCopy open(Destination to) throws IOException {
        if (to instanceof LocalFile file) {
            return new LocalCopy(Targets.openKept(file.path()));
        }
        return new LocalCopy(Targets.stream(((Stream) to).channel()));
    }

    /** True if what it holds can be continued or dropped; what went into a stream is gone. */
    boolean isPart() {
        return part != null;
    }

    /** What the file is called until it is whole; "the copy" if it goes elsewhere. */
    String name() {
        return part == null ? "the copy" : String.valueOf(part.part().getFileName());
    }

    /** The part, to be written in any order; the digest of it is nobody's business then. */
    PartFile part() {
        if (part == null) {
            throw new IllegalStateException("a stream has no part");
        }
        return part;
    }

    /** How many bytes the part holds; 0 for a stream. */
    long held() throws IOException {
        return part == null ? 0 : part.length();
    }

    /** Cuts the part to so many bytes if it has more; how many it has then. */
    long keep(long most) throws IOException {
        if (part == null) {
            return 0;
        }
        part.cut(most);
        return part.length();
    }

    /** The digest of the first bytes of the part, to which what is written next is added; what it holds beyond them is dropped. */
    String continueAt(long length) throws IOException {
        if (part != null) {
            if (digest.length() != length) {
                digest = part.digest(length);
            }
            part.continueAt(length);
        }
        return digest.hex();
    }

    /** Drops all that it holds. */
    void restart() throws IOException {
        digest = new RunningSha256();
        if (part != null) {
            part.continueAt(0);
        }
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        ByteBuffer written = bytes.duplicate();
        target.write(bytes);
        digest.update(written);
    }

    /** The digest of all that was written. */
    String sha256() {
        return digest.hex();
    }

    /** Shows the file under its final name, with that time if there is one. */
    void commit(OptionalLong modified) throws IOException {
        if (part != null && modified.isPresent()) {
            part.setModified(modified.getAsLong());
        }
        commit();
    }

    @Override
    public void commit() throws IOException {
        target.commit();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}
