import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Writes a man page for each command, and the completion for bash and zsh, from what the commands say of themselves. Run by the build:
 * java -cp CLASSPATH Manual.java TARGET VERSION
 */
class Manual {

    /** What every command may end with; the numbers are those of dev.towpath.cli.ExitCodes. */
    private static final Map<Integer, String> EXIT_CODES = new TreeMap<>(Map.ofEntries(
            Map.entry(0, "Done."),
            Map.entry(1, "Any other failure."),
            Map.entry(2, "Wrong usage, or a name that is not allowed."),
            Map.entry(3, "A directory is missing."),
            Map.entry(4, "The file is missing."),
            Map.entry(20, "Can't connect, here or from the proxy."),
            Map.entry(21, "A hop may not relay to the next one."),
            Map.entry(22, "Timed out."),
            Map.entry(23, "The transfer broke off."),
            Map.entry(24, "The checksum is another than the sender's."),
            Map.entry(25, "Not allowed, or read only."),
            Map.entry(27, "No space, here or there."),
            Map.entry(28, "A route that can't be."),
            Map.entry(130, "Interrupted."),
            Map.entry(141, "Whoever read the standard output went away.")));

    private static final String TOP = "towpath";

    private final Path folder;
    private final String version;

    private Manual(Path folder, String version) {
        this.folder = folder;
        this.version = version;
    }

    public static void main(String[] args) throws Exception {
        CommandLine top = new CommandLine(Class.forName("dev.towpath.cli.TowpathCommand"));
        Path target = Path.of(args[0]);
        new Manual(Files.createDirectories(target.resolve("man")), args[1]).write(top);
        Path completion = Files.createDirectories(target.resolve("completion"));
        Files.writeString(completion.resolve(TOP + ".bash"), AutoComplete.bash(TOP, top));
    }

    private void write(CommandLine top) throws IOException {
        page(TOP, top);
        for (CommandLine command : commands(top)) {
            page(TOP + '-' + command.getCommandName(), command);
        }
    }

    /** Without the aliases, which are the same objects. */
    private static List<CommandLine> commands(CommandLine line) {
        return line.getSubcommands().values().stream().distinct().toList();
    }

    private void page(String name, CommandLine command) throws IOException {
        CommandSpec spec = command.getCommandSpec();
        StringBuilder out = new StringBuilder();
        out.append(".TH \"").append(name.toUpperCase(Locale.ROOT)).append("\" 1 \"\" \"Towpath ").append(version).append("\" \"Towpath\"\n");
        // no hyphenation and no justification: options and locations must not be broken up
        out.append(".nh\n.ad l\n");
        section(out, "NAME");
        out.append(text(name)).append(" \\- ").append(text(lowered(first(spec.usageMessage().description())))).append('\n');
        section(out, "SYNOPSIS");
        synopsis(out, command);
        section(out, "DESCRIPTION");
        for (String line : spec.usageMessage().description()) {
            paragraph(out, line);
        }
        if (spec.aliases().length > 0) {
            paragraph(out, "Also called " + String.join(", ", spec.aliases()) + '.');
        }
        if (!command.getSubcommands().isEmpty()) {
            section(out, "COMMANDS");
            for (CommandLine sub : commands(command)) {
                item(out, bold(name + '-' + sub.getCommandName()) + "(1)", first(sub.getCommandSpec().usageMessage().description()) + '.');
            }
        }
        arguments(out, spec);
        footer(out, spec.usageMessage().footer());
        section(out, "EXIT STATUS");
        EXIT_CODES.forEach((code, meaning) -> item(out, bold("" + code), meaning));
        section(out, "ENVIRONMENT");
        paragraph(out, "Every setting is a variable as well, TOWPATH_SERVER_PORT=9005 say. LC_ALL should name a UTF-8 locale, C.UTF-8 for one.");
        section(out, "SEE ALSO");
        out.append(seeAlso(name, command)).append('\n');
        Files.writeString(folder.resolve(name + ".1"), out);
    }

    private static void synopsis(StringBuilder out, CommandLine command) {
        String synopsis = new CommandLine.Help(command.getCommandSpec(), CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .synopsis(0)
                .replaceAll("\\s+", " ")
                .trim();
        out.append(".HP\n").append(text(synopsis)).append('\n');
    }

    private static void arguments(StringBuilder out, CommandSpec spec) {
        List<PositionalParamSpec> positional = spec.positionalParameters().stream().filter(p -> !p.hidden()).toList();
        if (!positional.isEmpty()) {
            section(out, "ARGUMENTS");
            positional.forEach(p -> item(out, italic(p.paramLabel()), described(p)));
        }
        List<OptionSpec> options = spec.options().stream().filter(o -> !o.hidden()).toList();
        if (!options.isEmpty()) {
            section(out, "OPTIONS");
            options.forEach(o -> item(out, named(o), described(o)));
        }
    }

    /** The description, with what stands for the default put in. */
    private static String described(ArgSpec arg) {
        String usual = arg.defaultValueString();
        return String.join(" ", arg.description()).replace("${DEFAULT-VALUE}", usual == null ? "" : usual);
    }

    private static String named(OptionSpec option) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) {
            names.add(bold(name));
        }
        String joined = String.join(", ", names);
        return option.arity().max() == 0 ? joined : joined + ' ' + italic(option.paramLabel());
    }

    /** The footer's lines are examples; those that go on begin with blanks. */
    private static void footer(StringBuilder out, String[] lines) {
        if (lines.length == 0) {
            return;
        }
        section(out, "EXAMPLES");
        for (String line : lines) {
            String told = line.replaceFirst("^Example:", "").trim();
            if (!told.isEmpty()) {
                out.append(".PP\n").append(text(told)).append('\n');
            }
        }
    }

    private static String seeAlso(String name, CommandLine command) {
        if (!name.equals(TOP)) {
            return bold(TOP) + "(1)";
        }
        List<String> pages = new ArrayList<>();
        for (CommandLine sub : commands(command)) {
            pages.add(bold(TOP + '-' + sub.getCommandName()) + "(1)");
        }
        return String.join(",\n", pages);
    }

    /** The first sentence, without its dot. */
    private static String first(String[] lines) {
        return String.join(" ", lines).replaceFirst("\\.( .*|$)", "");
    }

    private static String lowered(String sentence) {
        return sentence.isEmpty() ? sentence : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }

    private static void section(StringBuilder out, String title) {
        out.append(".SH ").append(title).append('\n');
    }

    private static void paragraph(StringBuilder out, String words) {
        out.append(".PP\n").append(text(words)).append('\n');
    }

    private static void item(StringBuilder out, String head, String words) {
        out.append(".TP\n").append(head).append('\n').append(text(words)).append('\n');
    }

    private static String bold(String words) {
        return "\\fB" + text(words) + "\\fR";
    }

    private static String italic(String words) {
        return "\\fI" + text(words) + "\\fR";
    }

    /** As roff has to be given it: a line must not begin with a dot or a quote, a minus is no hyphen. */
    private static String text(String words) {
        String escaped = words.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq");
        return escaped.startsWith(".") ? "\\&" + escaped : escaped;
    }
}
