package dev.towpath.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port on which a connection is neither accepted nor refused: so many wait already that the kernel drops the next one. */
final class FullBacklog implements AutoCloseable {

    private static final int MOST_TAKEN = 50;

    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> waiting = new ArrayList<>();

    FullBacklog() throws IOException {
        InetSocketAddress address = new InetSocketAddress(server.getInetAddress(), port());
        try {
            while (waiting.size() < MOST_TAKEN) {
                Socket socket = new Socket();
                waiting.add(socket);
                socket.connect(address, 300);
            }
        } catch (SocketTimeoutException e) {
            return; // full
        }
        throw new IOException("the kernel lets any number of connections wait");
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : waiting) {
            socket.close();
        }
        server.close();
    }
}
