package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.towpath.cli.Node;
import dev.towpath.testing.Await;
import dev.towpath.testing.Nodes;
import dev.towpath.testing.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of a proxy before stand-ins share: nodes of little patience. */
abstract class UpstreamTest {

    Nodes nodes;

    @BeforeEach
    final void start() {
        nodes = new Nodes(Map.of(
                "stall-timeout", "600ms",
                "hop-timeout", "100ms",
                "connect-timeout", "800ms",
                "linger-timeout", "300ms",
                "upstream-keep-alive", "2s"));
    }

    @AfterEach
    final void stop() {
        nodes.close();
    }

    static void assertEmpty(Node proxy, StandIn upstream) throws Exception {
        assertNotNull(proxy);
        Await.until(
                Duration.ofSeconds(5),
                () -> proxy.nat().size() == 0 && upstream.open() == 0,
                () -> proxy.nat().snapshot() + ", upstream " + upstream.open());
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
