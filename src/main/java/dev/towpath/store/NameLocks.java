package dev.towpath.store;

import java.io.IOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks on names in folders, since a rename overwrites what appeared after the check. They hold within this process; between processes the
 * check is best effort.
 */
final class NameLocks {

    private static final int STRIPES = 256;

    private final Lock[] stripes = new Lock[STRIPES];

    NameLocks() {
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new ReentrantLock();
        }
    }

    /**
     * A name in a folder.
     *
     * @param folder its file key, the same for every spelling that leads to it
     */
    record Key(Object folder, String name) {}

    /** What is done under a lock. */
    interface Step {
        void run() throws IOException;
    }

    void holding(Key key, Step step) throws IOException {
        holding(key, key, step);
    }

    /** Holds two at once, taken in one order by everybody. */
    void holding(Key one, Key other, Step step) throws IOException {
        int a = stripe(one);
        int b = stripe(other);
        Lock first = stripes[Math.min(a, b)];
        Lock second = stripes[Math.max(a, b)]; // may be the same one, which is reentrant
        first.lock();
        try {
            second.lock();
            try {
                step.run();
            } finally {
                second.unlock();
            }
        } finally {
            first.unlock();
        }
    }

    private static int stripe(Key key) {
        return Math.floorMod(key.hashCode() * 31, STRIPES);
    }
}
