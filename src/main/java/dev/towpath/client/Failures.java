package dev.towpath.client;

import dev.towpath.client.ClientException.Kind;
import dev.towpath.net.PeerFaultException;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.RelayFault;
import dev.towpath.wire.Route;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Turns what went wrong into words for a user. */
public final class Failures {

    private Failures() {}

    static ClientException whileConnecting(Throwable failure, HostPort node) {
        RelayFault fault = failure instanceof PeerFaultException f ? f.fault() : RelayFault.REFUSED;
        return switch (fault) {
            case UNKNOWN_HOST -> new ClientException(Kind.CANNOT_CONNECT, "unknown host " + node.host(), failure);
            case TIMEOUT -> new ClientException(Kind.TIMED_OUT, "no connection to " + node + " in time", failure);
            default ->
                new ClientException(
                        Kind.CANNOT_CONNECT, "cannot connect to " + node + " (is a node listening there?)", failure);
        };
    }

    /** The failure as it is if it is told already, else in words. */
    static Throwable told(Throwable failure, Route hops) {
        if (failure instanceof RefusedException refused) {
            return ofRefusal(refused, hops);
        }
        if (failure instanceof PeerFaultException fault) {
            return ofPeer(fault.fault());
        }
        if (failure instanceof BadAnswerException) {
            return ofPeer(RelayFault.BAD_ANSWER);
        }
        if (failure instanceof IOException io) {
            return ofDisk(io);
        }
        return failure;
    }

    /** Says what is wrong with the local file or stream. */
    public static ClientException ofDisk(IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        String why = reason == null ? e.getClass().getSimpleName() : reason;
        if (why.contains("No space left") || why.contains("quota exceeded") || why.contains("File too large")) {
            return new ClientException(Kind.NO_LOCAL_SPACE, "cannot write here: " + why, e);
        }
        if (e instanceof AccessDeniedException denied) {
            return new ClientException(Kind.OTHER, "permission denied: " + denied.getFile(), e);
        }
        if (e instanceof NoSuchFileException missing) {
            return new ClientException(Kind.OTHER, "no such file here: " + missing.getFile(), e);
        }
        String file = e instanceof FileSystemException f && f.getFile() != null ? ": " + f.getFile() : "";
        return new ClientException(Kind.OTHER, why + file, e);
    }

    /** A hop that may not be relayed to is named by its predecessor, which the user can't see in the text. */
    private static Throwable ofRefusal(RefusedException refused, Route route) {
        List<HostPort> hops = route.hops();
        List<HostPort> relayedTo = hops.subList(1, hops.size());
        for (int i = 1; i < hops.size(); i++) {
            HostPort hop = hops.get(i);
            if (refused.status().equals(Refusal.relayTo(hop))) {
                boolean twice = relayedTo.indexOf(hop) != relayedTo.lastIndexOf(hop);
                String why = twice
                        ? "a hop before " + hop + " does not relay to it (towpath trace shows which)"
                        : hops.get(i - 1) + " does not relay to " + hop + " (its --relay-to says no)";
                return new ClientException(Kind.RELAY_REFUSED, why);
            }
        }
        return refused;
    }

    private static ClientException ofPeer(RelayFault fault) {
        return switch (fault) {
            case TIMEOUT -> new ClientException(Kind.TIMED_OUT, "the node sends nothing");
            case RESET -> new ClientException(Kind.INCOMPLETE, "the connection was reset before the end");
            case CLOSED_EARLY -> new ClientException(Kind.INCOMPLETE, "the connection was closed before the end");
            case OUTCOME_UNKNOWN ->
                new ClientException(Kind.INCOMPLETE, "the connection broke before the node said whether it was done");
            case BUSY -> new ClientException(Kind.OTHER, "too many connections are open here");
            default -> new ClientException(Kind.OTHER, "the node does not speak this protocol (" + fault.text() + ")");
        };
    }
}
