package dev.towpath.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A foreign node for tests: what it does with each connection is up to the test. A thread a connection, plain sockets. */
public final class StandIn implements AutoCloseable {

    /** What is done with one connection, which is closed afterwards. */
    public interface Behaviour {
        void serve(Peer peer) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Behaviour behaviour;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger introductions;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public StandIn(Behaviour behaviour) throws IOException {
        this(new AtomicInteger(), behaviour);
    }

    private StandIn(AtomicInteger introductions, Behaviour behaviour) throws IOException {
        this.introductions = introductions;
        this.behaviour = behaviour;
        this.server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        Thread acceptor = new Thread(this::accept, "stand-in");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    /**
     * Like the older programs: a connection that begins with {@code HELLO} is told {@code ERR} and closed, all others are served as
     * the test says. The first line is read already; {@link Peer#readLine} gives it once more.
     */
    public static StandIn older(Behaviour behaviour) throws IOException {
        AtomicInteger greeted = new AtomicInteger();
        return new StandIn(greeted, peer -> {
            String first = peer.readLine();
            if ("HELLO".equals(first)) {
                greeted.incrementAndGet();
                peer.send("ERR unknown command\n");
                peer.awaitEnd();
            } else if (first != null) {
                peer.unread(first);
                behaviour.serve(peer);
            }
        });
    }

    /** Answers every request line by what the function makes of it, on a connection that stays open. */
    public static StandIn answering(java.util.function.Function<String, String> answer) throws IOException {
        return older(peer -> {
            for (String line = peer.readLine(); line != null; line = peer.readLine()) {
                peer.send(answer.apply(line));
            }
        });
    }

    /** Answers one request line so, then closes, as the older programs do. */
    public static StandIn answeringOnce(java.util.function.Function<String, String> answer) throws IOException {
        return older(peer -> {
            String line = peer.readLine();
            if (line != null) {
                peer.send(answer.apply(line));
            }
        });
    }

    /** Answers one request line with these bytes, then closes. */
    public static StandIn answeringOnceWith(String firstLine, byte[] body) throws IOException {
        return older(peer -> {
            if (peer.readLine() != null) {
                peer.send(firstLine);
                peer.send(body);
            }
        });
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections were made to it, the ones that only said HELLO left out. */
    public int accepted() {
        return accepted.get() - introductions.get();
    }

    /** How many connections to it are open. */
    public int open() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                open.add(socket);
                Thread thread = new Thread(() -> serve(socket), "stand-in-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            behaviour.serve(new Peer(socket));
        } catch (IOException e) {
            // the other side went away, or the test is over
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
        }
    }

    /** One connection as the stand-in sees it. */
    public static final class Peer {
        private final Socket socket;
        private final InputStream in;
        private String pushedBack;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
        }

        void unread(String line) {
            pushedBack = line;
        }

        /** Reads up to an LF; null at the end of the stream. */
        public String readLine() throws IOException {
            if (pushedBack != null) {
                String line = pushedBack;
                pushedBack = null;
                return line;
            }
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return null;
                }
                line.append((char) b);
            }
            return line.toString();
        }

        /** What a single read gives, as the older programs take their messages; empty at the end of the stream. */
        public String readOnce(int most) throws IOException {
            return new String(readBytes(most), StandardCharsets.UTF_8);
        }

        /** The same as bytes. */
        public byte[] readBytes(int most) throws IOException {
            byte[] buffer = new byte[most];
            return Arrays.copyOf(buffer, Math.max(0, in.read(buffer)));
        }

        /** Reads so many bytes, or fewer if the stream ends. */
        public byte[] read(int count) throws IOException {
            return in.readNBytes(count);
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** One byte of urgent data, which stands where it was sent but is no part of the stream that is read. */
        public void sendUrgent(int b) throws IOException {
            socket.sendUrgentData(b);
        }

        /** One byte a segment. */
        public void dribble(byte[] bytes) throws IOException {
            for (byte b : bytes) {
                socket.getOutputStream().write(b);
            }
        }

        /** Reads and drops until the other side ends. */
        public void awaitEnd() throws IOException {
            while (in.read() >= 0) {
                // dropped
            }
        }

        /** Closes, and what was sent arrives. */
        public void close() throws IOException {
            socket.close();
        }

        /** Closes with a reset. */
        public void reset() {
            try {
                socket.setSoLinger(true, 0);
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
