package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.net.PeerFaultException;
import dev.towpath.testing.Nodes;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelayPolicyTest {

    private static final Map<String, List<String>> NAMES = Map.of(
            "public.example", List.of("203.0.113.7"),
            "two.example", List.of("203.0.113.7", "10.0.0.1"),
            "inner.example", List.of("127.0.0.1"),
            "mixed.example", List.of("203.0.113.7", "127.0.0.1"),
            "six.example", List.of("2001:db8::1"),
            "up.example", List.of("10.9.9.9"));

    private final List<String> lookedUp = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({
        "any, public.example:1, yes",
        "any, 203.0.113.7:1, yes",
        "any, [2001:db8::1]:1, yes",
        "any, 10.0.0.1:1, yes",
        "any, 127.0.0.1:1, no",
        "any, 127.9.9.9:1, no",
        "any, inner.example:1, no",
        "any, mixed.example:1, no",
        "any, 0.0.0.0:1, no",
        "any, 0.1.2.3:1, no",
        "any, [::]:1, no",
        "any, [::1]:1, no",
        "any, [::ffff:127.0.0.1]:1, no",
        "any, [::127.0.0.1]:1, no",
        "any, [64:ff9b::7f00:1]:1, no",
        "any, [64:ff9b::a9fe:a9fe]:1, no",
        "any, [64:ff9b::cb00:7107]:1, yes",
        "any, [2002:7f00:1::]:1, no",
        "any, [64:ff9b:1::7f00:1]:1, no",
        "any, [::ffff:0:127.0.0.1]:1, no",
        "any, 169.254.169.254:1, no",
        "any, [fe80::1]:1, no",
        "any, 224.0.0.1:1, no",
        "any, [ff02::1]:1, no",
        "any, 255.255.255.255:1, no",
        "public.example:9, public.example:9, yes",
        "public.example:9, PUBLIC.example:9, yes",
        "public.example:9, public.example:8, no",
        "public.example:*, public.example:8, yes",
        "public.example:9, 203.0.113.7:9, no",
        "203.0.113.7:9, public.example:9, yes",
        "203.0.113.7:9, two.example:9, no",
        "*.example:9, public.example:9, yes",
        "*.example:9, inner.example:9, no",
        "*.example:9, example:9, no",
        "*.ample:9, public.example:9, no",
        "inner.example:9, inner.example:9, no",
        "10.0.0.0/8:*, 10.255.0.1:77, yes",
        "10.0.0.0/8:*, 11.0.0.1:77, no",
        "10.0.0.0/8:*, two.example:77, no",
        "10.128.0.0/9:*, 10.127.0.1:1, no",
        "10.128.0.0/9:*, 10.128.0.1:1, yes",
        "0.0.0.0/0:*, 127.0.0.1:1, yes",
        "127.0.0.0/8:*, 127.0.0.1:1, yes",
        "127.0.0.0/8:*, [::ffff:127.0.0.1]:1, yes",
        "127.0.0.0/8:*, [::1]:1, no",
        "[::1]:*, [::1]:1, yes",
        "[2001:db8::/32]:5, six.example:5, yes",
        "[2001:db8::/32]:5, [2001:db9::1]:5, no",
        "169.254.169.254:80, 169.254.169.254:80, yes"
    })
    void a_pattern_allows_what_it_names(String pattern, String hop, String allowed) {
        assertEquals(allowed, decide(policy(List.of(pattern), Optional.empty(), 0), hop), pattern + " for " + hop);
    }

    @Test
    void nothing_is_allowed_by_no_pattern_and_nothing_looked_up() {
        assertEquals("no", decide(policy(List.of(), Optional.empty(), 0), "public.example:1"));
        assertEquals(
                "no", decide(policy(List.of("other.example:1", "*.other:1"), Optional.empty(), 0), "public.example:1"));
        assertEquals("no", decide(policy(List.of("10.0.0.0/8:2"), Optional.empty(), 0), "public.example:1"));
        assertEquals(List.of(), lookedUp);
    }

    @Test
    void every_address_may_be_allowed_by_a_pattern_of_its_own() {
        assertEquals(
                "yes", decide(policy(List.of("10.0.0.1:1", "203.0.113.0/24:1"), Optional.empty(), 0), "two.example:1"));
    }

    @Test
    void a_name_is_looked_up_once_and_those_addresses_are_dialled() throws Exception {
        RelayPolicy policy = policy(List.of("any"), Optional.empty(), 0);
        List<InetAddress> addresses = Nodes.get(policy.addressesOf(HostPort.parse("two.example:1")));
        assertEquals(List.of(InetAddress.getByName("203.0.113.7"), InetAddress.getByName("10.0.0.1")), addresses);
        assertEquals(List.of("two.example"), lookedUp);
    }

    @Test
    void the_nodes_own_upstream_is_allowed_by_address_and_port() {
        Optional<HostPort> upstream = Optional.of(HostPort.parse("up.example:9001"));
        assertEquals("yes", decide(policy(List.of(), upstream, 0), "up.example:9001"));
        assertEquals("yes", decide(policy(List.of(), upstream, 0), "10.9.9.9:9001"));
        assertEquals("no", decide(policy(List.of(), upstream, 0), "10.9.9.9:9002"));
        assertEquals("no", decide(policy(List.of(), upstream, 0), "10.9.9.8:9001"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:9100",
                "127.5.5.5:9100",
                "0.0.0.0:9100",
                "[::1]:9100",
                "inner.example:9100",
                "[64:ff9b::7f00:1]:9100"
            })
    void the_nodes_own_management_port_is_never_allowed(String hop) {
        List<String> all = List.of("any", "0.0.0.0/0:*", "[::/0]:*", "inner.example:*");
        assertEquals("no", decide(policy(all, Optional.of(HostPort.parse("127.0.0.1:9100")), 9100), hop));
        assertEquals("yes", decide(policy(all, Optional.empty(), 9100), "127.0.0.1:9101"));
    }

    @Test
    void a_name_that_cannot_be_looked_up_is_unknown() {
        RelayPolicy policy = policy(List.of("any"), Optional.empty(), 0);
        PeerFaultException e = assertThrows(
                PeerFaultException.class, () -> Nodes.get(policy.addressesOf(HostPort.parse("nowhere.example:1"))));
        assertEquals(RelayFault.UNKNOWN_HOST, e.fault());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:",
                ":1",
                "a:0",
                "a:65536",
                "a:08",
                "*:1",
                "*.:1",
                "a/8:1",
                "10.0.0.0/33:1",
                "10.0.0/8:1",
                "[::1]",
                "[::/129]:1",
                "any:1:2",
                "a b:1",
                "[localhost]:1",
                "10.0.0.256:1",
                "*.a*b:1"
            })
    void what_is_no_pattern_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> RelayPattern.parse(text));
    }

    private RelayPolicy policy(List<String> patterns, Optional<HostPort> upstream, int managementPort) {
        return new RelayPolicy(
                patterns.stream().map(RelayPattern::parse).toList(), upstream, () -> managementPort, this::resolve);
    }

    private Future<List<InetAddress>> resolve(String host) {
        lookedUp.add(host);
        boolean numeric = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        List<String> texts =
                numeric ? List.of(host) : NAMES.getOrDefault(host.toLowerCase(java.util.Locale.ROOT), List.of());
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : texts) {
            try {
                addresses.add(InetAddress.getByName(text));
            } catch (UnknownHostException e) {
                return Future.failedFuture(e);
            }
        }
        return addresses.isEmpty()
                ? Future.failedFuture(new PeerFaultException(RelayFault.UNKNOWN_HOST))
                : Future.succeededFuture(addresses);
    }

    private static String decide(RelayPolicy policy, String hop) {
        HostPort target = HostPort.parse(hop);
        try {
            Nodes.get(policy.addressesOf(target));
            return "yes";
        } catch (RefusedException e) {
            assertEquals("relay to " + target + " is not allowed", e.status().text());
            return "no";
        }
    }
}
