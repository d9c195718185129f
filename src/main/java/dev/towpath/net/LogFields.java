package dev.towpath.net;

import java.util.Map;

/** Something that is logged as a line of text, its {@code toString}, and can be logged as named values as well. */
public interface LogFields {

    /** Texts, numbers and truth values by their names, in the order to print them; texts may hold anything a peer sent. */
    Map<String, Object> fields();
}
