package dev.towpath.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of many small files fetched through a proxy, one request at a time and as the client does it by default. */
final class ManyCase implements Case {

    private static final String OPTION = "--transfers";
    private static final String ONE = "a request at a time";
    private static final String USUAL = "several at once";
    private static final int MOST_ROUNDS = 5;

    @Override
    public CaseFacts facts() {
        return new CaseFacts(
                "many",
                "get -r of a folder of 1 KiB files, one hop; CPU of client, relay and server",
                ONE,
                "",
                Figure.FILES_PER_SECOND,
                Figure.CPU_PER_FILE);
    }

    @Override
    public int rounds(Options options) {
        return Math.min(MOST_ROUNDS, options.rounds());
    }

    @Override
    public int warmups(Options options) {
        return 1;
    }

    @Override
    public Optional<String> obstacle(Lab lab) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Kind.NATIVE.command(lab.project()));
        command.addAll(List.of("get", "--help"));
        Process process = lab.command(command).redirectErrorStream(true).start();
        String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return help.contains(OPTION) ? Optional.empty() : Optional.of("towpath get knows no " + OPTION);
    }

    @Override
    public List<Trial> prepare(Lab lab, Options options) throws IOException, InterruptedException {
        Programs programs = new Programs(lab);
        Running server = programs.server(Kind.NATIVE);
        Running proxy = programs.proxy(Kind.NATIVE, server.port());
        List<Running> parts = List.of(server, proxy);
        return List.of(
                trial(lab, new Contender(ONE, Contender.LINE, parts), List.of(OPTION, "1")),
                trial(lab, new Contender(USUAL, Contender.LINE, parts), List.of()));
    }

    private static Trial trial(Lab lab, Contender contender, List<String> arguments) {
        Path copies = lab.scratch().resolve(Served.MANY);
        List<String> command = new ArrayList<>(Kind.NATIVE.command(lab.project()));
        command.addAll(List.of("get", "-q", "-r"));
        command.addAll(arguments);
        command.addAll(List.of("tow://127.0.0.1:" + contender.port() + '/' + Served.MANY, copies.toString()));
        Tool tool = new Tool(lab);
        return new Trial(contender.name(), () -> {
            Fields timed = tool.timed(contender.watched(), command);
            check(contender, copies, lab.served());
            Lab.delete(copies);
            return Figure.ofFiles(timed, lab.served().many());
        });
    }

    /** Every file is there, wherever the client put the folder, and is the one that is served. */
    private static void check(Contender contender, Path copies, Served served) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(copies)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        if (files.size() != served.many()) {
            throw new BenchException(contender.name() + " fetched " + files.size() + " files");
        }
        for (Path file : files) {
            if (Files.mismatch(file, served.file(Served.MANY).resolve(file.getFileName())) >= 0) {
                throw new BenchException(contender.name() + " fetched another " + file.getFileName());
            }
        }
    }
}
