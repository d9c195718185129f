package dev.towpath.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be known before the application starts: the profile, and where the management port is.
 *
 * @param profile {@code server}, {@code proxy} or {@code client}
 * @param args to run with, a role that only the profile named put in front
 * @param properties settings that can't wait for the arguments to be parsed
 */
record Launch(String profile, List<String> args, Map<String, String> properties) {

    static final String CLIENT = "client";

    private static final Set<String> ROLES = Set.of("server", "proxy");
    /** What may stand before a subcommand. */
    private static final Set<String> SWITCHES = Set.of("-v", "-vv", "--verbose", "-q", "--quiet");

    /** What asks for words alone: no role, so no port is opened for it. */
    private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

    private static final String ADMIN_PORT = "--admin-port";

    Launch {
        args = List.copyOf(args);
        properties = Map.copyOf(properties);
    }

    /** The subcommand decides; without one, a configured role becomes the subcommand. */
    static Launch of(String[] args, @Nullable String configuredProfile) {
        List<String> given = List.of(args);
        String first = given.stream()
                .filter(arg -> !SWITCHES.contains(arg))
                .findFirst()
                .orElse("");
        if (given.stream().anyMatch(HELP::contains)) {
            return new Launch(CLIENT, given, Map.of());
        }
        if (ROLES.contains(first)) {
            return new Launch(first, given, management(given));
        }
        boolean leavesRoleOpen = first.isEmpty() || first.startsWith("-");
        if (leavesRoleOpen && configuredProfile != null && ROLES.contains(configuredProfile)) {
            List<String> withRole = new ArrayList<>(given.size() + 1);
            withRole.add(configuredProfile);
            withRole.addAll(given);
            return new Launch(configuredProfile, withRole, management(given));
        }
        return new Launch(CLIENT, given, Map.of());
    }

    private static Map<String, String> management(List<String> args) {
        for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
            String arg = args.get(i);
            if (arg.equals(ADMIN_PORT) && i + 1 < args.size()) {
                return management(args.get(i + 1));
            }
            if (arg.startsWith(ADMIN_PORT + "=")) {
                return management(arg.substring(ADMIN_PORT.length() + 1));
            }
        }
        return Map.of();
    }

    /** A value that is neither a port nor {@code off} is left for the command to complain of. */
    private static Map<String, String> management(String value) {
        if (AdminPort.isOff(value)) {
            return Map.of("quarkus.management.host-enabled", "false");
        }
        // a value to be refused must not open a port first
        return AdminPort.isValid(value)
                ? Map.of("quarkus.management.port", value)
                : Map.of("quarkus.management.host-enabled", "false");
    }
}
