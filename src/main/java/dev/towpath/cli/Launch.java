package dev.towpath.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What must be known before the application starts: the profile, where the management port is, and how the log is
 * written.
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
    private static final String LOG_FORMAT = "--log-format";
    private static final Set<String> LOG_FORMATS = Set.of("text", "json");

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
            return new Launch(first, given, early(given));
        }
        boolean leavesRoleOpen = first.isEmpty() || first.startsWith("-");
        if (leavesRoleOpen && configuredProfile != null && ROLES.contains(configuredProfile)) {
            List<String> withRole = new ArrayList<>(given.size() + 1);
            withRole.add(configuredProfile);
            withRole.addAll(given);
            return new Launch(configuredProfile, withRole, early(given));
        }
        return new Launch(CLIENT, given, Map.of());
    }

    private static Map<String, String> early(List<String> args) {
        Map<String, String> properties = new HashMap<>();
        value(args, ADMIN_PORT).ifPresent(value -> properties.putAll(management(value)));
        value(args, LOG_FORMAT)
                .filter(LOG_FORMATS::contains)
                .ifPresent(value -> properties.put("towpath.log.format", value));
        return properties;
    }

    /** The value of the first option of that name, if it is there. */
    private static Optional<String> value(List<String> args, String option) {
        for (int i = 0; i < args.size() && !args.get(i).equals("--"); i++) {
            String arg = args.get(i);
            if (arg.equals(option) && i + 1 < args.size()) {
                return Optional.of(args.get(i + 1));
            }
            if (arg.startsWith(option + "=")) {
                return Optional.of(arg.substring(option.length() + 1));
            }
        }
        return Optional.empty();
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
