package dev.towpath.bench;

import dev.towpath.bench.LoadCase.Ask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All cases, in the order in which they are measured and told. */
final class Cases {

    private static final String NGINX = "nginx";
    private static final String NGINX_AGAIN = "nginx again";
    private static final String HAPROXY = "haproxy";
    private static final String HAPROXY_AGAIN = "haproxy again";
    private static final String HAPROXY_SPLICE = "haproxy splice";
    private static final String C_SERVER = "C sendfile";
    private static final String C_SPLICE = "C splice";
    private static final String C_COPY = "C copy";

    private static final int HOPS = 3;
    private static final int USUAL = 16;
    private static final int SMALL = 64;

    /** A relay in front of the one that listens on that port. */
    private interface Hop {

        Running before(int upstream) throws IOException, InterruptedException;
    }

    private record Relay(String name, Hop hop) {

        Contender chain(int hops, int upstream) throws IOException, InterruptedException {
            List<Running> parts = new ArrayList<>();
            int next = upstream;
            for (int i = 0; i < hops; i++) {
                Running part = hop.before(next);
                parts.add(part);
                next = part.port();
            }
            return new Contender(name, Contender.LINE, parts);
        }
    }

    private Cases() {}

    /** Those that the options ask for. */
    static List<Case> chosen(Options options) {
        List<Case> chosen = all().stream()
                .filter(one -> options.asksFor(one.facts().name()))
                .toList();
        if (chosen.isEmpty()) {
            throw new BenchException("no such case; there are "
                    + String.join(
                            ", ", all().stream().map(one -> one.facts().name()).toList()));
        }
        return chosen;
    }

    private static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.add(serverBulk(1, Served.BULK));
        all.add(serverBulk(USUAL, Served.BULK));
        all.add(serverBulk(256, Served.MIDDLE));
        all.add(relayBulk(1, Served.BULK));
        all.add(relayBulk(USUAL, Served.BULK));
        all.add(relayBulk(256, Served.MIDDLE));
        all.add(hops());
        all.add(upload());
        all.add(smallDirect("kib-direct", "1 KiB files, direct, 64 connections", "get"));
        all.add(smallDirect("list-direct", "LIST of 10 names, direct, 64 connections", "list"));
        all.add(smallHop("kib-hop", "1 KiB files, one hop, 64 connections", "get"));
        all.add(smallHop("list-hop", "LIST of 10 names, one hop, 64 connections", "list"));
        all.add(new GetCase());
        all.add(new ManyCase());
        all.add(IdleCase.servers());
        all.add(IdleCase.proxies());
        all.add(new StartCase());
        return all;
    }

    private static CaseFacts bulk(String name, String title, String reference, String control) {
        return new CaseFacts(name, title, reference, control, Figure.MIB_PER_SECOND, Figure.CPU_PER_GIB);
    }

    private static CaseFacts small(String name, String title, String reference, String control) {
        return new CaseFacts(name, title, reference, control, Figure.REQUESTS_PER_SECOND, Figure.CPU_PER_REQUEST);
    }

    private static String connections(int count) {
        return count == 1 ? "1 connection" : count + " connections";
    }

    private static Case serverBulk(int connections, String file) {
        return new LoadCase(
                bulk("server-" + connections, "server, bulk, " + connections(connections), NGINX, NGINX_AGAIN),
                new Ask("get", file, connections),
                programs -> servers(programs, true));
    }

    private static Case smallDirect(String name, String title, String verb) {
        return new LoadCase(
                small(name, title, NGINX, NGINX_AGAIN),
                new Ask(verb, Served.KIB, SMALL),
                programs -> servers(programs, verb.equals("get")));
    }

    private static List<Contender> servers(Programs programs, boolean withReference)
            throws IOException, InterruptedException {
        List<Contender> servers = new ArrayList<>();
        servers.add(new Contender(NGINX, Contender.HTTP, List.of(programs.nginx())));
        servers.add(new Contender(NGINX_AGAIN, Contender.HTTP, List.of(programs.nginx())));
        if (withReference) {
            servers.add(new Contender(C_SERVER, Contender.LINE, List.of(programs.referenceServer())));
        }
        for (Kind kind : Kind.values()) {
            servers.add(new Contender(kind.contender(), Contender.LINE, List.of(programs.server(kind))));
        }
        return servers;
    }

    private static Case relayBulk(int connections, String file) {
        return new LoadCase(
                bulk("relay-" + connections, "one hop, bulk, " + connections(connections), HAPROXY, HAPROXY_AGAIN),
                new Ask("get", file, connections),
                programs -> chains(relays(programs), 1, programs.server(Kind.NATIVE)));
    }

    private static Case hops() {
        return new LoadCase(
                bulk("hops-16", "three hops, bulk, 16 connections", HAPROXY, HAPROXY_AGAIN),
                new Ask("get", Served.BULK, USUAL),
                programs -> chains(without(relays(programs), Set.of(C_COPY)), HOPS, programs.server(Kind.NATIVE)));
    }

    /** Towards the reference server, which throws away what comes: a disk would be all that is measured. */
    private static Case upload() {
        return new LoadCase(
                bulk("upload-16", "upload, one hop, bulk, 16 connections", HAPROXY, HAPROXY_AGAIN),
                new Ask("put", Served.BULK, USUAL),
                programs -> chains(relays(programs), 1, programs.referenceServer()));
    }

    private static Case smallHop(String name, String title, String verb) {
        return new LoadCase(
                small(name, title, HAPROXY, HAPROXY_AGAIN),
                new Ask(verb, Served.KIB, SMALL),
                programs -> chains(
                        without(relays(programs), Set.of(HAPROXY_SPLICE, C_SPLICE)), 1, programs.server(Kind.NATIVE)));
    }

    private static List<Relay> relays(Programs programs) {
        List<Relay> relays = new ArrayList<>();
        relays.add(new Relay(HAPROXY, programs::haproxy));
        relays.add(new Relay(HAPROXY_AGAIN, programs::haproxy));
        relays.add(new Relay(HAPROXY_SPLICE, programs::splicingHaproxy));
        relays.add(new Relay(C_SPLICE, programs::splicingReference));
        relays.add(new Relay(C_COPY, programs::copyingReference));
        for (Kind kind : Kind.values()) {
            relays.add(new Relay(kind.contender(), upstream -> programs.proxy(kind, upstream)));
        }
        return relays;
    }

    private static List<Relay> without(List<Relay> relays, Set<String> names) {
        return relays.stream().filter(relay -> !names.contains(relay.name())).toList();
    }

    private static List<Contender> chains(List<Relay> relays, int hops, Running upstream)
            throws IOException, InterruptedException {
        List<Contender> chains = new ArrayList<>();
        for (Relay relay : relays) {
            chains.add(relay.chain(hops, upstream.port()));
        }
        return chains;
    }
}
