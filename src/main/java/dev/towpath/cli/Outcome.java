package dev.towpath.cli;

import dev.towpath.client.Received;
import dev.towpath.client.Sent;
import dev.towpath.client.TreeResult;
import dev.towpath.name.Printable;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * How a transfer ended that is whole, in either direction.
 *
 * @param again bytes that were sent more than once
 * @param sha256 of the file; empty if nobody computed it
 * @param doubt why it is not verified; empty if it is
 */
record Outcome(long bytes, long again, double seconds, String sha256, String doubt) {

    static Outcome of(Received received) {
        String doubt = received.sizeChecked() ? "size checked, no checksum" : "neither size nor checksum";
        return new Outcome(
                received.bytes(),
                received.again(),
                received.seconds(),
                received.sha256(),
                received.verified() ? "" : doubt);
    }

    static Outcome of(Sent sent) {
        return new Outcome(
                sent.bytes(), sent.again(), sent.seconds(), sent.sha256(), sent.verified() ? "" : "no checksum");
    }

    static Outcome of(TreeResult.Moved moved) {
        return new Outcome(
                moved.bytes(), moved.again(), moved.seconds(), moved.sha256(), moved.verified() ? "" : "no checksum");
    }

    boolean verified() {
        return doubt.isEmpty();
    }

    /** The last line of a transfer. */
    String line(String name) {
        return String.format(
                Locale.ROOT,
                "%s: %d bytes in %.2f s, %s, %s%s",
                Printable.escape(name),
                bytes,
                seconds,
                Amounts.rate(bytes, seconds),
                again > 0 ? again + " bytes sent twice, " : "",
                verified() ? "verified" : "unverified (" + doubt + ')');
    }

    /** The same for a script. */
    JsonObject event(String path) {
        return new JsonObject()
                .put("event", "done")
                .put("path", path)
                .put("bytes", bytes)
                .put("total", bytes)
                .put("sha256", sha256.isEmpty() ? null : sha256)
                .put("seconds", Amounts.seconds(seconds))
                .put("again", again)
                .put("verified", verified());
    }
}
