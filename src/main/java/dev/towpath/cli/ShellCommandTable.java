package dev.towpath.cli;

import dev.towpath.cli.ShellVerb.Operand;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** All commands of the shell by all of their names. */
final class ShellCommandTable {

    private final List<ShellVerb> verbs = new ArrayList<>();
    private final Map<String, ShellVerb> byName = new LinkedHashMap<>();

    ShellCommandTable(ShellSession session) {
        verbs.addAll(new ListingVerbs(session).verbs());
        verbs.addAll(new PlaceVerbs(session).verbs());
        verbs.addAll(new TransferVerbs(session).verbs());
        verbs.addAll(new ChangeVerbs(session).verbs());
        verbs.add(ShellVerb.of(
                "help ?",
                "[verb]",
                "this, or more of one command",
                "",
                0,
                List.of(Operand.VERB),
                arguments -> help(arguments.operand(0)).forEach(session::print)));
        verbs.add(ShellVerb.of("exit quit", "", "leave", "", 0, List.of(), arguments -> session.leave()));
        verbs.forEach(verb -> verb.names().forEach(name -> byName.put(name, verb)));
    }

    /** The command of that name. */
    Optional<ShellVerb> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Every name of every command. */
    List<String> names() {
        return List.copyOf(byName.keySet());
    }

    private List<String> help(String name) {
        if (name.isEmpty()) {
            List<String> lines = new ArrayList<>();
            verbs.forEach(verb -> lines.add(line(verb)));
            lines.add("Names are quoted as in a shell: get \"my file\" 'other name'. A leading / is the served root.");
            return lines;
        }
        ShellVerb verb = find(name).orElseThrow(ShellCommandTable::unknown);
        List<String> lines = new ArrayList<>(List.of(line(verb)));
        if (verb.names().size() > 1) {
            lines.add("also: "
                    + String.join(", ", verb.names().subList(1, verb.names().size())));
        }
        return lines;
    }

    /** Says that there is no such command. */
    static UsageException unknown() {
        return new UsageException("unknown command (help lists them)");
    }

    private static String line(ShellVerb verb) {
        return String.format(Locale.ROOT, "%-26s %s", verb.usage(), verb.description());
    }
}
