package dev.towpath.bench;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What is measured under a load.
 *
 * @param name in the results
 * @param protocol that it is asked in: {@code line} or {@code http}
 * @param parts whose CPU time and memory count, the one that is asked being the last
 */
record Contender(String name, String protocol, List<Running> parts) {

    static final String LINE = "line";
    static final String HTTP = "http";

    Contender {
        parts = List.copyOf(parts);
    }

    int port() {
        return parts.get(parts.size() - 1).port();
    }

    /** The process ids as the programs in C take them. */
    String watched() {
        return parts.stream()
                .flatMap(part -> part.processIds().stream())
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }

    boolean isHttp() {
        return protocol.equals(HTTP);
    }
}
