package dev.towpath.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.Node;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import dev.towpath.testing.SampleRoot;
import dev.towpath.testing.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The protocol as transcripts, over raw sockets: to a server, through a proxy, through two. */
@Timeout(120)
class ConformanceTest {

    @TempDir
    static Path parent;

    private static Nodes nodes;
    private static int[] ports;

    @BeforeAll
    static void start() throws IOException {
        nodes = new Nodes();
        Node server = nodes.server(SampleRoot.in(parent));
        Node near = nodes.proxy(server.port());
        Node far = nodes.proxy(near.port());
        ports = new int[] {server.port(), near.port(), far.port()};
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    static Stream<Arguments> conversations() {
        return Stream.of("list", "download", "errors", "lines", "quit")
                .flatMap(name -> Stream.of(0, 1, 2).map(hops -> Arguments.of(name, hops)));
    }

    @ParameterizedTest(name = "{0} through {1} proxies")
    @MethodSource("conversations")
    void a_conversation_goes_as_written(String name, int hops) throws IOException {
        Transcript transcript = Transcript.load(name);
        check(transcript, hops, "in one piece", transcript.sent());
    }

    @ParameterizedTest(name = "{0} through {1} proxies")
    @MethodSource("conversations")
    void a_conversation_goes_as_written_byte_by_byte(String name, int hops) throws IOException {
        Transcript transcript = Transcript.load(name);
        byte[][] single = new byte[transcript.sent().length][];
        for (int i = 0; i < single.length; i++) {
            single[i] = new byte[] {transcript.sent()[i]};
        }
        check(transcript, hops, "byte by byte", single);
    }

    @ParameterizedTest(name = "{0} through {1} proxies")
    @MethodSource("conversations")
    void a_conversation_goes_as_written_wherever_it_is_cut(String name, int hops) throws IOException {
        Transcript transcript = Transcript.load(name);
        byte[] sent = transcript.sent();
        for (int cut = 1; cut < sent.length; cut++) {
            check(
                    transcript,
                    hops,
                    "cut at " + cut,
                    Arrays.copyOfRange(sent, 0, cut),
                    Arrays.copyOfRange(sent, cut, sent.length));
        }
    }

    @Test
    void hello_tells_who_is_there_and_is_answered_by_each_node_itself() throws IOException {
        List<String> roles = List.of("server", "proxy", "proxy");
        for (int hops = 0; hops < 3; hops++) {
            try (RawClient client = new RawClient(ports[hops])) {
                client.send("HELLO\nPING\n");
                String first = client.readLine();
                assertTrue(first.matches("OK [1-9][0-9]*"), first);
                String body = new String(client.read(Integer.parseInt(first.substring(3))), StandardCharsets.UTF_8);
                assertTrue(
                        body.matches("towpath/1\nversion \\S+\nrole " + roles.get(hops)
                                + "\nnode [0-9a-f]{16}\nverbs LIST LS INFO HASH SUM DOWNLOAD RANGE UPLOAD MKDIR RM MV HELLO PING QUIT"
                                + "\noptions hop-left sid wait if id sha256 body force mtime sum\n"),
                        body);
                assertEquals("OK", client.readLine());
            }
        }
    }

    private static void check(Transcript transcript, int hops, String how, byte[]... pieces) throws IOException {
        try (RawClient client = new RawClient(ports[hops])) {
            for (byte[] piece : pieces) {
                client.send(piece);
            }
            client.halfClose();
            assertEquals(text(transcript.expected()), text(client.readToEnd()), how);
        }
    }

    /** A character a byte, so that a difference of any byte is one of the text. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
