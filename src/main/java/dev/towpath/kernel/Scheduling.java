package dev.towpath.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * How the threads of this process come to their turn among all that want to run, as sched(7) has it.
 *
 * <p>A thread that wakes may interrupt who is running, and mostly does: a busy node is then interrupted for each answer by whoever waits
 * for it, and interrupts its peers for each request. Every such change empties the processor's caches, and each side finds one request
 * where it could have found many. Threads of the policy {@code SCHED_BATCH} interrupt nobody; their share of the processor stays what it is.
 */
public final class Scheduling {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Path STAT = Path.of("/proc/self/stat");

    /** Where the policy stands in a thread's line of figures, the first behind the name counted as 0. */
    private static final int POLICY_COLUMN = 41 - 3;

    private Scheduling() {}

    /**
     * Has all threads there are, and those they will start, run in batches. Java has no call for it, so a jar asks chrt(1). Does nothing on
     * other systems, where the system or its guards do not allow it, and to a process that was given a policy from outside.
     */
    public static void inBatches() {
        if (SystemPipe.isSupported()) {
            eachThread();
        } else if (isOrdinary()) {
            byProgram();
        }
    }

    private static void eachThread() {
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : (Iterable<Path>) tasks::iterator) {
                int thread = Integer.parseInt(task.getFileName().toString());
                if (LinuxCalls.policy(thread) == LinuxCalls.SCHED_OTHER) {
                    LinuxCalls.setPolicy(thread, LinuxCalls.SCHED_BATCH);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // it works as well, only not as fast
        }
    }

    private static boolean isOrdinary() {
        try {
            String stat = Files.readString(STAT);
            String[] figures = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return figures.length > POLICY_COLUMN
                    && figures[POLICY_COLUMN].equals(Integer.toString(LinuxCalls.SCHED_OTHER));
        } catch (IOException e) {
            return false; // no Linux
        }
    }

    /** Nobody waits for it. */
    private static void byProgram() {
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder(List.of("chrt", "--batch", "--all-tasks", "--pid", "0", self))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start()
                    .getOutputStream()
                    .close();
        } catch (IOException e) {
            // there is no such program here
        }
    }
}
