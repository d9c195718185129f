package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One large file fetched by a client to a file and proven by its SHA-256: {@code towpath get} through a native proxy from a native
 * server, and for orientation {@code curl} and then {@code sha256sum}, from nginx, without and with haproxy between.
 */
final class GetCase implements Case {

    private static final String REFERENCE = "curl, haproxy, nginx";

    @Override
    public CaseFacts facts() {
        return new CaseFacts(
                "get",
                "verified get of a large file, one hop; CPU of client, relay and server",
                REFERENCE,
                "",
                Figure.MIB_PER_SECOND,
                Figure.CPU_PER_GIB);
    }

    @Override
    public List<Trial> prepare(Lab lab, Options options) throws IOException, InterruptedException {
        Programs programs = new Programs(lab);
        Running server = programs.server(Kind.NATIVE);
        Running proxy = programs.proxy(Kind.NATIVE, server.port());
        Running nginx = programs.nginx();
        Running haproxy = programs.haproxy(nginx.port());
        List<Trial> trials = new ArrayList<>();
        trials.add(curl(lab, new Contender(REFERENCE, Contender.HTTP, List.of(nginx, haproxy))));
        trials.add(curl(lab, new Contender("curl, nginx", Contender.HTTP, List.of(nginx))));
        for (Kind kind : Kind.values()) {
            trials.add(towpath(lab, kind, new Contender(kind.contender(), Contender.LINE, List.of(server, proxy))));
        }
        return trials;
    }

    private static Trial curl(Lab lab, Contender from) {
        Path copy = lab.scratch().resolve(Served.LARGE);
        String url = "http://127.0.0.1:" + from.port() + '/' + Served.LARGE;
        String script = "curl --silent --show-error --fail --output \"$0\" \"$1\" && sha256sum \"$0\"";
        return trial(lab, from, copy, List.of("sh", "-c", script, copy.toString(), url));
    }

    private static Trial towpath(Lab lab, Kind kind, Contender from) {
        Path copy = lab.scratch().resolve(Served.LARGE);
        List<String> command = new ArrayList<>(kind.command(lab.project()));
        command.addAll(List.of("get", "tow://127.0.0.1:" + from.port() + '/' + Served.LARGE, copy.toString()));
        return trial(lab, from, copy, command);
    }

    private static Trial trial(Lab lab, Contender from, Path copy, List<String> command) {
        Tool tool = new Tool(lab);
        return new Trial(from.name(), () -> {
            Fields timed = tool.timed(from.watched(), command);
            check(from, copy, lab.served().file(Served.LARGE));
            Files.delete(copy);
            return Figure.ofTransfer(timed, lab.served().largeBytes());
        });
    }

    private static void check(Contender from, Path copy, Path original) throws IOException {
        long difference = Files.mismatch(copy, original);
        if (difference >= 0) {
            throw new BenchException(from.name() + " fetched other bytes behind byte " + difference);
        }
    }
}
