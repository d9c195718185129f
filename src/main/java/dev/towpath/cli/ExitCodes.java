package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.name.BadNameException;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import java.util.Optional;

/** What a failure is worth to a script: the one place that knows the numbers. */
final class ExitCodes {

    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int DIRECTORY_MISSING = 3;
    static final int FILE_MISSING = 4;
    static final int CANNOT_CONNECT = 20;
    static final int RELAY_REFUSED = 21;
    static final int TIMED_OUT = 22;
    static final int INCOMPLETE = 23;
    static final int CHECKSUM_MISMATCH = 24;
    static final int NOT_ALLOWED = 25;
    static final int NO_SPACE = 27;
    static final int BAD_ROUTE = 28;
    static final int INTERRUPTED = 130;
    /** What a shell says of a program that the end of its pipe has ended. */
    static final int OUTPUT_CLOSED = 141;

    private ExitCodes() {}

    static int of(Throwable failure) {
        if (ClosedOutputException.isBehind(failure)) {
            return OUTPUT_CLOSED;
        }
        if (failure instanceof RefusedException refused) {
            return ofText(refused.status().text());
        }
        if (failure instanceof ClientException e) {
            return switch (e.kind()) {
                case CANNOT_CONNECT -> CANNOT_CONNECT;
                case TIMED_OUT -> TIMED_OUT;
                case INCOMPLETE -> INCOMPLETE;
                case CHECKSUM_MISMATCH -> CHECKSUM_MISMATCH;
                case IS_DIRECTORY -> FILE_MISSING;
                case NO_LOCAL_SPACE -> NO_SPACE;
                case BAD_LOCAL_NAME -> USAGE;
                case BAD_ROUTE -> BAD_ROUTE;
                case RELAY_REFUSED -> RELAY_REFUSED;
                case OTHER -> FAILED;
            };
        }
        return failure instanceof BadNameException || failure instanceof UsageException ? USAGE : FAILED;
    }

    private static int ofText(String message) {
        Optional<Refusal> refusal = Refusal.of(message);
        if (refusal.isEmpty()) {
            return FAILED;
        }
        return switch (refusal.get()) {
            case FILE_NOT_FOUND -> FILE_MISSING;
            case DIRECTORY_NOT_FOUND, NOT_A_DIRECTORY -> DIRECTORY_MISSING;
            case READ_ONLY, NOT_ALLOWED -> NOT_ALLOWED;
            case NO_SPACE -> NO_SPACE;
            case CHECKSUM_MISMATCH -> CHECKSUM_MISMATCH;
            case BAD_NAME, BAD_NUMBER -> USAGE;
            case BAD_ROUTE -> BAD_ROUTE;
            case INCOMPLETE -> INCOMPLETE;
            case RELAY_NOT_ALLOWED -> RELAY_REFUSED;
            case PROXY_ERROR -> ofRelay(message);
            default -> FAILED;
        };
    }

    /** What the next hop of a relay did, as if the client had met it. */
    private static int ofRelay(String message) {
        for (RelayFault fault : RelayFault.values()) {
            if (message.endsWith(": " + fault.text())) {
                return switch (fault) {
                    case UNKNOWN_HOST, REFUSED -> CANNOT_CONNECT;
                    case TIMEOUT -> TIMED_OUT;
                    case RESET, CLOSED_EARLY -> INCOMPLETE;
                    case LOOP -> BAD_ROUTE;
                    default -> FAILED;
                };
            }
        }
        return FAILED;
    }
}
