package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of the line protocol with files in memory, written from the protocol's text with plain sockets, for what a real one does not
 * do: it can lie, change a file at the worst moment, or break off. Its paths are flat.
 */
public final class TowpathStandIn implements AutoCloseable {

    /** Answers a request in place of the stand-in. */
    public interface Lie {

        /**
         * Told each request before it is answered.
         *
         * @param request without its prefixes
         * @return true if it was answered; false to answer it as usual
         */
        boolean answered(String request, StandIn.Peer peer) throws IOException;
    }

    /** The files by name. */
    public final Map<String, byte[]> files = new ConcurrentSkipListMap<>();

    /** Every line that was read, but the introductions. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<String, byte[]> parts = new ConcurrentHashMap<>();
    private final StandIn server;
    private volatile Lie lie = (request, peer) -> false;
    private volatile String greeting =
            "towpath/1\nversion 1\nrole server\nnode x\nverbs LIST LS\noptions wait if id sha256 body force mtime\n";

    public TowpathStandIn() throws IOException {
        server = new StandIn(this::serve);
    }

    public int port() {
        return server.port();
    }

    /** How many connections were made to it. */
    public int accepted() {
        return server.accepted();
    }

    public TowpathStandIn lying(Lie by) {
        lie = by;
        return this;
    }

    /** What it says that it knows, joined by blanks. */
    public TowpathStandIn withOptions(String options) {
        greeting = greeting.replaceAll("options .*", "options " + options);
        return this;
    }

    public TowpathStandIn with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** The requests that begin with this verb, prefixes left on. */
    public List<String> asked(String verb) {
        return asked.stream()
                .filter(line -> line.substring(options(line).isEmpty() ? 0 : line.indexOf(' ', 5) + 1)
                        .startsWith(verb + " "))
                .toList();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(StandIn.Peer peer) throws IOException {
        for (String line = peer.readLine(); line != null; line = peer.readLine()) {
            if (line.equals("HELLO")) {
                peer.send("OK " + greeting.length() + "\n" + greeting);
            } else if (line.equals("PING")) {
                peer.send("OK\n");
            } else {
                asked.add(line);
                String options = options(line);
                String request = options.isEmpty() ? line : line.substring(line.indexOf(' ', 5) + 1);
                if (!lie.answered(request, peer) && !answer(request, parsed(options), peer)) {
                    return;
                }
            }
        }
    }

    private static String options(String line) {
        return line.startsWith("WITH ") ? line.substring(5, line.indexOf(' ', 5)) : "";
    }

    private static Map<String, String> parsed(String text) {
        Map<String, String> options = new TreeMap<>();
        for (String option : text.split(";")) {
            String[] parts = option.split("=", 2);
            options.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
        return options;
    }

    /** Gives leave for all, keeps so many bytes of it, and reads no more. */
    public void keepPart(String id, StandIn.Peer peer, int bytes, int size) throws IOException {
        peer.send("GO 0 " + size + "\n");
        parts.put(id, peer.read(bytes));
    }

    /** Takes an upload without a last word. */
    public void storeSilently(String line, StandIn.Peer peer) throws IOException {
        String[] words = line.substring(line.indexOf(' ', 5) + 1).split(" ", 3);
        if (!parsed(options(line)).containsKey("body")) {
            peer.send("GO 0 " + words[1] + "\n");
        }
        files.put(words[2], peer.read(Integer.parseInt(words[1])));
    }

    /** Answers as the protocol has it; false to close the connection. */
    public boolean answer(String request, Map<String, String> options, StandIn.Peer peer) throws IOException {
        String verb = request.split(" ")[0];
        if (verb.equals("UPLOAD")) {
            return store(request, options, peer);
        }
        int numbers = verb.equals("SUM") ? 3 : verb.equals("RANGE") ? 2 : 0;
        String[] words = request.split(" ", numbers + 2);
        byte[] content = files.get(words[words.length - 1]);
        if (verb.equals("LS") || verb.equals("LIST")) {
            list(verb, peer);
        } else if (content == null) {
            peer.send("ERR file not found\n");
        } else if (options.containsKey("!if") && !options.get("!if").equals(tag(content))) {
            peer.send("ERR changed\n");
        } else {
            switch (verb) {
                case "INFO" -> peer.send("OK " + content.length + " f 1234567890123 " + tag(content) + "\n");
                case "HASH" -> peer.send("OK " + content.length + " sha256 " + sha256(content) + "\n");
                case "SUM" -> {
                    int from = Integer.parseInt(words[1]);
                    int end = Math.min(content.length, from + Integer.parseInt(words[2]));
                    int block = words[3].equals("0") ? Math.max(1, end - from) : Integer.parseInt(words[3]);
                    StringBuilder sums = new StringBuilder();
                    for (int at = from; at < end; at += block) {
                        sums.append(sha256(Arrays.copyOfRange(content, at, Math.min(end, at + block))))
                                .append('\n');
                    }
                    peer.send("OK " + sums.length() + "\n" + sums);
                }
                case "RANGE" -> {
                    int from = Integer.parseInt(words[1]);
                    byte[] part = Arrays.copyOfRange(
                            content, from, Math.min(content.length, from + Integer.parseInt(words[2])));
                    peer.send("OK " + part.length + "\n");
                    peer.send(part);
                }
                case "DOWNLOAD" -> {
                    peer.send("OK " + content.length + "\n");
                    peer.send(content);
                }
                default -> peer.send("ERR unknown command\n");
            }
        }
        return true;
    }

    private void list(String verb, StandIn.Peer peer) throws IOException {
        StringBuilder lines = new StringBuilder(verb.equals("LS") ? "OK LINES\n" : "OK\n");
        files.forEach((name, content) -> lines.append(verb.equals("LS") ? "f " + content.length + " 1000 " : "")
                .append(name)
                .append('\n'));
        peer.send(lines + "END\n");
    }

    private boolean store(String request, Map<String, String> options, StandIn.Peer peer) throws IOException {
        String[] words = request.split(" ", 3);
        String id = options.getOrDefault("id", "");
        boolean exists = files.containsKey(words[2]) && !options.containsKey("!force");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(parts.getOrDefault(id, new byte[0]));
        if (options.containsKey("body")) {
            content.write(peer.read(Integer.parseInt(options.get("body"))));
        }
        if (exists) {
            peer.send("ERR exists\n");
            return true;
        }
        if (!options.containsKey("body")) {
            boolean chunked = words[1].equals("-");
            long missing = chunked ? 0 : Long.parseLong(words[1]) - content.size();
            peer.send("GO " + content.size() + " " + (chunked ? "-" : missing) + "\n");
            boolean whole = chunked ? chunks(peer, content) : counted(peer, content, missing);
            if (!whole) {
                if (!id.isEmpty()) {
                    parts.put(id, content.toByteArray());
                }
                return false;
            }
        }
        byte[] stored = content.toByteArray();
        parts.remove(id);
        if (options.containsKey("sha256") && !options.get("sha256").equals(sha256(stored))) {
            peer.send("ERR checksum mismatch\n");
            return true;
        }
        files.put(words[2], stored);
        peer.send("OK " + stored.length + " sha256 " + sha256(stored) + "\n");
        return true;
    }

    private static boolean counted(StandIn.Peer peer, ByteArrayOutputStream to, long count) throws IOException {
        long left = count;
        while (left > 0) {
            byte[] piece = peer.read((int) Math.min(left, 8192));
            to.write(piece);
            if (piece.length == 0) {
                return false;
            }
            left -= piece.length;
        }
        return true;
    }

    private static boolean chunks(StandIn.Peer peer, ByteArrayOutputStream to) throws IOException {
        while (true) {
            String line = peer.readLine();
            if (line == null) {
                return false;
            }
            if (line.equals("0")) {
                return true;
            }
            if (!counted(peer, to, Long.parseLong(line))) {
                return false;
            }
        }
    }

    /** What identifies a content as long as it is that one. */
    public static String tag(byte[] content) {
        return "t" + sha256(content).substring(0, 8);
    }

    public static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes of a text. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
