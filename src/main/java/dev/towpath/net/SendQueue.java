package dev.towpath.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * How much of what the kernel took for a connection the peer has not acknowledged yet, where the system tells (Linux, in
 * {@code /proc/net/tcp}). The kernel takes some megabytes from this process at a time, so a slow reader may look as if it did not
 * read at all for minutes; here its reading shows.
 */
final class SendQueue {

    private static final Path[] TABLES = {Path.of("/proc/net/tcp6"), Path.of("/proc/net/tcp")};

    private SendQueue() {}

    /**
     * Looks a connection up. Blocks for as long as it takes to read a table of all connections.
     *
     * @param localPort of this side
     * @param remotePort of the peer's side
     * @return the bytes, or nothing where the system does not say
     */
    static OptionalLong unacknowledged(int localPort, int remotePort) {
        String local = String.format(Locale.ROOT, ":%04X", localPort);
        String remote = String.format(Locale.ROOT, ":%04X", remotePort);
        for (Path table : TABLES) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.US_ASCII)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    // sl local_address rem_address st tx_queue:rx_queue …
                    String[] fields = line.trim().split("\\s+", 6);
                    if (fields.length > 4 && fields[1].endsWith(local) && fields[2].endsWith(remote)) {
                        return OptionalLong.of(Long.parseLong(fields[4].substring(0, fields[4].indexOf(':')), 16));
                    }
                }
            } catch (IOException | RuntimeException e) {
                // not this system's way
            }
        }
        return OptionalLong.empty();
    }
}
