package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.client.ClientConfig;
import dev.towpath.client.RouteFile;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.wire.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command as Picocli fills it in, without a process around it. */
@Timeout(60)
class FetchCommandTest {

    private static final byte[] CONTENT = RawClient.pattern(3_000_000, 7);

    @TempDir
    Path folder;

    private final Nodes nodes = new Nodes();
    private Path root;
    private Path routes;

    @BeforeEach
    void start() throws IOException {
        root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectory(root.resolve("deep"));
        Files.write(root.resolve("deep/my file"), CONTENT);
        routes = folder.resolve("routes.txt");
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void a_file_comes_through_the_hops_that_the_file_names(int hops) throws Exception {
        writeRoute("deep/my file", hops);
        Path copies = Files.createDirectory(folder.resolve("copies"));
        assertEquals(0, fetch(routes.toString(), "--output", copies.toString()));
        assertTrue(RawClient.same(CONTENT, Files.readAllBytes(copies.resolve("my file"))));
        assertEquals(
                0,
                fetch(
                        routes.toString(),
                        "--dialect",
                        "line",
                        "--output",
                        folder.resolve("x").toString()));
        assertTrue(RawClient.same(CONTENT, Files.readAllBytes(folder.resolve("x"))));
    }

    @Test
    void what_fails_is_worth_what_it_is_to_get() throws Exception {
        Path copy = folder.resolve("copy");
        writeRoute("nothing", 2);
        assertEquals(ExitCodes.FILE_MISSING, code(routes.toString(), "--output", copy.toString()));

        Node strict = nodes.server(root);
        write("deep/my file\n127.0.0.1 " + strict.port() + "\n127.0.0.1 " + strict.port() + "\n");
        assertEquals(ExitCodes.RELAY_REFUSED, code(routes.toString(), "--output", copy.toString()));
        assertFalse(Files.exists(copy));
    }

    @ParameterizedTest
    @CsvSource({
        "'f|h 1|h2',     2,  'line 3: not \"<host> <port>\": \"h2\"'",
        "'../f|h 1',     2,  'line 1: the path climbs above the root: \"../f\"'",
        "'f|',           28, 'names no hop: a line \"<host> <port>\" for each is needed'"
    })
    void an_error_in_the_file_names_the_file_and_the_line(String text, int code, String why) throws IOException {
        write(text.replace('|', '\n'));
        CommandFailure e = failure(routes.toString());
        assertEquals(routes.toString(), e.getMessage());
        assertEquals(why, cause(e).getMessage());
        assertEquals(code, e.exitCode());
    }

    @Test
    void too_many_hops_are_a_bad_route() throws IOException {
        write("f\n" + "h 1\n".repeat(17));
        assertEquals(ExitCodes.BAD_ROUTE, failure(routes.toString()).exitCode());
    }

    @Test
    void a_route_file_that_is_missing_or_none_is_wrong_usage() throws IOException {
        assertEquals("no such route file", cause(failure(routes.toString())).getMessage());
        assertEquals(
                "is a folder, no route file", cause(failure(folder.toString())).getMessage());
        assertEquals(ExitCodes.USAGE, failure(routes.toString()).exitCode());
        assertEquals(ExitCodes.USAGE, failure("a\0b").exitCode());
        Files.write(routes, new byte[RouteFile.MAX_BYTES + 1]);
        assertEquals(ExitCodes.USAGE, failure(routes.toString()).exitCode());
    }

    @Test
    void a_dialect_that_nobody_speaks_is_wrong_usage() {
        CommandLine.ParameterException e = assertThrows(
                CommandLine.ParameterException.class, () -> line().parseArgs("fetch", "f", "--dialect", "chain"));
        assertTrue(
                String.valueOf(e.getMessage()).endsWith("'chain' is none of line, chain-stream, chain-sized"),
                e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"line, LINE", "chain-stream, CHAIN_STREAM", "chain-sized, CHAIN_SIZED"})
    void dialects_have_the_names_of_the_protocol(String name, Protocol dialect) {
        assertEquals(dialect, command("f", "--dialect", name).dialect);
        assertEquals(Protocol.LINE, command("f").dialect);
    }

    private int fetch(String... args) {
        return command(args).call();
    }

    private int code(String... args) {
        return assertThrows(CommandFailure.class, () -> fetch(args)).exitCode();
    }

    private FetchCommand command(String... args) {
        String[] all = new String[args.length + 2];
        all[0] = "-q";
        all[1] = "fetch";
        System.arraycopy(args, 0, all, 2, args.length);
        CommandLine.ParseResult parsed = line().parseArgs(all);
        FetchCommand command = (FetchCommand) parsed.subcommand().commandSpec().userObject();
        command.clients = new Clients(nodes.vertx(), nodes.limits(), new ClientConfig() {
            @Override
            public Duration connectTimeout() {
                return Duration.ofSeconds(5);
            }

            @Override
            public Duration timeout() {
                return Duration.ofSeconds(5);
            }
        });
        return command;
    }

    private static CommandLine line() {
        return TowpathCommand.commandLine(CommandLine.defaultFactory());
    }

    private static CommandFailure failure(String file) {
        return assertThrows(CommandFailure.class, () -> FetchCommand.read(file));
    }

    private static Throwable cause(CommandFailure e) {
        Throwable cause = e.getCause();
        assertNotNull(cause);
        return assertInstanceOf(RuntimeException.class, cause);
    }

    /** A route of so many open nodes. */
    private void writeRoute(String name, int hops) throws IOException {
        StringBuilder text = new StringBuilder(name).append("\r\n\r\n");
        for (int i = 0; i < hops; i++) {
            Node node = nodes.server(root, List.of("127.0.0.0/8:*"));
            text.append("127.0.0.1 ").append(node.port()).append("\r\n");
        }
        write(text.toString());
    }

    private void write(String text) throws IOException {
        Files.writeString(routes, text);
    }
}
