package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stretch of network between a client and a node of the line protocol that breaks within bodies: it passes all bytes on, sees where
 * the content of a download or an upload begins, and resets both of its connections after so many bytes of it. Two threads a connection.
 */
public final class CuttingRelay implements AutoCloseable {

    private static final Pattern ASKS_FOR_BODY = Pattern.compile("(?:WITH \\S+ )?(?:DOWNLOAD|RANGE) .*");
    private static final Pattern SENDS_BODY = Pattern.compile("WITH (?:\\S+;)?body=([0-9]+)\\S* UPLOAD .*");
    private static final Pattern HAS_BODY = Pattern.compile("OK ([0-9]+)");
    private static final Pattern WANTS_BODY = Pattern.compile("GO [0-9]+ ([0-9]+)");

    /** Decides how far a body gets. */
    public interface Fate {

        /**
         * A body begins.
         *
         * @param up true if the client sends it
         * @param length in bytes
         * @return after how many of its bytes the connection breaks; -1 for never
         */
        long cutAfter(boolean up, long length);
    }

    private final ServerSocket server;
    private final int target;
    private final Fate fate;
    private final AtomicInteger cutsUp = new AtomicInteger();
    private final AtomicInteger cutsDown = new AtomicInteger();

    public CuttingRelay(int target, Fate fate) throws IOException {
        this.target = target;
        this.fate = fate;
        this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How often it broke within what a client sent. */
    public int cutsUp() {
        return cutsUp.get();
    }

    /** How often it broke within what a client was sent. */
    public int cutsDown() {
        return cutsDown.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "cutting-relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = server.accept();
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
                start(() -> link.pass(true));
                start(() -> link.pass(false));
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    /** One connection through the relay. */
    private final class Link {
        private final Socket client;
        private final Socket node;
        private final ByteArrayOutputStream[] lines = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
        private final long[] left = new long[2];
        private final long[] untilCut = {-1, -1};
        private boolean bodyAsked;
        private boolean cut;

        Link(Socket client, Socket node) throws IOException {
            this.client = client;
            this.node = node;
            client.setTcpNoDelay(true);
            node.setTcpNoDelay(true);
        }

        void pass(boolean up) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = (up ? client : node).getInputStream();
                OutputStream out = (up ? node : client).getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    int passed = look(up, buffer, n);
                    out.write(buffer, 0, passed);
                    if (passed < n) {
                        cut(up);
                        return;
                    }
                }
                (up ? node : client).shutdownOutput();
            } catch (IOException e) {
                close();
            }
        }

        /** Follows the bytes; returns how many may pass before the cut. */
        private synchronized int look(boolean up, byte[] bytes, int n) {
            int side = up ? 0 : 1;
            int i = 0;
            while (i < n) {
                if (left[side] > 0) {
                    long step = Math.min(left[side], n - i);
                    if (untilCut[side] >= 0 && untilCut[side] < step) {
                        return i + (int) untilCut[side];
                    }
                    untilCut[side] -= untilCut[side] < 0 ? 0 : step;
                    left[side] -= step;
                    i += (int) step;
                } else if (bytes[i++] == '\n') {
                    String line = lines[side].toString(StandardCharsets.UTF_8);
                    lines[side].reset();
                    line(up, line);
                } else {
                    lines[side].write(bytes[i - 1]);
                }
            }
            return n;
        }

        private void line(boolean up, String line) {
            if (up) {
                bodyAsked |= ASKS_FOR_BODY.matcher(line).matches();
                begin(0, SENDS_BODY.matcher(line));
            } else if (bodyAsked && !line.equals("WAIT")) {
                bodyAsked = false;
                begin(1, HAS_BODY.matcher(line));
            } else {
                begin(0, WANTS_BODY.matcher(line));
            }
        }

        private void begin(int side, Matcher announced) {
            if (announced.matches()) {
                left[side] = Long.parseLong(announced.group(1));
                untilCut[side] = fate.cutAfter(side == 0, left[side]);
            }
        }

        private void cut(boolean up) throws IOException {
            synchronized (this) {
                if (cut) {
                    return;
                }
                cut = true;
            }
            (up ? cutsUp : cutsDown).incrementAndGet();
            client.setSoLinger(true, 0);
            node.setSoLinger(true, 0);
            close();
        }

        private void close() {
            try {
                client.close();
                node.close();
            } catch (IOException e) {
                // gone anyway
            }
        }
    }
}
