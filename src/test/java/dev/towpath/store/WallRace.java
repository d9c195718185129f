package dev.towpath.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.towpath.name.RemotePath;
import dev.towpath.store.StoreException.Reason;
import dev.towpath.testing.SampleRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A root in which a thread makes {@code swap} now a folder, now a link to a folder outside; or {@code file} a file or a link to one
 * outside; or {@code fifo} a file or a FIFO. What lies outside has the same names as what lies inside.
 */
final class WallRace implements AutoCloseable {

    private static final String SECRET = "secret of the host\n";
    private static final String INSIDE = "inside\n";

    /** How long a step waits for the exchange, in nanoseconds. */
    private static final long PATIENCE = 5_000_000;

    private final Path root;
    private final Path outside;
    private final SecureDirectoryStream<Path> inside;
    private final FileChannel keptFifo;

    /** True while the real thing stands under its name, false for the other one. Between the two there is nothing for a moment. */
    private volatile boolean real;

    /** How often the one took the place of the other. */
    private volatile long turns;

    private final Semaphore wanted = new Semaphore(0);

    /** The thread that does what is under test. */
    private volatile @Nullable Thread operator;

    private int hits;

    /** One of so many steps waits for the next turn. */
    private int patience;

    private enum Standing {
        NOTHING,
        REAL,
        OTHER
    }

    /** @param parent an empty folder */
    WallRace(Path parent) throws IOException {
        root = Files.createDirectory(parent.resolve("root"));
        outside = Files.createDirectory(parent.resolve("outside"));
        Path real = Files.createDirectory(root.resolve("swap-real"));
        for (Path folder : List.of(outside, real)) {
            String content = folder.equals(real) ? INSIDE : SECRET;
            Files.createDirectory(folder.resolve("deep"));
            Files.writeString(folder.resolve("inner"), content);
            Files.writeString(folder.resolve("victim"), content);
        }
        Files.writeString(outside.resolve("only-outside"), SECRET);
        Files.createSymbolicLink(root.resolve("swap-link"), outside);
        Files.writeString(root.resolve("file-real"), INSIDE);
        Files.createSymbolicLink(root.resolve("file-link"), outside.resolve("inner"));
        SampleRoot.fifo(root.resolve("fifo-link"));
        Files.createLink(root.resolve("fifo-real"), root.resolve("file-real"));
        // as long as somebody has it open for both, opening it does not wait
        keptFifo = FileChannel.open(root.resolve("fifo-link"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        inside = handle(real);
    }

    /** The root, by a file system that waits for the exchange between two steps. */
    Path root() {
        return SteppedFileSystem.path(root, this::step);
    }

    /** Between a check and a use, for all the store knows: now and then waits until the exchange has made its next turn. */
    private void step() {
        if (Thread.currentThread() != operator || ThreadLocalRandom.current().nextInt(patience) != 0) {
            return;
        }
        boolean before = real;
        long turn = turns;
        long end = System.nanoTime() + PATIENCE;
        wanted.release();
        while (turns == turn && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(5_000);
        }
        if (before && !real) {
            hits++;
        }
    }

    /**
     * @param hits exchanges of the real thing for the other one between two steps of an operation
     * @param done operations that succeeded
     * @param refused the others, by reason
     * @param breach what got through the wall; null if nothing did
     */
    record Outcome(
            int hits,
            int done,
            Map<Reason, Integer> refused,
            @Nullable String breach) {}

    /** What is done again and again. Each cleans up behind it, by a handle that the exchange does not touch. */
    enum Verb {
        OPEN_BELOW("swap", (store, race, i) -> race.read(store, "swap/inner")),
        OPEN_FILE_OR_LINK("file", (store, race, i) -> race.read(store, "file")),
        OPEN_FILE_OR_FIFO("fifo", (store, race, i) -> race.read(store, "fifo")),
        FACTS("swap", (store, race, i) -> {
            if (store.facts(path("swap/inner")).size() != INSIDE.length()) {
                throw new AssertionError("told of a file outside");
            }
        }),
        LIST("swap", (store, race, i) -> {
            for (DirectoryEntry entry : store.list(path("swap"))) {
                if (entry.name().equals("only-outside")) {
                    throw new AssertionError("listed a folder outside");
                }
            }
        }),
        MAKE_DIRECTORY("swap", (store, race, i) -> {
            store.makeDirectory(path("swap/made" + i));
            race.inside.deleteDirectory(Path.of("made" + i));
        }),
        REMOVE("swap", (store, race, i) -> {
            store.remove(path("swap/victim"));
            race.put("victim");
        }),
        MOVE_FROM("swap", (store, race, i) -> {
            store.move(path("swap/victim"), path("moved"));
            Files.delete(race.root.resolve("moved"));
            race.put("victim");
        }),
        MOVE_TO("swap", (store, race, i) -> {
            race.source();
            store.move(path("source"), path("swap/moved" + i));
            race.inside.deleteFile(Path.of("moved" + i));
        }),
        MOVE_INTO("swap", (store, race, i) -> {
            race.source();
            store.move(path("source"), path("swap/deep"));
            try (SecureDirectoryStream<Path> deep = race.inside.newDirectoryStream(Path.of("deep"))) {
                deep.deleteFile(Path.of("source"));
            }
        }),
        UPLOAD("swap", (store, race, i) -> {
            NewFile file = new NewFile(path("swap/up" + i), 3, null, null, false, null, null);
            try (Upload upload = store.upload(file)) {
                upload.write(ByteBuffer.wrap("new".getBytes(UTF_8)));
                upload.commit();
            }
            race.inside.deleteFile(Path.of("up" + i));
        }),
        REPLACE("swap", (store, race, i) -> {
            NewFile file = new NewFile(path("swap/inner"), 3, null, null, true, null, null);
            try (Upload upload = store.upload(file)) {
                upload.write(ByteBuffer.wrap("new".getBytes(UTF_8)));
                upload.commit();
            }
        });

        private final String exchanged;
        private final Deed deed;

        Verb(String exchanged, Deed deed) {
            this.exchanged = exchanged;
            this.deed = deed;
        }

        private static RemotePath path(String text) {
            return RemotePath.of(text);
        }
    }

    private interface Deed {
        /** Does it once; an {@link AssertionError} says what got through. */
        void on(FileStore store, WallRace race, int i) throws IOException;
    }

    /** Runs until something gets through; or for the time, and longer if there was no hit yet. */
    Outcome run(FileStore store, Verb verb, Duration enough, Duration limit) throws Exception {
        Map<String, String> before = state(outside);
        AtomicBoolean stop = new AtomicBoolean();
        Thread exchange = new Thread(() -> exchange(stop, verb.exchanged));
        exchange.start();
        Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
        hits = 0;
        operator = Thread.currentThread();
        int done = 0;
        String breach = null;
        try {
            long start = System.nanoTime();
            long passed = 0;
            for (int i = 0;
                    breach == null
                            && (passed < enough.toNanos() || (hits == 0 || done == 0) && passed < limit.toNanos());
                    i++) {
                patience = i % 2 == 0 ? 4 : 16;
                try {
                    verb.deed.on(store, this, i);
                    done++;
                } catch (StoreException e) {
                    refused.merge(e.reason(), 1, Integer::sum);
                } catch (NoSuchFileException e) {
                    breach = "what was done is not to be found inside: " + e.getMessage();
                } catch (AssertionError e) {
                    breach = e.getMessage();
                }
                if (breach == null && !state(outside).equals(before)) {
                    breach = "outside there is now " + state(outside);
                }
                passed = System.nanoTime() - start;
            }
        } finally {
            operator = null;
            stop.set(true);
            exchange.join();
        }
        return new Outcome(hits, done, refused, breach);
    }

    /** Turns when a step asks for it, and by itself all the time. */
    private void exchange(AtomicBoolean stop, String name) {
        Path there = root.resolve(name);
        Path away = root.resolve(name + "-real");
        Path other = root.resolve(name + "-link");
        try {
            Files.move(away, there);
            real = true;
            while (!stop.get()) {
                Files.move(there, real ? away : other);
                Files.move(real ? other : away, there);
                real = !real;
                turns++;
                wanted.tryAcquire(ThreadLocalRandom.current().nextInt(30_000), TimeUnit.MICROSECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(FileStore store, String path) throws IOException {
        try (OpenFile file = store.open(RemotePath.of(path))) {
            try {
                file.channel().position(0);
            } catch (IOException e) {
                throw new AssertionError("opened what is no file: " + e + file, e);
            }
            ByteBuffer content = ByteBuffer.allocate(100);
            file.channel().read(content);
            String text = new String(content.array(), 0, content.position(), UTF_8);
            if (!text.equals(INSIDE)) {
                throw new AssertionError("read " + text);
            }
        }
    }

    private void put(String name) throws IOException {
        try (SeekableByteChannel file =
                inside.newByteChannel(Path.of(name), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
            file.write(ByteBuffer.wrap(INSIDE.getBytes(UTF_8)));
        }
    }

    private void source() throws IOException {
        if (!Files.exists(root.resolve("source"))) {
            Files.writeString(root.resolve("source"), INSIDE);
        }
    }

    /** Every name below a folder, with what would show a change. */
    private static Map<String, String> state(Path folder) throws IOException {
        Map<String, String> state = new TreeMap<>();
        List<Path> all = new ArrayList<>();
        try (Stream<Path> below = Files.walk(folder)) {
            below.forEach(all::add);
        }
        for (Path file : all) {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            state.put(
                    folder.relativize(file).toString(),
                    attributes.fileKey() + " " + attributes.size() + " " + attributes.lastModifiedTime());
        }
        return state;
    }

    private static SecureDirectoryStream<Path> handle(Path folder) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(folder);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new IOException("no handles here");
    }

    @Override
    public void close() throws IOException {
        try (inside) {
            keptFifo.close();
        }
    }
}
