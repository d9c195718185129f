package dev.towpath.wire;

import dev.towpath.name.RemotePath;
import java.util.Set;

/** What a client asks, one value a request line. */
public sealed interface Request {

    /** The verb as the protocol spells it. */
    String verb();

    /** What the request is about as a person would write it, empty if it names nothing. */
    default String subject() {
        return "";
    }

    /** The path it is about, without the numbers that may stand before it; empty if it names nothing. */
    default String pathText() {
        return subject();
    }

    /** The request as its line shows it, without the LF. */
    default String line() {
        LineBuilder text = new LineBuilder(80);
        print(text);
        return text.toString();
    }

    /** Appends its line, without the LF. */
    default void print(LineBuilder text) {
        text.appendAscii(verb());
        String subject = subject();
        if (!subject.isEmpty()) {
            text.append(' ').append(subject);
        }
    }

    /** True if a node may send it a second time when a kept connection died before any byte of an answer came. */
    default boolean isRepeatable() {
        return true;
    }

    /** True for the verbs that move files or their names, the ones worth a line in the access log. */
    default boolean isTransfer() {
        return true;
    }

    /** The options that mean something to this request, besides those that every request knows. */
    default Set<String> options() {
        return Set.of();
    }

    /** Reads a regular file, or tells what is in it. */
    sealed interface Read extends Request {

        RemotePath path();

        @Override
        default String subject() {
            return path().text();
        }

        @Override
        default String pathText() {
            return path().text();
        }

        @Override
        default Set<String> options() {
            return Options.CONDITION;
        }
    }

    /** May change what is stored, and so is never sent a second time unasked. */
    sealed interface Change extends Request {

        @Override
        default boolean isRepeatable() {
            return false;
        }
    }

    /** Is about the node that reads it, which answers it itself. */
    sealed interface NodeQuestion extends Request {

        @Override
        default boolean isTransfer() {
            return false;
        }
    }

    /**
     * Asks for the names of the regular files in a directory.
     *
     * @param directory the root for a bare {@code LIST}
     */
    record ListFiles(RemotePath directory) implements Request {

        /** The files of the root. */
        public ListFiles() {
            this(RemotePath.ROOT);
        }

        @Override
        public String verb() {
            return "LIST";
        }

        @Override
        public String subject() {
            return directory.text();
        }
    }

    /** Asks for the files and directories in a directory, with their sizes and times. */
    record ListEntries(RemotePath directory) implements Request {

        @Override
        public String verb() {
            return "LS";
        }

        @Override
        public String subject() {
            return directory.text();
        }
    }

    /** Asks what stands under a path, which may be the root. */
    record Info(RemotePath path) implements Request {

        @Override
        public String verb() {
            return "INFO";
        }

        @Override
        public String subject() {
            return path.isRoot() ? "." : path.text();
        }
    }

    /** Asks for the bytes of one regular file. */
    record Download(RemotePath path) implements Read {

        /** @throws IllegalArgumentException if the path is the root */
        public Download {
            refuseRoot(path);
        }

        @Override
        public String verb() {
            return "DOWNLOAD";
        }
    }

    /**
     * Asks for a part of a regular file; what lies behind its end is left out.
     *
     * @param offset of the first byte, from 0
     * @param length in bytes
     */
    record Range(long offset, long length, RemotePath path) implements Read {

        /** @throws IllegalArgumentException if the path is the root, or a number negative */
        public Range {
            refuseRoot(path);
            refuseNegative(offset, length);
        }

        @Override
        public String verb() {
            return "RANGE";
        }

        @Override
        public String subject() {
            return offset + " " + length + ' ' + path.text();
        }
    }

    /** Asks for the SHA-256 of a whole regular file. */
    record Hash(RemotePath path) implements Read {

        /** @throws IllegalArgumentException if the path is the root */
        public Hash {
            refuseRoot(path);
        }

        @Override
        public String verb() {
            return "HASH";
        }
    }

    /**
     * Asks for the SHA-256 of each block of a part of a regular file; what lies behind its end is left out.
     *
     * @param offset of the first byte, from 0
     * @param length in bytes
     * @param block in bytes; 0 for one digest of the whole part
     */
    record Sum(long offset, long length, long block, RemotePath path) implements Read {

        /** @throws IllegalArgumentException if the path is the root, or a number negative */
        public Sum {
            refuseRoot(path);
            refuseNegative(offset, length, block);
        }

        @Override
        public String verb() {
            return "SUM";
        }

        @Override
        public String subject() {
            return offset + " " + length + ' ' + block + ' ' + path.text();
        }
    }

    /**
     * Offers a file to be stored.
     *
     * @param size in bytes, or {@value #CHUNKED} if it is not known yet and the bytes come in chunks
     */
    record Upload(long size, RemotePath path) implements Change {

        /** Stands for {@code -} as the size. */
        public static final long CHUNKED = -1;

        /** @throws IllegalArgumentException if the path is the root, or the size is none */
        public Upload {
            refuseRoot(path);
            if (size < CHUNKED) {
                throw new IllegalArgumentException("size " + size);
            }
        }

        public boolean isChunked() {
            return size == CHUNKED;
        }

        @Override
        public String verb() {
            return "UPLOAD";
        }

        @Override
        public String subject() {
            return (isChunked() ? "-" : Long.toString(size)) + ' ' + path.text();
        }

        @Override
        public String pathText() {
            return path.text();
        }

        @Override
        public Set<String> options() {
            return Options.UPLOAD;
        }
    }

    /** Asks for a new directory. */
    record MakeDirectory(RemotePath path) implements Change {

        /** @throws IllegalArgumentException if the path is the root */
        public MakeDirectory {
            refuseRoot(path);
        }

        @Override
        public String verb() {
            return "MKDIR";
        }

        @Override
        public String subject() {
            return path.text();
        }
    }

    /** Asks for the end of a file, or of an empty directory. */
    record Remove(RemotePath path) implements Change {

        /** @throws IllegalArgumentException if the path is the root */
        public Remove {
            refuseRoot(path);
        }

        @Override
        public String verb() {
            return "RM";
        }

        @Override
        public String subject() {
            return path.text();
        }
    }

    /** Asks for another name, or, where {@code to} is a directory, for another place. */
    record Move(RemotePath from, RemotePath to) implements Change {

        /** @throws IllegalArgumentException if a path is the root */
        public Move {
            refuseRoot(from);
            refuseRoot(to);
        }

        @Override
        public String verb() {
            return "MV";
        }

        @Override
        public String subject() {
            return from.text() + '\t' + to.text();
        }
    }

    /** Asks a node who it is. */
    record Hello() implements NodeQuestion {

        @Override
        public String verb() {
            return "HELLO";
        }
    }

    /** Asks whether the node is there. */
    record Ping() implements NodeQuestion {

        @Override
        public String verb() {
            return "PING";
        }
    }

    /** Asks for an answer and the end of the connection. */
    record Quit() implements NodeQuestion {

        @Override
        public String verb() {
            return "QUIT";
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }

    private static void refuseRoot(RemotePath path) {
        if (path.isRoot()) {
            throw new IllegalArgumentException("the root is no file");
        }
    }

    private static void refuseNegative(long... numbers) {
        for (long number : numbers) {
            if (number < 0) {
                throw new IllegalArgumentException("negative: " + number);
            }
        }
    }
}
