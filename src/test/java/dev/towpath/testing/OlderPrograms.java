package dev.towpath.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Small stand-ins for the programs in the field that nobody maintains, as the protocol describes them. */
public final class OlderPrograms {

    private OlderPrograms() {}

    /** A file server of the core: one answer a connection, every other verb is unknown. */
    public static StandIn server(Map<String, String> files) throws IOException {
        return new StandIn(peer -> {
            String line = peer.readLine();
            if (line == null) {
                return;
            }
            String name = line.startsWith("DOWNLOAD ") ? line.substring(9) : "";
            if (line.equals("LIST")) {
                peer.send("OK\n" + String.join("\n", files.keySet()) + "\nEND\n");
            } else if (files.containsKey(name)) {
                byte[] body = files.get(name).getBytes(StandardCharsets.UTF_8);
                peer.send("OK " + body.length + "\n");
                peer.send(body);
            } else {
                peer.send(name.isEmpty() ? "ERR unknown command\n" : "ERR file not found\n");
            }
        });
    }

    /** A proxy of the core: passes every line on, knows only the bodies of LIST and DOWNLOAD, drops all others. */
    public static StandIn proxy(int upstream) throws IOException {
        return new StandIn(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                try (Socket next = new Socket(InetAddress.getLoopbackAddress(), upstream)) {
                    next.setSoTimeout(10_000);
                    next.getOutputStream().write((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    InputStream in = next.getInputStream();
                    String first = line(in);
                    peer.send((first + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    if (line.equals("LIST") && first.equals("OK")) {
                        String name;
                        do {
                            name = line(in);
                            peer.send((name + "\n").getBytes(StandardCharsets.ISO_8859_1));
                        } while (!name.equals("END"));
                    } else if (line.startsWith("DOWNLOAD ") && first.startsWith("OK ")) {
                        peer.send(in.readNBytes(Integer.parseInt(first.substring(3))));
                    }
                }
            }
        });
    }

    /** A relay of {@code chain-stream}: one read, one write, then bytes up to the end. */
    public static StandIn streamRelay() throws IOException {
        return new StandIn(peer -> {
            String[] lines = peer.readOnce(1024).split("\n");
            String[] hop = lines[1].split(" ");
            try (Socket next = new Socket(hop[0], Integer.parseInt(hop[1]))) {
                StringBuilder rest = new StringBuilder(lines[0] + "\n");
                for (String line : Arrays.copyOfRange(lines, 2, lines.length)) {
                    rest.append(line).append('\n');
                }
                next.getOutputStream().write(rest.toString().getBytes(StandardCharsets.UTF_8));
                byte[] buffer = new byte[1024];
                for (int n = next.getInputStream().read(buffer);
                        n >= 0;
                        n = next.getInputStream().read(buffer)) {
                    peer.send(Arrays.copyOf(buffer, n));
                }
            }
        });
    }

    /** A relay of {@code chain-sized}: counts lines by splitting at LF, passes the size in one write, reads 4 bytes of the rest. */
    public static StandIn sizedRelay() throws IOException {
        return new StandIn(peer -> {
            String[] lines = peer.readOnce(1024).split("\n", -1);
            String[] hop = lines[2].split(" ");
            try (Socket next = new Socket(hop[0], Integer.parseInt(hop[1]))) {
                next.getOutputStream()
                        .write((lines[0] + "\n" + String.join("\n", Arrays.copyOfRange(lines, 2, lines.length)))
                                .getBytes(StandardCharsets.UTF_8));
                byte[] buffer = new byte[1024];
                int n = next.getInputStream().read(buffer);
                String size = new String(buffer, 0, Math.max(n, 0), StandardCharsets.UTF_8);
                peer.send(size);
                if (size.equals("NA")) {
                    return;
                }
                next.getOutputStream().write(peer.readOnce(4).getBytes(StandardCharsets.UTF_8));
                for (n = next.getInputStream().read(buffer);
                        n >= 0;
                        n = next.getInputStream().read(buffer)) {
                    peer.send(Arrays.copyOf(buffer, n));
                }
            }
        });
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            line.append((char) b);
        }
        return line.toString();
    }
}
