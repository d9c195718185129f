package dev.towpath.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Asks a contender once, outside of all measuring, and compares what it answers byte for byte. */
final class Check {

    private static final int PATIENCE_MS = 60_000;
    private static final int LONGEST_LINE = 8192;
    private static final int BLOCK = 64 * 1024;

    private final Contender contender;
    private final Served served;

    Check(Contender contender, Served served) {
        this.contender = contender;
        this.served = served;
    }

    void download(String name) throws IOException {
        try (Socket socket = connect();
                InputStream in = new BufferedInputStream(socket.getInputStream());
                InputStream file = Files.newInputStream(served.file(name))) {
            if (contender.isHttp()) {
                send(socket, "GET /" + name + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                while (!line(in).equals("\r")) {}
            } else {
                send(socket, "DOWNLOAD " + name + "\n");
                expect("OK " + served.bytes(name), line(in));
            }
            long at = 0;
            for (byte[] wanted = file.readNBytes(BLOCK); wanted.length > 0; wanted = file.readNBytes(BLOCK)) {
                if (!Arrays.equals(wanted, in.readNBytes(wanted.length))) {
                    throw wrong("other bytes than those of " + name + " behind byte " + at);
                }
                at += wanted.length;
            }
        }
    }

    void listing() throws IOException {
        try (Socket socket = connect();
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            send(socket, "LIST\n");
            expect("OK", line(in));
            List<String> names = new ArrayList<>();
            for (String name = line(in); !name.equals("END"); name = line(in)) {
                names.add(name);
            }
            expect(served.names().toString(), names.toString());
        }
    }

    /** The upstream, which is the reference server, compares what comes with its file. */
    void upload(String name) throws IOException {
        try (Socket socket = connect();
                InputStream in = new BufferedInputStream(socket.getInputStream())) {
            send(socket, "UPLOAD " + served.bytes(name) + " checked/" + name + "\n");
            expect("GO 0 " + served.bytes(name), line(in));
            Files.copy(served.file(name), socket.getOutputStream());
            String result = line(in);
            if (!result.startsWith("OK " + served.bytes(name) + " sha256 ")) {
                throw wrong(result);
            }
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), contender.port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == LONGEST_LINE) {
                throw wrong("no line: " + line);
            }
            line.append((char) c);
        }
        return line.toString();
    }

    private void expect(String wanted, String got) {
        if (!got.equals(wanted)) {
            throw wrong(got + " instead of " + wanted);
        }
    }

    private BenchException wrong(String what) {
        return new BenchException(contender.name() + " answers wrongly: " + what);
    }
}
