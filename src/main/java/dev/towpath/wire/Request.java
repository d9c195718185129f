package dev.towpath.wire;

import dev.towpath.name.RemotePath;

/** What a client asks, one value a request line. */
public sealed interface Request {

    /** The verb as the protocol spells it. */
    String verb();

    /** What the request is about as a person would write it, empty if it names nothing. */
    default String subject() {
        return "";
    }

    /** The request as its line shows it, without the LF. */
    default String line() {
        return subject().isEmpty() ? verb() : verb() + ' ' + subject();
    }

    /** True if a node may send it a second time when a kept connection died before any byte of an answer came. */
    default boolean isRepeatable() {
        return true;
    }

    /** True for the verbs that move files or their names, the ones worth a line in the access log. */
    default boolean isTransfer() {
        return false;
    }

    /** Asks for the names of the regular files in the root. */
    record ListFiles() implements Request {
        @Override
        public String verb() {
            return "LIST";
        }

        @Override
        public boolean isTransfer() {
            return true;
        }
    }

    /** Asks for the bytes of one regular file. */
    record Download(RemotePath path) implements Request {

        /** @throws IllegalArgumentException if the path is the root */
        public Download {
            if (path.isRoot()) {
                throw new IllegalArgumentException("the root cannot be downloaded");
            }
        }

        @Override
        public String verb() {
            return "DOWNLOAD";
        }

        @Override
        public String subject() {
            return path.text();
        }

        @Override
        public boolean isTransfer() {
            return true;
        }
    }

    /** Asks a node who it is. */
    record Hello() implements Request {
        @Override
        public String verb() {
            return "HELLO";
        }
    }

    /** Asks whether the node is there. */
    record Ping() implements Request {
        @Override
        public String verb() {
            return "PING";
        }
    }

    /** Asks for an answer and the end of the connection. */
    record Quit() implements Request {
        @Override
        public String verb() {
            return "QUIT";
        }

        @Override
        public boolean isRepeatable() {
            return false;
        }
    }
}
