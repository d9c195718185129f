package dev.towpath.cli;

import java.util.List;
import java.util.function.Consumer;

/** Does the same with several things: what fails is told, and the others still have their turn. */
final class Batch {

    private Batch() {}

    /**
     * Goes through them.
     *
     * @return the exit code of the last failure, 0 if there was none
     * @throws CommandFailure if there is only one, and it failed
     */
    static <T> int each(List<T> things, Consumer<T> action) {
        int code = ExitCodes.DONE;
        for (T thing : things) {
            try {
                action.accept(thing);
            } catch (CommandFailure e) {
                if (things.size() == 1) {
                    throw e;
                }
                Complaint complaint = Complaint.of(e, "");
                code = complaint.exitCode();
                if (!complaint.isSilent()) {
                    Console.err(complaint.line());
                }
                if (complaint.isOfTheConnection()) {
                    break;
                }
            }
        }
        return code;
    }
}
