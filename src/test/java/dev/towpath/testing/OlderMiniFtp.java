package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A mini-FTP server as they are in the field: reads 1024 bytes at a time, takes a message for ended when the last ten bytes of one read
 * are the token, acts on the first word of a name, and says nothing at all where a command fails.
 */
public final class OlderMiniFtp implements AutoCloseable {

    private static final int READ = 1024;
    private static final String TOKEN = "<0ldT0ken>";
    private static final byte[] DIRECTORY = {};

    private final NavigableMap<String, byte[]> files = new ConcurrentSkipListMap<>();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final StandIn server;
    private volatile boolean tellsSizes = true;

    public OlderMiniFtp() throws IOException {
        server = new StandIn(this::serve);
    }

    public int port() {
        return server.port();
    }

    /** How many connections are open. */
    public int open() {
        return server.open();
    }

    public OlderMiniFtp with(String path, byte[] content) {
        files.put(path, content.clone());
        return this;
    }

    public OlderMiniFtp withDirectory(String path) {
        files.put(path, DIRECTORY);
        return this;
    }

    /** From now on it does not know {@code info}. */
    public OlderMiniFtp withoutSizes() {
        tellsSizes = false;
        return this;
    }

    /** A file's content; null if it is not there, or a directory. */
    public byte[] content(String path) {
        byte[] content = files.get(path);
        return content == DIRECTORY ? null : content;
    }

    public boolean exists(String path) {
        return files.containsKey(path);
    }

    /** All commands, as they came. */
    public List<String> commands() {
        return commands;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(StandIn.Peer peer) throws IOException, InterruptedException {
        peer.send(TOKEN);
        pause();
        StringBuilder welcome = new StringBuilder("Current Directory: /srv/files:\n|");
        for (boolean directories : new boolean[] {true, false}) {
            files.forEach((path, content) -> {
                if (path.indexOf('/') < 0 && (content == DIRECTORY) == directories) {
                    welcome.append("\n-- ").append(path);
                }
            });
        }
        say(peer, welcome.toString());
        String folder = "";
        while (true) {
            byte[] message = message(peer);
            if (message == null) {
                return;
            }
            String command = new String(message, StandardCharsets.UTF_8);
            commands.add(command);
            String[] words = command.split(" ");
            String path = words.length < 2 ? "" : under(folder, words[1]);
            byte[] content = files.get(path);
            switch (words[0]) {
                case "exit" -> {
                    peer.awaitEnd();
                    return;
                }
                case "cd" -> {
                    if (content != DIRECTORY && !path.isEmpty()) {
                        continue;
                    }
                    folder = path;
                }
                case "mkdir" -> {
                    if (files.putIfAbsent(path, DIRECTORY) != null) {
                        continue;
                    }
                }
                case "rm" -> {
                    if (files.remove(path) == null) {
                        continue;
                    }
                }
                case "mv" -> {
                    String to = under(folder, words[2]);
                    if (content == null) {
                        continue;
                    }
                    files.remove(path);
                    boolean into = to.isEmpty() || files.get(to) == DIRECTORY;
                    files.put(into ? under(to, path.substring(path.lastIndexOf('/') + 1)) : to, content);
                }
                case "ul" -> {
                    byte[] uploaded = message(peer);
                    if (uploaded == null) {
                        return;
                    }
                    files.put(path, uploaded);
                }
                case "dl" -> {
                    if (content == null || content == DIRECTORY) {
                        continue;
                    }
                    peer.send(content);
                    pause();
                    peer.send(TOKEN);
                    pause();
                }
                case "info" -> {
                    if (content == null || !tellsSizes) {
                        continue;
                    }
                    say(peer, Integer.toString(content.length));
                    pause();
                }
                default -> {
                    continue;
                }
            }
            say(peer, "/srv/files" + (folder.isEmpty() ? "" : "/" + folder));
        }
    }

    private static String under(String folder, String name) {
        List<String> parts = new ArrayList<>();
        for (String part : (folder + "/" + name).split("/")) {
            if (part.equals("..")) {
                parts.remove(parts.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return String.join("/", parts);
    }

    private static void say(StandIn.Peer peer, String text) throws IOException {
        peer.send(text + TOKEN);
    }

    /** What such servers do themselves, so that their own clients can take the messages apart. */
    private static void pause() throws InterruptedException {
        boolean never = new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS);
        assert !never;
    }

    /** Reads on until the last bytes of one read are the token; null at the end of the stream. */
    private static byte[] message(StandIn.Peer peer) throws IOException {
        byte[] token = TOKEN.getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            byte[] read = peer.readBytes(READ);
            if (read.length == 0) {
                return null;
            }
            all.writeBytes(read);
            if (read.length >= token.length
                    && Arrays.equals(read, read.length - token.length, read.length, token, 0, token.length)) {
                return Arrays.copyOf(all.toByteArray(), all.size() - token.length);
            }
        }
    }
}
