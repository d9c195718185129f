package dev.towpath.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How much of what the kernel took for a connection the peer has not acknowledged yet, where the system tells (Linux, in
 * {@code /proc/net/tcp}). The kernel takes some megabytes from this process at a time, so a slow reader may look as if it did not
 * read at all for minutes; here its reading shows. One reading of the tables serves all who ask within a moment.
 */
final class SendQueue {

    private static final Path[] TABLES = {Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6")};
    private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(100);
    private static final String MAPPED = "0000000000000000FFFF0000";

    private static Map<String, Long> reading = Map.of();
    private static long readAt = System.nanoTime() - MOMENT;

    private SendQueue() {}

    /**
     * Looks a connection up. Blocks for as long as it takes to read a table of all connections.
     *
     * @return the bytes; 0 where the system does not say
     */
    static synchronized long unacknowledged(InetSocketAddress local, InetSocketAddress remote) {
        if (System.nanoTime() - readAt >= MOMENT) {
            reading = read();
            readAt = System.nanoTime();
        }
        String plain = key(local, "") + ' ' + key(remote, "");
        String mapped = key(local, MAPPED) + ' ' + key(remote, MAPPED);
        return reading.getOrDefault(plain, reading.getOrDefault(mapped, 0L));
    }

    private static Map<String, Long> read() {
        Map<String, Long> queues = new HashMap<>();
        for (Path table : TABLES) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // sl local_address rem_address st tx_queue:rx_queue …
                    String[] fields = line.trim().split("\\s+", 6);
                    if (fields.length > 4 && !fields[4].startsWith("00000000:") && fields[4].indexOf(':') == 8) {
                        queues.put(fields[1] + ' ' + fields[2], Long.parseLong(fields[4].substring(0, 8), 16));
                    }
                }
            } catch (IOException | NumberFormatException e) {
                // not this system's way
            }
        }
        return queues;
    }

    /** An address as the table has it: each four bytes as a number of a little-endian machine. */
    private static String key(InetSocketAddress at, String prefix) {
        InetAddress address = at.getAddress();
        byte[] bytes = address == null ? new byte[0] : address.getAddress();
        StringBuilder hex = new StringBuilder(bytes.length == 4 ? prefix : "");
        for (int word = 0; word < bytes.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                hex.append(String.format(Locale.ROOT, "%02X", bytes[word + i]));
            }
        }
        return hex.append(String.format(Locale.ROOT, ":%04X", at.getPort())).toString();
    }
}
