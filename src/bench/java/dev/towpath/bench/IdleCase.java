package dev.towpath.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What memory an idle connection takes, in user space: many connections, each of which has had one answer, beside the same process
 * without them. A process of its own each time, which has been at work before the first look, so that what the first requests bring
 * into memory is not taken for the connections'. It is looked at a second time after it was at work beside them: a heap that has room
 * hides them at first, and shows them when its garbage has been collected. A proxy's upstream connections, which it keeps for 15 s, are
 * there both times.
 */
final class IdleCase implements Case {

    private static final int CONNECTIONS = 5000;
    private static final int QUICK_CONNECTIONS = 500;

    private static final int WORKERS = 64;
    private static final double WORK_S = 2;
    private static final double QUICK_WORK_S = 0.5;
    private static final long SETTLE_MS = 1000;

    /** Starts what is looked at, and what is behind it. */
    private interface Start {

        Contender start(Programs programs) throws IOException, InterruptedException;
    }

    private final CaseFacts facts;
    private final Map<String, Start> starts = new TreeMap<>();

    private IdleCase(CaseFacts facts) {
        this.facts = facts;
    }

    static IdleCase servers() {
        IdleCase servers = new IdleCase(facts("idle-server", "idle connections to a server"));
        servers.starts.put("nginx", programs -> new Contender("nginx", Contender.HTTP, List.of(programs.nginx())));
        for (Kind kind : Kind.values()) {
            servers.starts.put(
                    kind.contender(),
                    programs -> new Contender(kind.contender(), Contender.LINE, List.of(programs.server(kind))));
        }
        return servers;
    }

    static IdleCase proxies() {
        IdleCase proxies = new IdleCase(facts("idle-proxy", "idle connections through a proxy"));
        proxies.starts.put("haproxy", programs -> {
            int upstream = programs.server(Kind.NATIVE).port();
            return new Contender("haproxy", Contender.LINE, List.of(programs.haproxy(upstream)));
        });
        for (Kind kind : Kind.values()) {
            proxies.starts.put(kind.contender(), programs -> {
                int upstream = programs.server(Kind.NATIVE).port();
                return new Contender(kind.contender(), Contender.LINE, List.of(programs.proxy(kind, upstream)));
            });
        }
        return proxies;
    }

    private static CaseFacts facts(String name, String title) {
        return new CaseFacts(name, title, "", "", "", Figure.KIB_PER_CONNECTION);
    }

    @Override
    public CaseFacts facts() {
        return facts;
    }

    @Override
    public int warmups(Options options) {
        return 0;
    }

    @Override
    public int rounds(Options options) {
        return options.isQuick() ? 1 : options.rounds();
    }

    @Override
    public List<Trial> prepare(Lab lab, Options options) {
        List<Trial> trials = new ArrayList<>();
        starts.forEach((name, start) -> trials.add(new Trial(name, () -> {
            try {
                return measure(lab, start.start(new Programs(lab)), options);
            } finally {
                lab.endAll();
            }
        })));
        return trials;
    }

    private Fields measure(Lab lab, Contender contender, Options options) throws IOException, InterruptedException {
        int connections = options.isQuick() ? QUICK_CONNECTIONS : CONNECTIONS;
        double work = options.isQuick() ? QUICK_WORK_S : WORK_S;
        Tool tool = new Tool(lab);
        work(tool, contender, work);
        Memory before = settled(contender);
        Fields fields = new Fields().put("connections", connections);
        before.put(fields, "_before");
        try (Held held = tool.hold(contender, connections)) {
            Memory with = settled(contender);
            with.put(fields, "_with");
            fields.put(Figure.KIB_PER_CONNECTION, (with.proportional() - before.proportional()) / connections);
            work(tool, contender, work);
            Memory worked = settled(contender);
            worked.put(fields, "_worked");
            fields.put(Figure.KIB_PER_CONNECTION_WORKED, (worked.proportional() - before.proportional()) / connections);
            held.check();
        }
        return fields;
    }

    private static void work(Tool tool, Contender contender, double seconds) throws IOException, InterruptedException {
        tool.load(contender, "get", Served.KIB, Served.KIB_BYTES, WORKERS, seconds);
    }

    /** The JVM is asked to collect its garbage first; a native executable can't be asked, nor can the others, who have none. */
    private static Memory settled(Contender contender) throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        if (contender.name().equals(Kind.JAR.contender())) {
            for (Running part : contender.parts()) {
                part.collectGarbage();
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        }
        return Memory.of(contender.parts());
    }
}
