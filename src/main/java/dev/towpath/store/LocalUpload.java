package dev.towpath.store;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AtomicMoveNotSupportedException;
import java.util.function.Consumer;

/** An upload into the local store: the bytes go to a {@link Part}, and at the end to its {@link UploadTarget}. */
final class LocalUpload implements Upload {

    private enum State {
        OPEN,
        /** Another upload of the same id has the part now. */
        TAKEN_OVER,
        /** Shown, or dropped. */
        ENDED
    }

    private final NewFile file;
    private final Part part;
    private final UploadTarget target;
    private final Consumer<LocalUpload> closed;
    private final long offset;

    /** Changes under this object's lock alone, so that nobody takes over in the middle of the rename. */
    private volatile State state = State.OPEN;

    LocalUpload(NewFile file, Part part, UploadTarget target, Consumer<LocalUpload> closed) {
        this.file = file;
        this.part = part;
        this.target = target;
        this.closed = closed;
        this.offset = part.length();
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long size() {
        return part.length();
    }

    @Override
    public void write(ByteBuffer bytes) {
        requireOpen();
        if (file.size() != NewFile.UNKNOWN && bytes.remaining() > file.size() - part.length()) {
            throw new StoreException(Reason.INCOMPLETE, file.path() + ": more bytes than " + file.size());
        }
        try {
            part.append(bytes);
        } catch (IOException e) {
            throw told(e);
        }
    }

    @Override
    public String commit() {
        requireOpen();
        if (file.size() != NewFile.UNKNOWN && part.length() != file.size()) {
            throw new StoreException(
                    Reason.INCOMPLETE, file.path() + ": " + part.length() + " bytes of " + file.size());
        }
        try {
            String digest = part.sha256();
            if (file.sha256() != null && !file.sha256().equalsIgnoreCase(digest)) {
                throw new StoreException(Reason.CHECKSUM_MISMATCH, file.path() + " has the digest " + digest);
            }
            part.channel().force(true);
            show();
            return digest;
        } catch (IOException e) {
            throw told(e);
        } catch (StoreException e) {
            throw told(e);
        }
    }

    @Override
    public void close() throws IOException {
        try (part) {
            synchronized (this) {
                if (state == State.OPEN && (file.id() == null || part.length() == 0)) {
                    part.delete();
                }
                if (state == State.OPEN) {
                    state = State.ENDED;
                }
            }
        } finally {
            closed.accept(this);
        }
    }

    /** Gives the part up to a later upload. If this one is about to be shown, that is waited for: it is a matter of one rename. */
    void takeOver() throws IOException {
        synchronized (this) {
            if (state == State.OPEN) {
                state = State.TAKEN_OVER;
                part.closeChannel();
            }
        }
    }

    private void show() throws IOException {
        try {
            synchronized (this) {
                requireOpen();
                target.show(part.folder(), part.name());
                state = State.ENDED;
            }
        } catch (AtomicMoveNotSupportedException e) {
            showByCopy();
        }
    }

    private void showByCopy() throws IOException {
        try (UploadTarget.Copy copy = target.copy(part.channel())) {
            synchronized (this) {
                requireOpen();
                copy.show();
                state = State.ENDED;
            }
            part.delete();
        }
    }

    private void requireOpen() {
        if (state == State.TAKEN_OVER) {
            throw new StoreException(Reason.CHANGED, file.path() + ": another upload of this id took over");
        }
        if (state == State.ENDED) {
            throw new StoreException(Reason.BROKEN, file.path() + ": the upload has ended");
        }
    }

    private StoreException told(IOException e) {
        return told(FileFaults.ofTarget(e));
    }

    private StoreException told(StoreException e) {
        if (state == State.TAKEN_OVER) {
            return e.reason() == Reason.CHANGED ? e : new StoreException(Reason.CHANGED, e);
        }
        switch (e.reason()) {
            case NO_SPACE, CHECKSUM_MISMATCH, EXISTS, CHANGED -> drop(e);
            default -> {}
        }
        return e;
    }

    private synchronized void drop(StoreException why) {
        if (state == State.OPEN) {
            state = State.ENDED;
            try {
                part.delete();
            } catch (IOException e) {
                why.addSuppressed(e);
            }
        }
    }
}
