package dev.towpath.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * The words behind a verb of the shell, told apart.
 *
 * @param flags the letters of its options, {@code rc} say
 * @param operands all else
 */
record ShellArguments(String flags, List<String> operands) {

    ShellArguments {
        operands = List.copyOf(operands);
    }

    /**
     * Tells options from operands; {@code --} ends the options, and {@code -} is an operand.
     *
     * @throws UsageException if the verb has no such option, or the number of operands is wrong
     */
    static ShellArguments parse(List<String> words, ShellVerb verb) {
        StringBuilder flags = new StringBuilder();
        List<String> operands = new ArrayList<>();
        boolean options = true;
        for (String word : words) {
            if (options && word.equals("--")) {
                options = false;
            } else if (options && word.length() > 1 && word.startsWith("-")) {
                for (char flag : word.substring(1).toCharArray()) {
                    if (verb.flags().indexOf(flag) < 0) {
                        throw verb.misused();
                    }
                    flags.append(flag);
                }
            } else {
                operands.add(word);
            }
        }
        if (operands.size() < verb.least() || operands.size() > verb.most()) {
            throw verb.misused();
        }
        return new ShellArguments(flags.toString(), operands);
    }

    boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** The operand of that number, from 0; empty if it was left out. */
    String operand(int index) {
        return index < operands.size() ? operands.get(index) : "";
    }
}
