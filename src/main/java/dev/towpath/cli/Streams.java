package dev.towpath.cli;

import io.vertx.core.json.JsonObject;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/**
 * Where the words of a command go.
 *
 * @param out a line of data
 * @param err a line for the user
 * @param data the same as {@code out}, for bytes
 */
record Streams(Consumer<String> out, Consumer<String> err, WritableByteChannel data) {

    /** Those of the process. */
    static Streams standard() {
        return new Streams(Console::out, Console::err, Console.data());
    }

    /** The same, where a file's bytes go to standard output and lines must not get among them. */
    Streams besideData() {
        return new Streams(err, err, data);
    }

    /** A line of data. */
    void print(String line) {
        out.accept(line);
    }

    /** An object as a line of data. */
    void print(JsonObject event) {
        out.accept(Console.json(event));
    }

    /** A line for the user. */
    void tell(String line) {
        err.accept(line);
    }
}
