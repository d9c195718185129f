package dev.towpath.cli;

import dev.towpath.client.Failures;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The three standard streams: data out, words to the user on the other side, UTF-8 whatever the locale. */
final class Console {

    private static final WritableByteChannel OUT = new StandardOutput();
    private static final PrintStream ERR =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private Console() {}

    /**
     * A line of data.
     *
     * @throws CommandFailure if it could not be written: a script must not take half a listing for a whole one
     */
    static void out(String line) {
        ByteBuffer bytes = ByteBuffer.wrap((line + '\n').getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                OUT.write(bytes);
            }
        } catch (IOException e) {
            throw new CommandFailure("standard output", Failures.ofDisk(e));
        }
    }

    /** Standard output for bytes; it stays open. */
    static WritableByteChannel data() {
        return OUT;
    }

    /** An object as one line of JSON in which nothing can fool a terminal. */
    static String json(JsonObject object) {
        return Printable.escape(object.encode());
    }

    /** A line for the user. */
    static void err(String line) {
        ERR.println(line);
    }

    /** Writes over the line the cursor is on. */
    static void rewrite(String text) {
        ERR.print("\r\u001b[K" + text);
        ERR.flush();
    }

    /** One error line, safe for a terminal whatever a peer put into it. */
    static void error(String what, String why) {
        err("towpath: " + Printable.escape(what + ": " + why));
    }

    static boolean outputIsTerminal() {
        return isTerminal(1);
    }

    static boolean errorIsTerminal() {
        return isTerminal(2);
    }

    static boolean inputIsTerminal() {
        return isTerminal(0);
    }

    /** Java knows only whether input and output both are terminals; Linux says it of each. Elsewhere none is taken for one. */
    private static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
