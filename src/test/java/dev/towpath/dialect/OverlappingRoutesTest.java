package dev.towpath.dialect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.cli.DialectPort;
import dev.towpath.cli.Node;
import dev.towpath.store.LocalStore;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.RawClient;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many clients through routes of up to six hops that share their nodes, in all three protocols that know routes. */
@Timeout(150)
class OverlappingRoutesTest {

    private static final int CLIENTS = 100;
    private static final byte[] FILE = RawClient.pattern(8_000_000, 2);

    @TempDir
    Path folder;

    private final List<Node> all = new ArrayList<>();
    private final List<RawClient> stalled = new ArrayList<>();

    @Test
    void every_finished_file_is_right_and_nothing_is_left_behind() throws Exception {
        Path root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("f"), FILE);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (Nodes nodes = new Nodes(Map.of("stall-timeout", "5s", "linger-timeout", "500ms"))) {
            for (int i = 0; i < 6; i++) {
                all.add(node(nodes, root));
            }
            run(threads, 6, 1); // so that all that is opened once is open
            Await.until(Duration.ofSeconds(15), this::isQuiet, this::state);
            int before = openFiles();

            run(threads, CLIENTS, System.nanoTime());
            synchronized (stalled) {
                for (RawClient client : stalled) {
                    client.close();
                }
            }
            Await.until(Duration.ofSeconds(5), this::isQuiet, this::state);
            Await.until(
                    Duration.ofSeconds(5),
                    () -> openFiles() <= before + 2,
                    () -> openFiles() + " files, " + before + " before");
        } finally {
            threads.shutdownNow();
        }
    }

    private void run(ExecutorService threads, int clients, long seed) throws Exception {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            int number = i;
            running.add(threads.submit(() -> {
                one(number, new Random(seed + number));
                return null;
            }));
        }
        for (Future<?> each : running) {
            try {
                each.get(100, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** One client: a protocol, a route, and what becomes of it. */
    private void one(int number, Random random) throws IOException {
        int protocol = number % 3;
        List<Node> route = new ArrayList<>();
        for (int hops = 1 + random.nextInt(6); hops > 0; hops--) {
            route.add(all.get(random.nextInt(all.size())));
        }
        RawClient client = new RawClient(route.get(0).listeners().get(protocol).port());
        client.send(request(protocol, route));
        if (protocol == 0) {
            assertTrue(("OK " + FILE.length).equals(client.readLine()));
        } else if (protocol == 2) {
            assertTrue(Integer.toString(FILE.length).equals(text(client.read(7))));
            client.send("ack_to_send");
        }
        switch (number % 10) {
            case 7 -> {
                client.skip(random.nextInt(FILE.length));
                client.reset();
            }
            case 8 -> {
                client.skip(random.nextInt(100_000));
                client.close();
            }
            case 9 -> {
                synchronized (stalled) {
                    stalled.add(client); // reads no more, until the end of the test
                }
            }
            default -> {
                assertTrue(RawClient.same(FILE, client.read(FILE.length)), "client " + number);
                client.close();
            }
        }
    }

    private static String request(int protocol, List<Node> route) {
        List<String> beyond = route.subList(1, route.size()).stream()
                .map(node -> "127.0.0.1 " + node.listeners().get(protocol).port())
                .toList();
        return switch (protocol) {
            case 0 ->
                (beyond.isEmpty()
                                ? ""
                                : "VIA "
                                        + beyond.stream()
                                                .map(hop -> hop.replace(' ', ':'))
                                                .collect(Collectors.joining(","))
                                        + " ")
                        + "DOWNLOAD f\n";
            case 1 -> "f\n" + beyond.stream().map(hop -> hop + "\n").collect(Collectors.joining());
            default -> "f\nme 1" + beyond.stream().map(hop -> "\n" + hop).collect(Collectors.joining());
        };
    }

    private static Node node(Nodes nodes, Path root) {
        Node.Settings s = nodes.settings(List.of("127.0.0.0/8:*"));
        List<DialectPort> dialects = List.of(DialectPort.parse("chain-stream=0"), DialectPort.parse("chain-sized=0"));
        Node.Settings settings = new Node.Settings(
                s.host(), 0, s.relayTo(), s.natCapacity(), dialects, s.managementPort(), s.resolver(), s.limits());
        return Nodes.get(Node.server(nodes.vertx(), settings, new LocalStore(root), Duration.ofSeconds(5)));
    }

    private boolean isQuiet() {
        return all.stream().allMatch(node -> node.nat().size() == 0 && node.connections() == 0);
    }

    private Object state() {
        return all.stream()
                .map(n -> n.nat().size() + " entries, " + n.connections() + " connections")
                .toList();
    }

    private static int openFiles() {
        String[] open = new File("/proc/self/fd").list();
        return open == null ? 0 : open.length;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
