package dev.towpath.it;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What Linux says of a process. */
final class ProcFs {

    private static final String LISTEN = "0A";

    private ProcFs() {}

    /** How many files, sockets included, it has open; the ends of pipes, which a relay keeps for what comes next, are not counted. */
    static int openFiles(long pid) throws IOException {
        return (int) descriptors(pid).stream()
                .filter(target -> !target.startsWith("pipe:"))
                .count();
    }

    /** How many ends of pipes it has open, those of its standard streams among them. */
    static int pipeEnds(long pid) throws IOException {
        return (int) descriptors(pid).stream()
                .filter(target -> target.startsWith("pipe:"))
                .count();
    }

    /** Its resident memory in bytes. */
    static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS for " + pid);
    }

    /** The scheduling policies of its threads, by the system's numbers. */
    static Set<Integer> policies(long pid) throws IOException {
        List<Path> threads;
        try (Stream<Path> listed = Files.list(Path.of("/proc/" + pid + "/task"))) {
            threads = listed.toList();
        }
        Set<Integer> policies = new TreeSet<>();
        for (Path thread : threads) {
            String stat;
            try {
                stat = Files.readString(thread.resolve("stat"));
            } catch (IOException e) {
                continue; // it has ended
            }
            // the first of the columns behind the name is the third of all
            policies.add(
                    Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[41 - 3]));
        }
        return policies;
    }

    /** The TCP sockets it listens on, as {@code address:port}; {@code *} is every address. */
    static Set<String> listening(long pid) throws IOException {
        Set<String> inodes = new HashSet<>();
        for (String target : descriptors(pid)) {
            if (target.startsWith("socket:[")) {
                inodes.add(target.substring(8, target.length() - 1));
            }
        }
        Set<String> found = new TreeSet<>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = Path.of("/proc/" + pid + "/net/" + table);
            if (!Files.exists(file)) {
                continue; // no IPv6 here
            }
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.trim().split("\\s+", -1);
                if (columns.length > 9 && columns[3].equals(LISTEN) && inodes.contains(columns[9])) {
                    found.add(address(columns[1]));
                }
            }
        }
        return found;
    }

    private static List<String> descriptors(long pid) throws IOException {
        try (Stream<Path> links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return links.map(ProcFs::target).filter(target -> !target.isEmpty()).toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // closed in the meantime
        }
    }

    /** Reads the kernel's form: 32-bit words in host order, a colon, the port. */
    private static String address(String hex) throws IOException {
        int colon = hex.indexOf(':');
        byte[] address = new byte[colon / 2];
        for (int i = 0; i < address.length; i++) {
            int from = (i / 4 * 4 + 3 - i % 4) * 2;
            address[i] = (byte) Integer.parseInt(hex.substring(from, from + 2), 16);
        }
        // an IPv4 address in IPv6 clothes is IPv4 to Java
        InetAddress parsed = InetAddress.getByAddress(address);
        int port = Integer.parseInt(hex.substring(colon + 1), 16);
        return (parsed.isAnyLocalAddress() ? "*" : parsed.getHostAddress()) + ':' + port;
    }
}
