package dev.towpath.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of the mini-FTP as they are in the field: it takes its first read for the token, reads 1024 bytes at a time, and a message
 * has ended for it when the last ten bytes of one read are the token. With a time limit on every read.
 */
public final class TokenPeer implements AutoCloseable {

    private static final int READ = 1024;
    private static final int TOKEN = 10;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final byte[] token;
    private final int pauseMicros;

    public TokenPeer(int port) throws IOException {
        this(port, 0, 0);
    }

    /**
     * A client that takes its time.
     *
     * @param receiveBuffer in bytes; 0 for the system's
     * @param pauseMicros before each read
     */
    public TokenPeer(int port, int receiveBuffer, int pauseMicros) throws IOException {
        this.pauseMicros = pauseMicros;
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress("127.0.0.1", port), 15_000);
        socket.setSoTimeout(15_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        byte[] buffer = new byte[READ];
        int n = in.read(buffer);
        token = Arrays.copyOf(buffer, Math.max(0, n));
    }

    /** What its first read gave. */
    public String token() {
        return new String(token, StandardCharsets.ISO_8859_1);
    }

    /** One message, without its token. */
    public byte[] message() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[READ];
        while (true) {
            if (pauseMicros > 0) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pauseMicros));
            }
            int n = in.read(buffer);
            if (n < 0) {
                throw new IOException("the end, after " + all.size() + " bytes of a message");
            }
            all.write(buffer, 0, n);
            if (n >= TOKEN && Arrays.equals(buffer, n - TOKEN, n, token, 0, TOKEN)) {
                return Arrays.copyOf(all.toByteArray(), all.size() - TOKEN);
            }
        }
    }

    /** One message as text. */
    public String text() throws IOException {
        return new String(message(), StandardCharsets.UTF_8);
    }

    /** Sends a command, and gives the status. */
    public String ask(String command) throws IOException {
        return send(command + token()).text();
    }

    /** Sends what is there, in one write. */
    public TokenPeer send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The same for text. */
    public TokenPeer send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a command and the content that belongs to it, all in one go, and gives the status. */
    public String upload(String name, byte[] content) throws IOException {
        return send(uploading(name, content)).text();
    }

    /** A command with its content as the bytes that are sent. */
    public byte[] uploading(String name, byte[] content) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(("ul " + name + token()).getBytes(StandardCharsets.UTF_8));
        all.writeBytes(content);
        all.writeBytes(token);
        return all.toByteArray();
    }

    /** Sends FIN and goes on reading. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** The next byte, or -1 at the end. */
    public int read() throws IOException {
        return in.read();
    }

    /** True if the node has ended the stream, in order or by a reset; waits for it. */
    public boolean isClosed() throws IOException {
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

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
