package dev.towpath.store;

import dev.towpath.store.Look.Kind;
import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Facts about a file, and the opening of exactly the file they speak of.
 *
 * <p>An open file can't be asked who it is. So one looks before and after: whatever exchanges a file under its name, there and back too,
 * leaves a trace in its tag.
 */
final class Opening {

    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    private static final int LOOKS = 3;
    private static final int TRIES = 4;

    private final Walk.Entry entry;

    Opening(Walk.Entry entry) {
        this.entry = entry;
    }

    /** Facts with a tag that the next change will make another. Waits a few hundredths of a second for that if there was one just now. */
    FileFacts facts() throws IOException {
        return see().facts();
    }

    /** Opens the regular file for reading. */
    OpenFile open() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Seen before = see();
            if (before.facts().directory()) {
                throw new StoreException(Reason.NOT_FOUND, entry.name() + " is a directory");
            }
            // a FIFO would make the next line wait for ever, hence the look before
            FileChannel channel = (FileChannel) entry.folder().newByteChannel(entry.name(), READ);
            try {
                Look after = Look.at(entry);
                if (after.kind() != Kind.FILE || !isSeekable(channel)) {
                    throw new StoreException(Reason.NOT_FOUND, entry.name() + " was exchanged while it was opened");
                }
                if (before.firm() && after.equals(before.look())) {
                    return new OpenFile(channel, before.facts());
                }
                if (i == TRIES - 1 && after.key().equals(before.look().key())) {
                    // it is written to all the time: no tag would last
                    return new OpenFile(channel, after.facts(after.passingTag(), false));
                }
                channel.close();
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        }
        throw new StoreException(Reason.BUSY, entry.name() + " is exchanged all the time");
    }

    /** @param firm true if the tag is one that the same look would make again */
    private record Seen(Look look, FileFacts facts, boolean firm) {}

    private Seen see() throws IOException {
        Look look = look();
        for (int i = 1; i < LOOKS && !look.isFirm(Instant.now()); i++) {
            LockSupport.parkNanos(Look.TICK.minus(look.age(Instant.now()).abs()).toNanos());
            look = look();
        }
        Instant now = Instant.now();
        boolean firm = look.isFirm(now);
        FileFacts facts = firm
                ? look.facts(look.tag(), look.isSettled(now))
                : look.facts(look.passingTag(), false); // it is being written to
        return new Seen(look, facts, firm);
    }

    /** What a FIFO, or a socket, is not. To ask for the position would not tell; to set it does. */
    private static boolean isSeekable(FileChannel channel) {
        try {
            channel.position(0);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Look look() throws IOException {
        Look look = Look.at(entry);
        if (look.kind() == Kind.OTHER) {
            throw new StoreException(Reason.NOT_FOUND, entry.name() + " is neither a file nor a directory");
        }
        return look;
    }
}
