package dev.towpath.wire;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What ends the answer to a command of the {@code token} dialect: the working directory, and what went wrong if anything did.
 *
 * @param path as the peer shows it; from an older server it may be any text
 */
public record TokenStatus(String path, Status.@Nullable Err error) {

    private static final String ERR_ = "ERR ";

    /** Prints the status without its token. */
    public byte[] print() {
        return (error == null ? path : path + '\n' + ERR_ + error.text()).getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what stood before the token. An older server sends nothing at all where something went wrong. */
    public static TokenStatus parse(byte[] message) {
        String text = new String(message, StandardCharsets.UTF_8);
        int lf = text.indexOf('\n');
        String rest = text.substring(lf + 1);
        return lf >= 0 && isError(rest)
                ? new TokenStatus(text.substring(0, lf), error(rest))
                : new TokenStatus(text, null);
    }

    static boolean isError(String line) {
        return line.startsWith(ERR_)
                && line.length() > ERR_.length()
                && line.indexOf('\r') < 0
                && line.indexOf('\n') < 0;
    }

    static Status.Err error(String line) {
        return new Status.Err(line.substring(ERR_.length()));
    }
}
