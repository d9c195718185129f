package dev.towpath.wire;

import java.util.Optional;

/** The fixed error texts of the protocol; some are followed by {@code ": "} and a detail. */
public enum Refusal {
    UNKNOWN_COMMAND("unknown command"),
    FILE_NOT_FOUND("file not found"),
    DIRECTORY_NOT_FOUND("directory not found"),
    NOT_A_DIRECTORY("not a directory"),
    DIRECTORY_NOT_EMPTY("directory not empty"),
    EXISTS("exists"),
    READ_ONLY("read only"),
    NOT_ALLOWED("not allowed"),
    NO_SPACE("no space"),
    CHECKSUM_MISMATCH("checksum mismatch"),
    CHANGED("changed"),
    BUSY("busy"),
    BAD_NAME("bad name"),
    BAD_NUMBER("bad number"),
    BAD_ROUTE("bad route"),
    OPTION_NOT_SUPPORTED("option not supported"),
    LINE_TOO_LONG("line too long"),
    INCOMPLETE("incomplete"),
    PROXY_ERROR("proxy error"),
    RELAY_NOT_ALLOWED("relay not allowed");

    private static final String RELAY_TO = "relay to ";
    private static final String IS_NOT_ALLOWED = " is not allowed";

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** The text up to the first colon. */
    public String text() {
        return text;
    }

    /** The text that refuses a hop: the one that holds the hop in its middle. */
    public static Status.Err relayTo(HostPort hop) {
        String shown = hop.toString();
        int room = Status.Err.MAX_TEXT - RELAY_TO.length() - IS_NOT_ALLOWED.length();
        // cut in the middle of the text, so that both of its ends can be recognised
        String fits = shown.length() <= room ? shown : shown.substring(0, room - 3) + "...";
        return new Status.Err(RELAY_TO + fits + IS_NOT_ALLOWED);
    }

    /** Finds the refusal that an error's text, read up to its first colon, stands for. */
    public static Optional<Refusal> of(String message) {
        if (message.startsWith(RELAY_TO) && message.endsWith(IS_NOT_ALLOWED)) {
            return Optional.of(RELAY_NOT_ALLOWED);
        }
        int colon = message.indexOf(':');
        String fixed = colon < 0 ? message : message.substring(0, colon);
        for (Refusal refusal : values()) {
            if (refusal.text.equals(fixed)) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
