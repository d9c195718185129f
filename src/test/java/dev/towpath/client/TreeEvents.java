package dev.towpath.client;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was told of trees on their way, for a test to look at. */
final class TreeEvents implements TreeListener {

    final List<String> told = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    /** The files that are there, and those that failed, of one run: none is told of twice. */
    final Map<String, TreeResult.Moved> done = new TreeMap<>();

    final Map<String, Throwable> failed = new TreeMap<>();
    Overall last = new Overall(0, 0, 0, 0);

    /** A run begins: what is done or fails from now on is its own. */
    void begin() {
        done.clear();
        failed.clear();
    }

    @Override
    public void moved(Overall overall) {
        last = overall;
    }

    @Override
    public void started(String path, long size) {
        told.add("started " + path + ' ' + size);
    }

    @Override
    public void done(String path, TreeResult.Moved moved) {
        told.add("done " + path + ' ' + moved.bytes());
        assertNull(done.put(path, moved), path);
    }

    @Override
    public void failed(String path, Throwable why) {
        told.add("failed " + path);
        assertNull(failed.put(path, why), path);
    }

    @Override
    public void note(String what) {
        notes.add(what);
    }
}
