package dev.towpath.cli;

import dev.towpath.client.RemoteEntry;
import dev.towpath.name.Printable;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Files and directories of a node as they are shown: names, rows with what is known of them, or objects. */
final class Listed {

    private static final String UNKNOWN = "-";

    /** In place of the tag it says that a node tells nothing but the size. */
    private static final String NO_TAG = "-";

    private Listed() {}

    /** A name a line; a directory's ends in {@code /}. */
    static List<String> names(List<RemoteEntry> entries) {
        return entries.stream().map(Listed::name).toList();
    }

    /** Kind, size, time and name, in columns. */
    static List<String> rows(List<RemoteEntry> entries) {
        int widest =
                entries.stream().mapToInt(entry -> size(entry).length()).max().orElse(0);
        String form = "%s  %" + Math.max(widest, 1) + "s  %-20s  %s";
        return entries.stream()
                .map(entry -> String.format(Locale.ROOT, form, kind(entry), size(entry), time(entry), name(entry)))
                .toList();
    }

    /** An entry for a script. */
    static JsonObject event(RemotePath directory, RemoteEntry entry) {
        String path = directory.isRoot() ? entry.name() : directory.text() + '/' + entry.name();
        return new JsonObject()
                .put("event", "entry")
                .put("path", path)
                .put("kind", word(entry.kind()))
                .put("bytes", entry.kind() == RemoteEntry.Kind.FILE ? known(entry.size()) : null)
                .put("modified", entry.modified() < 0 ? null : iso(entry.modified()));
    }

    /** One path's facts in a line. */
    static String line(String path, Facts facts) {
        String kind = facts.directory() ? "directory" : "file, " + facts.size() + " bytes";
        String more = knowsMore(facts) ? ", " + iso(facts.modified()) + ", tag " + facts.tag() : "";
        return Printable.escape(path + ": " + kind + more);
    }

    /** The same for a script. */
    static JsonObject event(String path, Facts facts) {
        return new JsonObject()
                .put("event", "info")
                .put("path", path)
                .put("kind", facts.directory() ? "directory" : "file")
                .put("bytes", facts.directory() ? null : facts.size())
                .put("modified", knowsMore(facts) ? iso(facts.modified()) : null)
                .put("tag", knowsMore(facts) ? facts.tag() : null);
    }

    private static boolean knowsMore(Facts facts) {
        return !facts.tag().equals(NO_TAG);
    }

    private static String name(RemoteEntry entry) {
        return Printable.escape(entry.name()) + (entry.kind() == RemoteEntry.Kind.DIRECTORY ? "/" : "");
    }

    private static String kind(RemoteEntry entry) {
        return switch (entry.kind()) {
            case DIRECTORY -> "d";
            case FILE -> "f";
            case UNKNOWN -> "?";
        };
    }

    private static @Nullable String word(RemoteEntry.Kind kind) {
        return kind == RemoteEntry.Kind.UNKNOWN ? null : kind.name().toLowerCase(Locale.ROOT);
    }

    private static String size(RemoteEntry entry) {
        return entry.kind() != RemoteEntry.Kind.FILE || entry.size() < 0 ? UNKNOWN : Long.toString(entry.size());
    }

    private static @Nullable Long known(long number) {
        return number < 0 ? null : number;
    }

    private static String time(RemoteEntry entry) {
        return entry.modified() < 0 ? UNKNOWN : iso(entry.modified());
    }

    /** UTC to the second. */
    private static String iso(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
