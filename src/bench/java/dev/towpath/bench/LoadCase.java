package dev.towpath.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Contenders that all run for the whole case, each put under the same load in turn. */
final class LoadCase implements Case {

    /** Starts the contenders. */
    interface Start {

        List<Contender> start(Programs programs) throws IOException, InterruptedException;
    }

    /**
     * A JVM compiles what it runs often while it runs, for about twenty seconds here, and much of it anew when connections have come and
     * gone; two rounds of warm-up are not enough for that.
     */
    private static final int JVM_WARMUPS = 24;

    /** So many times the rounds where requests a second are compared, which differ far more from round to round than CPU time does. */
    private static final int REQUESTS_ROUNDS = 3;

    private final CaseFacts facts;
    private final Ask ask;
    private final Start start;

    LoadCase(CaseFacts facts, Ask ask, Start start) {
        this.facts = facts;
        this.ask = ask;
        this.start = start;
    }

    @Override
    public CaseFacts facts() {
        return facts;
    }

    @Override
    public int rounds(Options options) {
        return facts.countsRequests() && !options.isQuick() ? REQUESTS_ROUNDS * options.rounds() : options.rounds();
    }

    @Override
    public List<Trial> prepare(Lab lab, Options options) throws IOException, InterruptedException {
        Tool tool = new Tool(lab);
        List<Trial> trials = new ArrayList<>();
        for (Contender contender : start.start(new Programs(lab))) {
            ask.check(contender, lab.served());
            if (contender.name().equals(Kind.JAR.contender()) && !options.isQuick()) {
                for (int i = 0; i < JVM_WARMUPS; i++) {
                    ask.put(tool, contender, lab.served(), options.seconds());
                }
            }
            trials.add(new Trial(contender.name(), () -> ask.put(tool, contender, lab.served(), options.seconds())));
        }
        return trials;
    }

    /**
     * What is asked, again and again.
     *
     * @param verb {@code get}, {@code list} or {@code put}
     * @param name of the file; of a listing what an HTTP server is asked for, which has none of the kind
     */
    record Ask(String verb, String name, int connections) {

        void check(Contender contender, Served served) throws IOException {
            Check check = new Check(contender, served);
            if (verb.equals("put")) {
                check.upload(name);
            } else if (isListing(contender)) {
                check.listing();
            } else {
                check.download(name);
            }
        }

        Fields put(Tool tool, Contender contender, Served served, double seconds)
                throws IOException, InterruptedException {
            if (isListing(contender)) {
                return Figure.ofRequests(tool.load(contender, verb, "-", Served.FILES, connections, seconds));
            }
            boolean isUpload = verb.equals("put");
            Fields load = tool.load(
                    contender,
                    isUpload ? verb : "get",
                    isUpload ? served.file(name).toString() : name,
                    served.bytes(name),
                    connections,
                    seconds);
            return name.equals(Served.KIB) ? Figure.ofRequests(load) : Figure.ofBytes(load);
        }

        private boolean isListing(Contender contender) {
            return verb.equals("list") && !contender.isHttp();
        }
    }
}
