package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Starts the programs that are compared, each in its ordinary configuration. */
final class Programs {

    /** As much as an unprivileged user may give a pipe. */
    private static final int PIPE_BYTES = 1 << 20;

    private static final int BUFFER_BYTES = 256 * 1024;

    private final Lab lab;

    Programs(Lab lab) {
        this.lab = lab;
    }

    Running nginx() throws IOException, InterruptedException {
        int port = lab.port();
        Path file = lab.configured(
                "nginx.conf",
                port,
                Map.of("ROOT", lab.served().root().toString(), "USER", System.getProperty("user.name")));
        String home = file.getParent().toString();
        List<String> command = List.of("nginx", "-p", home, "-e", home + "/error.log", "-c", file.toString());
        return lab.start("nginx", port, command);
    }

    Running haproxy(int upstream) throws IOException, InterruptedException {
        return haproxy("haproxy.cfg", upstream);
    }

    Running splicingHaproxy(int upstream) throws IOException, InterruptedException {
        return haproxy("haproxy-splice.cfg", upstream);
    }

    private Running haproxy(String configuration, int upstream) throws IOException, InterruptedException {
        int port = lab.port();
        Path file = lab.configured(configuration, port, Map.of("UPSTREAM", Integer.toString(upstream)));
        return lab.start("haproxy", port, List.of("haproxy", "-db", "-f", file.toString()));
    }

    Running server(Kind kind) throws IOException, InterruptedException {
        int port = lab.port();
        return lab.start(kind.contender() + " server", port, serverCommand(kind, port));
    }

    Running proxy(Kind kind, int upstream) throws IOException, InterruptedException {
        int port = lab.port();
        return lab.start(kind.contender() + " proxy", port, proxyCommand(kind, port, upstream));
    }

    /** A server with its defaults, but on this host only and on ports that are free. */
    List<String> serverCommand(Kind kind, int port) {
        return towpath(kind, port, "server", "--root", lab.served().root().toString());
    }

    /** A proxy with its defaults, but on this host only and on ports that are free. */
    List<String> proxyCommand(Kind kind, int port, int upstream) {
        return towpath(kind, port, "proxy", "--upstream", "127.0.0.1:" + upstream);
    }

    private List<String> towpath(Kind kind, int port, String... arguments) {
        List<String> command = new ArrayList<>(kind.command(lab.project()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--host", "127.0.0.1", "--port", Integer.toString(port), "--admin-port", Integer.toString(lab.port())));
        return command;
    }

    Running referenceServer() throws IOException, InterruptedException {
        int port = lab.port();
        return lab.start(
                "reference server",
                port,
                List.of(
                        lab.tool("server"),
                        Integer.toString(port),
                        lab.served().root().toString()));
    }

    Running splicingReference(int upstream) throws IOException, InterruptedException {
        return referenceRelay(upstream, "splice", PIPE_BYTES);
    }

    Running copyingReference(int upstream) throws IOException, InterruptedException {
        return referenceRelay(upstream, "copy", BUFFER_BYTES);
    }

    private Running referenceRelay(int upstream, String how, int bytes) throws IOException, InterruptedException {
        int port = lab.port();
        List<String> command = List.of(
                lab.tool("relay"), Integer.toString(port), Integer.toString(upstream), how, Integer.toString(bytes));
        return lab.start("reference relay", port, command);
    }
}
