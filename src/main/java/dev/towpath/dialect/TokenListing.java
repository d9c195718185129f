package dev.towpath.dialect;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Outcome;
import dev.towpath.net.RequestHandler;
import dev.towpath.wire.BadAnswerException;
import dev.towpath.wire.Call;
import dev.towpath.wire.Entry;
import dev.towpath.wire.Listing;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Text;
import dev.towpath.wire.TokenWelcome;
import io.vertx.core.Future;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Names what is in the root for the welcome: the directories and files, or, where nothing tells of directories, the files. */
final class TokenListing {

    private static final int LONGEST = 16 * 1024 * 1024;

    /** How some older servers say that there is nothing to list. */
    private static final String NO_FILES = "no files available";

    private final RequestHandler handler;
    private final Function<Call, TokenCall> calls;

    TokenListing(RequestHandler handler, Function<Call, TokenCall> calls) {
        this.handler = handler;
        this.calls = calls;
    }

    /** The welcome, which tells of a failure if it can't tell names. */
    Future<TokenWelcome> of(String path) {
        return ask(new Request.ListEntries(RemotePath.ROOT))
                .map(TokenListing::directoriesFirst)
                .recover(failure -> isRefused(failure, Refusal.UNKNOWN_COMMAND.text())
                        ? ask(new Request.ListFiles()).map(Listing::parse)
                        : Future.failedFuture(failure))
                .map(names -> new TokenWelcome(path, names, null))
                .recover(failure -> failure instanceof RefusedException refused
                        ? Future.succeededFuture(new TokenWelcome(
                                path, List.of(), isRefused(failure, NO_FILES) ? null : refused.status()))
                        : Future.failedFuture(failure));
    }

    private Future<byte[]> ask(Request request) {
        TokenCall call = calls.apply(Call.of(request));
        return call.answer(handler, null)
                .compose(response -> call.collect(response, LONGEST))
                .map(lines -> {
                    call.ended(lines.length, Outcome.COMPLETE);
                    return lines;
                });
    }

    private static List<String> directoriesFirst(byte[] lines) {
        String text;
        try {
            text = Text.decode(lines);
        } catch (CharacterCodingException e) {
            throw new BadAnswerException();
        }
        List<Entry> entries =
                text.lines().flatMap(line -> Entry.parse(line).stream()).toList();
        return Stream.concat(
                        entries.stream().filter(Entry::directory),
                        entries.stream().filter(entry -> !entry.directory()))
                .map(Entry::name)
                .toList();
    }

    private static boolean isRefused(Throwable failure, String text) {
        return failure instanceof RefusedException refused
                && refused.status().text().equals(text);
    }
}
