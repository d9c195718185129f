package dev.towpath.server;

import dev.towpath.store.FileFacts;
import dev.towpath.wire.Body;
import dev.towpath.wire.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers in memory, each with the facts of what it was made of: who has looked at those anew and found them equal need not read. Bounded;
 * what was asked for longest ago goes first. Safe for many threads.
 */
final class SmallAnswers {

    private static final long MOST_BYTES = 8L * 1024 * 1024;

    /** What an entry costs beside its bytes, roughly. */
    private static final int ENTRY_BYTES = 512;

    private final Map<Object, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** @param body of the answer, which no one changes */
    private record Kept(FileFacts facts, Response answer, Body.Bytes body) {

        int cost() {
            return body.content().length + ENTRY_BYTES;
        }
    }

    /** True if there is an answer to this, of whatever age. */
    synchronized boolean has(Object question) {
        return answers.containsKey(question);
    }

    /** The answer, if it was made of what is there now. */
    synchronized @Nullable Response to(Object question, Optional<FileFacts> now) {
        Kept kept = answers.get(question);
        return kept != null && now.isPresent() && kept.facts().equals(now.get()) ? kept.answer() : null;
    }

    /** Keeps an answer if it is in memory, and its facts are {@link FileFacts#settled}. */
    synchronized void keep(Object question, FileFacts facts, Response answer) {
        Kept last = answers.remove(question);
        if (last != null) {
            bytes -= last.cost();
        }
        if (!(answer.body() instanceof Body.Bytes body) || !facts.settled()) {
            return;
        }
        Kept kept = new Kept(facts, answer, body);
        answers.put(question, kept);
        bytes += kept.cost();
        var oldest = answers.values().iterator();
        while (bytes > MOST_BYTES) {
            bytes -= oldest.next().cost();
            oldest.remove();
        }
    }
}
