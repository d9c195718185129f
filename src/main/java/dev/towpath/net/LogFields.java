package dev.towpath.net;

import dev.towpath.wire.LineBuilder;
import java.util.Map;

/** Something that is logged as a line of text, and can be logged as named values as well. It never changes. */
public interface LogFields {

    /** Appends the line, which is also its {@code toString}, without an end; nothing in it can end a line or fool a terminal. */
    void print(LineBuilder line);

    /** The line as a text. */
    static String line(LogFields told) {
        LineBuilder line = new LineBuilder(128);
        told.print(line);
        return line.toString();
    }

    /** Texts, numbers and truth values by their names, in the order to print them; texts may hold anything a peer sent. */
    Map<String, Object> fields();
}
