package dev.towpath.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * The files that are served: ten in the root, in the page cache because they were written just now, and a folder of small ones.
 *
 * @param root the folder
 * @param bulkBytes the size of {@value #BULK}
 * @param middleBytes the size of {@value #MIDDLE}
 * @param largeBytes the size of {@value #LARGE}
 * @param many how many files {@value #MANY} holds
 */
record Served(Path root, long bulkBytes, long middleBytes, long largeBytes, int many) {

    /** 1 KiB; the load knows it by this name. */
    static final String KIB = "kib";

    static final int KIB_BYTES = 1024;

    /** What up to 16 connections ask for. */
    static final String BULK = "bulk";

    /** What 256 connections ask for: with the larger one, each would take too long for its first answer. */
    static final String MIDDLE = "middle";

    /** What is fetched by a client. */
    static final String LARGE = "large";

    /** A folder of files of 1 KiB. */
    static final String MANY = "many";

    static final int FILES = 10;

    private static final long MIB = 1 << 20;

    static Served make(Path root, boolean isQuick) throws IOException {
        Served served = isQuick
                ? new Served(root, 8 * MIB, 2 * MIB, 128 * MIB, 1000)
                : new Served(root, 100 * MIB, 16 * MIB, 1024 * MIB, 10_000);
        Files.createDirectories(root);
        SplittableRandom random = new SplittableRandom(1);
        write(root.resolve(KIB), KIB_BYTES, random);
        write(root.resolve(BULK), served.bulkBytes, random);
        write(root.resolve(MIDDLE), served.middleBytes, random);
        write(root.resolve(LARGE), served.largeBytes, random);
        for (int i = 4; i < FILES; i++) {
            write(root.resolve("small-" + i), KIB_BYTES, random);
        }
        Path folder = Files.createDirectories(root.resolve(MANY));
        for (int i = 0; i < served.many; i++) {
            write(folder.resolve("file-" + i), KIB_BYTES, random);
        }
        return served;
    }

    private static void write(Path file, long bytes, SplittableRandom random) throws IOException {
        byte[] block = new byte[(int) Math.min(bytes, MIB)];
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (long left = bytes; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
            }
            if (bytes > MIB) {
                // now, and not while something is measured
                out.force(false);
            }
        }
    }

    long bytes(String name) {
        return switch (name) {
            case KIB -> KIB_BYTES;
            case BULK -> bulkBytes;
            case MIDDLE -> middleBytes;
            case LARGE -> largeBytes;
            default -> throw new IllegalArgumentException(name);
        };
    }

    Path file(String name) {
        return root.resolve(name);
    }

    /** The names in the root as a listing has them. */
    List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
