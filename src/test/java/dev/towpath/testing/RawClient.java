package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A client that knows nothing of the product's codec: a plain socket with a time limit on every read. */
public final class RawClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    public RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer its size in bytes, small to stall the sender early; 0 for the system's */
    public RawClient(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends FIN and goes on reading. */
    public RawClient halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Reads up to an LF; null at the end of the stream. The LF is not returned. */
    public String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return line.size() == 0 ? null : line.toString(StandardCharsets.UTF_8) + "<EOF>";
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Reads lines up to END, which is not returned. */
    public List<String> readListing() throws IOException {
        List<String> names = new ArrayList<>();
        for (String line = readLine(); !"END".equals(line); line = readLine()) {
            if (line == null) {
                throw new IOException("the listing ended without END: " + names);
            }
            names.add(line);
        }
        return names;
    }

    /** Reads exactly so many bytes, or fewer if the stream ends. */
    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** What a single read gives. */
    public byte[] readOnce() throws IOException {
        byte[] buffer = new byte[64 * 1024];
        return Arrays.copyOf(buffer, Math.max(0, in.read(buffer)));
    }

    /** Reads and drops. */
    public long skip(long count) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        long left = count;
        while (left > 0) {
            int n = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (n < 0) {
                break;
            }
            left -= n;
        }
        return count - left;
    }

    /** Sends a DOWNLOAD and reads the body that its answer promises. */
    public byte[] download(String name) throws IOException {
        send("DOWNLOAD " + name + "\n");
        String first = readLine();
        if (first == null || !first.startsWith("OK ")) {
            throw new IOException("answer: " + first);
        }
        int size = Integer.parseInt(first.substring(3));
        byte[] body = read(size);
        if (body.length != size) {
            throw new IOException("body of " + body.length + " bytes instead of " + size);
        }
        return body;
    }

    /** All that comes until the peer ends the stream. */
    public byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    /** What comes until the peer ends the stream or resets it. */
    public byte[] readToEndOrReset() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                all.write(buffer, 0, n);
            }
        } catch (SocketException e) {
            // a reset ends it too
        }
        return all.toByteArray();
    }

    public String readToEndAsText() throws IOException {
        return new String(readToEnd(), StandardCharsets.UTF_8);
    }

    /** True if the peer has ended the stream, in order or by a reset; waits for it. */
    public boolean isClosedByPeer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** Closes with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A body of that size that is the same every time. */
    public static byte[] pattern(int size, long seed) {
        byte[] bytes = new byte[size];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Equal without printing megabytes when it is not. */
    public static boolean same(byte[] a, byte[] b) {
        return Arrays.equals(a, b);
    }
}
