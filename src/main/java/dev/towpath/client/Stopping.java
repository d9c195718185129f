package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.wire.Refusal;
import java.util.EnumSet;
import java.util.Set;

/** Tells the failures of one file after which others would fail in the same way. */
final class Stopping {

    private static final Set<Kind> OF_TREES =
            EnumSet.of(Kind.CANNOT_CONNECT, Kind.NO_LOCAL_SPACE, Kind.BAD_ROUTE, Kind.RELAY_REFUSED);

    private static final Set<Kind> OF_FILES =
            EnumSet.of(Kind.CANNOT_CONNECT, Kind.TIMED_OUT, Kind.BAD_ROUTE, Kind.RELAY_REFUSED);

    private static final Set<Refusal> REFUSALS =
            EnumSet.of(Refusal.UNKNOWN_COMMAND, Refusal.READ_ONLY, Refusal.NO_SPACE, Refusal.RELAY_NOT_ALLOWED);

    private Stopping() {}

    /** True for the other files of a tree: a node that refuses one for its state or its kind refuses all. */
    static boolean tree(Throwable why) {
        return is(why, OF_TREES) || REFUSALS.stream().anyMatch(refusal -> Answers.is(why, refusal));
    }

    /** True for files that were named one by one: each has its own answer, as long as there is somebody to give it. */
    static boolean files(Throwable why) {
        return is(why, OF_FILES) || Answers.is(why, Refusal.RELAY_NOT_ALLOWED);
    }

    private static boolean is(Throwable why, Set<Kind> kinds) {
        return why instanceof ClientException told && kinds.contains(told.kind());
    }
}
