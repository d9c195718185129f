package dev.towpath.server;

import dev.towpath.wire.Body;
import dev.towpath.wire.Response;
import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads once for all on an event loop who ask for the same before the reading has begun: what they get was there after they asked, and
 * many at once cost one visit to the file system. An answer that only one can send is read for each.
 */
final class JointReads {

    private final VertxInternal vertx;
    private final FileThreads threads;
    private final Map<Place, Joint> waiting = new ConcurrentHashMap<>();

    JointReads(Vertx vertx, FileThreads threads) {
        this.vertx = (VertxInternal) vertx;
        this.threads = threads;
    }

    /** What is asked for, and on which loop: nobody is told across loops. */
    private record Place(EventLoop loop, Object question) {}

    /** @param question equal for those who may share an answer */
    Future<Response> run(Object question, Callable<Response> reading) {
        ContextInternal context = vertx.getOrCreateContext();
        Place place = new Place(context.nettyEventLoop(), question);
        Joint joint = waiting.get(place);
        Promise<Response> promise = Promise.promise();
        if (joint != null && joint.join(promise)) {
            return promise.future();
        }
        Joint first = new Joint(reading);
        waiting.put(place, first);
        // when the loop has looked at all that has come, since more may be asked for the same
        context.runOnContext(v -> threads.run(first, Response::discard).onComplete(answer -> {
            waiting.remove(place, first);
            promise.handle(answer);
            first.tell(answer);
        }));
        return promise.future();
    }

    private final class Joint implements Callable<Response> {

        private final Callable<Response> reading;
        private final List<Promise<Response>> others = new ArrayList<>(0);
        private boolean begun;

        Joint(Callable<Response> reading) {
            this.reading = reading;
        }

        synchronized boolean join(Promise<Response> other) {
            return !begun && others.add(other);
        }

        private synchronized void begin() {
            begun = true;
        }

        @Override
        public Response call() throws Exception {
            begin();
            return reading.call();
        }

        void tell(AsyncResult<Response> answer) {
            begin(); // it may have failed before
            boolean single = answer.succeeded() && answer.result().body() instanceof Body.FileRegion;
            for (Promise<Response> other : others) {
                if (single) {
                    threads.run(reading, Response::discard).onComplete(other);
                } else {
                    other.handle(answer);
                }
            }
        }
    }
}
