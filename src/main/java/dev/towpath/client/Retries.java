package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Route;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tries something again when it failed for a reason that may pass, with growing pauses, and says so. */
final class Retries {

    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** Digests are limited to half of a node's cores: a client waits for its turn. */
    private static final Duration LONGEST_BUSY = Duration.ofSeconds(5);

    private static final Duration PATIENCE_WHEN_BUSY = Duration.ofSeconds(30);

    private static final Set<Kind> PASSING_KINDS = EnumSet.of(Kind.CANNOT_CONNECT, Kind.TIMED_OUT, Kind.INCOMPLETE);

    private static final Set<Refusal> PASSING_REFUSALS = EnumSet.of(Refusal.BUSY, Refusal.CHANGED, Refusal.INCOMPLETE);

    private static final Set<RelayFault> PASSING_FAULTS = EnumSet.of(
            RelayFault.REFUSED,
            RelayFault.TIMEOUT,
            RelayFault.RESET,
            RelayFault.CLOSED_EARLY,
            RelayFault.BUSY,
            RelayFault.OUTCOME_UNKNOWN);

    private final ContextInternal context;
    private final Route hops;
    private final Progress progress;
    private final Pauses pauses = new Pauses(LONGEST);
    private int left;

    /** @param most how many more attempts there may be after the first */
    Retries(ContextInternal context, Route hops, int most, Progress progress) {
        this.context = context;
        this.hops = hops;
        this.left = most;
        this.progress = progress;
    }

    /** Tries until it works, fails for good, or was tried often enough. */
    <T> Future<T> run(Supplier<Future<T>> attempt, Predicate<Throwable> mayRepeat) {
        Promise<T> promise = Promise.promise();
        again(attempt, mayRepeat, promise);
        return promise.future();
    }

    private void tell(Throwable failure, Duration pause) {
        progress.note(String.format(
                Locale.ROOT,
                "%s; trying again in %.1f s, %d more %s after that",
                Failures.told(failure, hops).getMessage(),
                pause.toMillis() / 1e3,
                left,
                left == 1 ? "time" : "times"));
    }

    private <T> void again(Supplier<Future<T>> attempt, Predicate<Throwable> mayRepeat, Promise<T> promise) {
        attempt(attempt).onSuccess(promise::complete).onFailure(failure -> {
            if (left == 0 || !mayPass(failure) || !mayRepeat.test(failure)) {
                promise.fail(failure);
                return;
            }
            left--;
            Duration pause = pauses.next();
            try {
                tell(failure, pause);
            } catch (RuntimeException e) { // nobody can be told any more: a closed output, say
                promise.fail(e);
                return;
            }
            after(pause).onComplete(v -> again(attempt, mayRepeat, promise));
        });
    }

    /** An attempt has brought something: if it breaks, the next one need not wait long. */
    void progressed() {
        pauses.reset();
    }

    /** Asks for a digest again while the node is busy with others, for as long as is usual; this is no attempt of its own. */
    <T> Future<T> whileBusy(Supplier<Future<T>> question) {
        return whileBusy(question, new Pauses(LONGEST_BUSY), System.nanoTime() + PATIENCE_WHEN_BUSY.toNanos());
    }

    private <T> Future<T> whileBusy(Supplier<Future<T>> question, Pauses growing, long end) {
        return attempt(question).recover(failure -> {
            Duration pause = growing.next();
            return Answers.is(failure, Refusal.BUSY) && end - System.nanoTime() > pause.toNanos()
                    ? after(pause).compose(v -> whileBusy(question, growing, end))
                    : Future.failedFuture(failure);
        });
    }

    /** True for failures that the same request may be spared the next time. */
    static boolean mayPass(Throwable failure) {
        if (failure instanceof ClientException e) {
            return PASSING_KINDS.contains(e.kind());
        }
        if (failure instanceof PeerFaultException fault) {
            return PASSING_FAULTS.contains(fault.fault());
        }
        if (!(failure instanceof RefusedException refused)) {
            return false;
        }
        String text = refused.status().text();
        Optional<Refusal> refusal = Refusal.of(text);
        return refusal.filter(PASSING_REFUSALS::contains).isPresent()
                || (refusal.filter(r -> r == Refusal.PROXY_ERROR).isPresent()
                        && PASSING_FAULTS.stream().anyMatch(fault -> text.endsWith(": " + fault.text())));
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> attempt) {
        return Future.<Void>succeededFuture().compose(v -> attempt.get());
    }

    private Future<Void> after(Duration pause) {
        Promise<Void> promise = Promise.promise();
        context.owner().setTimer(Math.max(1, pause.toMillis()), id -> promise.complete());
        return promise.future();
    }
}
