package dev.towpath.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How long a node takes to be there, and what memory it has then, before anybody asked it for more than a PING. */
final class StartCase implements Case {

    /** What the median of so short a time needs. */
    private static final int LEAST_ROUNDS = 11;

    private static final int REST_MS = 700;

    @Override
    public CaseFacts facts() {
        return new CaseFacts("start", "start, and memory at rest", "", "", Figure.LISTENING, Figure.RESIDENT);
    }

    @Override
    public int rounds(Options options) {
        return options.isQuick() ? options.rounds() : Math.max(LEAST_ROUNDS, options.rounds());
    }

    @Override
    public List<Trial> prepare(Lab lab, Options options) throws IOException, InterruptedException {
        Programs programs = new Programs(lab);
        int upstream = programs.server(Kind.NATIVE).port();
        Tool tool = new Tool(lab);
        List<Trial> trials = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            int serverPort = lab.port();
            List<String> server = programs.serverCommand(kind, serverPort);
            trials.add(new Trial(kind.contender() + " server", () -> tool.start(serverPort, REST_MS, server)));
            int proxyPort = lab.port();
            List<String> proxy = programs.proxyCommand(kind, proxyPort, upstream);
            trials.add(new Trial(kind.contender() + " proxy", () -> tool.start(proxyPort, REST_MS, proxy)));
        }
        return trials;
    }
}
