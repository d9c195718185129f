package dev.towpath.cli;

import java.util.List;

/**
 * A command of the shell.
 *
 * @param names the first is the one that help shows, the others are as good
 * @param synopsis its options and operands
 * @param description what it does, in a few words
 * @param flags the letters it takes as options
 * @param operands what its operands name, in order; the last kind stands for all further ones
 * @param least how many operands it must have
 */
record ShellVerb(
        List<String> names,
        String synopsis,
        String description,
        String flags,
        List<Operand> operands,
        int least,
        int most,
        Action action) {

    /** What an operand names, which is what can be offered for it. */
    enum Operand {
        REMOTE,
        REMOTE_FOLDER,
        LOCAL,
        LOCAL_FOLDER,
        VERB
    }

    /** Does it; what fails is an exception. */
    @FunctionalInterface
    interface Action {
        void run(ShellArguments arguments);
    }

    ShellVerb {
        names = List.copyOf(names);
        operands = List.copyOf(operands);
    }

    /** A verb with as many operands as there are kinds of them, of which so many may not be left out. */
    static ShellVerb of(
            String names,
            String synopsis,
            String description,
            String flags,
            int least,
            List<Operand> operands,
            Action action) {
        return new ShellVerb(
                List.of(names.split(" ")), synopsis, description, flags, operands, least, operands.size(), action);
    }

    /** The same with any number of operands, all like the last. */
    ShellVerb repeated() {
        return new ShellVerb(names, synopsis, description, flags, operands, least, Integer.MAX_VALUE, action);
    }

    /** The name that help shows. */
    String name() {
        return names.get(0);
    }

    /** How it is written. */
    String usage() {
        return synopsis.isEmpty() ? name() : name() + ' ' + synopsis;
    }

    UsageException misused() {
        return new UsageException("usage: " + usage());
    }
}
