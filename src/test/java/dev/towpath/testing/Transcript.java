package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A conversation on one connection, kept as a resource: {@code > } and {@code < } begin lines that the client and the node send,
 * {@code >| } and {@code <| } bytes without an LF. {@code \n \r \t \\} and {@code \xHH} stand for bytes; {@code #} begins a comment.
 * The client ends with FIN, the node with the end of the stream.
 */
public record Transcript(byte[] sent, byte[] expected) {

    public static Transcript load(String name) throws IOException {
        try (InputStream in = Transcript.class.getResourceAsStream("/transcripts/" + name + ".txt")) {
            ByteArrayOutputStream sent = new ByteArrayOutputStream();
            ByteArrayOutputStream expected = new ByteArrayOutputStream();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (line.startsWith(">| ")) {
                    sent.write(bytes(line.substring(3)));
                } else if (line.startsWith("<| ")) {
                    expected.write(bytes(line.substring(3)));
                } else if (line.startsWith("> ") || line.equals(">")) {
                    sent.write(bytes(line.substring(Math.min(2, line.length())) + "\\n"));
                } else if (line.startsWith("< ") || line.equals("<")) {
                    expected.write(bytes(line.substring(Math.min(2, line.length())) + "\\n"));
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    throw new IOException("not a transcript's line: " + line);
                }
            }
            return new Transcript(sent.toByteArray(), expected.toByteArray());
        }
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                continue;
            }
            i++;
            switch (text.charAt(i)) {
                case 'n' -> out.write('\n');
                case 'r' -> out.write('\r');
                case 't' -> out.write('\t');
                case '\\' -> out.write('\\');
                case 'x' -> {
                    out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return out.toByteArray();
    }
}
