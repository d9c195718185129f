package dev.towpath.client;

import dev.towpath.net.CollectedBytes;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Entry;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Listing;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.Text;
import io.vertx.core.Future;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Reads answers, each of the one shape that its request has; any other shape is a {@link BadAnswerException}. */
final class Answers {

    private static final int LONGEST_LISTING = 64 * 1024 * 1024;

    /** How some older servers say that there is nothing to list. */
    private static final String NO_FILES = "no files available";

    private Answers() {}

    static Void ok(Response answer) {
        if (answer.status() instanceof Status.Ok) {
            return null;
        }
        throw new BadAnswerException();
    }

    static Facts facts(Response answer) {
        return Facts.of(answer.status()).orElseThrow(BadAnswerException::new);
    }

    static Digest digest(Response answer) {
        return Digest.of(answer.status()).orElseThrow(BadAnswerException::new);
    }

    /** The names in an answer to {@code LIST}. */
    static Future<List<String>> names(Response answer) {
        ok(answer);
        return CollectedBytes.of(answer.body(), LONGEST_LISTING).map(Listing::parse);
    }

    /** The entries in an answer to {@code LS}; lines that are none are left out. */
    static Future<List<Entry>> entries(Response answer) {
        if (!(answer.status() instanceof Status.Lines)) {
            throw new BadAnswerException();
        }
        return CollectedBytes.of(answer.body(), LONGEST_LISTING).map(lines -> {
            try {
                return Text.decode(lines)
                        .lines()
                        .map(Entry::parse)
                        .flatMap(Optional::stream)
                        .toList();
            } catch (CharacterCodingException e) {
                throw new BadAnswerException();
            }
        });
    }

    /** The one digest in an answer to {@code SUM}. */
    static Future<String> sum(Response answer) {
        return sums(answer, 1).map(sums -> sums.get(0));
    }

    /** The digests in an answer to {@code SUM} for so many blocks. */
    static Future<List<String>> sums(Response answer, int count) {
        if (!(answer.status() instanceof Status.Sized)) {
            throw new BadAnswerException();
        }
        return CollectedBytes.of(answer.body(), 65 * count).map(lines -> {
            List<String> sums =
                    new String(lines, StandardCharsets.US_ASCII).lines().toList();
            if (sums.size() != count) {
                throw new BadAnswerException();
            }
            return sums;
        });
    }

    /** True if the node does not know the verb or an option that it would have to know. */
    static boolean isUnknown(Throwable failure) {
        return is(failure, Refusal.UNKNOWN_COMMAND) || is(failure, Refusal.OPTION_NOT_SUPPORTED);
    }

    static boolean is(Throwable failure, Refusal refusal) {
        return failure instanceof RefusedException refused
                && Refusal.of(refused.status().text()).filter(r -> r == refusal).isPresent();
    }

    /** True for the error by which some older servers answer {@code LIST} where there is no file. */
    static boolean hasNothingToList(Throwable failure) {
        return failure instanceof RefusedException refused
                && refused.status().text().equals(NO_FILES);
    }
}
