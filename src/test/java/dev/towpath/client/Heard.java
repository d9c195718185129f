package dev.towpath.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Progress that a test can look at. */
final class Heard implements Progress {

    final List<String> notes = new CopyOnWriteArrayList<>();
    volatile long bytes;
    volatile long total;

    @Override
    public void moved(long soFar, long inAll) {
        bytes = soFar;
        total = inAll;
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }

    /** True if any line has this in it. */
    boolean heard(String part) {
        return notes.stream().anyMatch(note -> note.contains(part));
    }
}
