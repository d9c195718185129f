package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The man pages and the completion that the build has made ({@code src/packaging/Manual.java}). */
@Timeout(60)
class ManualIT {

    private static final Path MAN = Path.of("target/man");
    private static final Path COMPLETION = Path.of("target/completion/towpath.bash");

    private final CommandLine top = new CommandLine(new TowpathCommand());

    @Test
    void every_command_has_a_page_and_nothing_else_has() throws Exception {
        Set<String> expected = commands().stream()
                .map(command -> "towpath-" + command.getCommandName() + ".1")
                .collect(Collectors.toCollection(TreeSet::new));
        assertTrue(expected.size() > 9, expected::toString);
        expected.add("towpath.1");

        try (Stream<Path> pages = Files.list(MAN)) {
            assertEquals(
                    expected,
                    pages.map(page -> page.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @Test
    void a_page_tells_every_option_and_every_exit_code() throws Exception {
        for (CommandLine command : commands()) {
            String page = page("towpath-" + command.getCommandName());
            for (OptionSpec option : command.getCommandSpec().options()) {
                for (String name : option.names()) {
                    assertTrue(page.contains("\\fB" + name.replace("-", "\\-") + "\\fR"), () -> page + name);
                }
            }
            for (Field code : ExitCodes.class.getDeclaredFields()) {
                if (Modifier.isStatic(code.getModifiers()) && code.getType() == int.class) {
                    assertTrue(page.contains("\n\\fB" + code.getInt(null) + "\\fR\n"), code::toString);
                }
            }
        }
    }

    @Test
    void a_page_is_roff_that_nothing_is_lost_of() throws Exception {
        Set<String> macros = Set.of(".TH", ".SH", ".PP", ".TP", ".HP", ".nh", ".ad");
        for (CommandLine command : commands()) {
            for (String line : page("towpath-" + command.getCommandName()).split("\n")) {
                assertFalse(line.startsWith("'"), line);
                assertFalse(line.contains("${"), line);
                assertTrue(!line.startsWith(".") || macros.contains(line.split(" ")[0]), line);
            }
        }
    }

    @Test
    void man_shows_a_page_without_a_warning_where_there_is_a_man() throws Exception {
        if (!Files.isExecutable(Path.of("/usr/bin/man")) || !Files.isExecutable(Path.of("/usr/bin/groff"))) {
            return;
        }
        assertEquals("", output("groff -man -ww -Kutf8 -Tutf8 -z target/man/*.1 2>&1"));
        assertTrue(output("MANWIDTH=100 man -l target/man/towpath-ping.1").contains("towpath ping ["));
    }

    @Test
    void the_shell_completes_commands_and_options() throws Exception {
        assertEquals("ping ", completed("towpath pin"));
        assertEquals("--upstream ", completed("towpath proxy --ups"));
        assertEquals("get ", completed("towpath ge"));
    }

    private static String completed(String line) throws Exception {
        String[] words = line.split(" ");
        return output("source " + COMPLETION + "; COMP_WORDS=(" + line + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_towpath; printf '%s ' \"${COMPREPLY[@]}\"");
    }

    private List<CommandLine> commands() {
        return top.getSubcommands().values().stream().distinct().toList();
    }

    private static String page(String name) throws Exception {
        return Files.readString(MAN.resolve(name + ".1"));
    }

    private static String output(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", script)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), script);
        return out;
    }
}
