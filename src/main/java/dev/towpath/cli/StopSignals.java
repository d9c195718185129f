package dev.towpath.cli;

import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** What the signals that end a process do. */
final class StopSignals {

    private static final int SIGNALLED = 128;

    private StopSignals() {}

    /** The first SIGTERM or SIGINT runs {@code first}; a second one ends the process at once. */
    static void handle(Runnable first) {
        AtomicBoolean stopping = new AtomicBoolean();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> {
                if (stopping.compareAndSet(false, true)) {
                    first.run();
                } else {
                    Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
                }
            });
        }
    }

    /** SIGINT ends the process at once, as a person at a prompt expects. */
    static void interruptAtOnce() {
        Signal.handle(new Signal("INT"), signal -> {
            if (Console.errorIsTerminal()) {
                Console.err("");
            }
            Runtime.getRuntime().halt(ExitCodes.INTERRUPTED);
        });
    }
}
