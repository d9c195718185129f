package dev.towpath.dialect;

import dev.towpath.name.RemotePath;
import dev.towpath.net.Caller;
import dev.towpath.net.Outcome;
import dev.towpath.net.RequestHandler;
import dev.towpath.net.TokenWriter;
import dev.towpath.net.TransferListener;
import dev.towpath.wire.Body;
import dev.towpath.wire.Call;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Route;
import dev.towpath.wire.Status;
import dev.towpath.wire.TokenCommand;
import dev.towpath.wire.TokenWelcome;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands of one session: each becomes a call for the node's handler. Owns the working directory. */
final class TokenCommands {

    private static final String ROOT = "/";

    /** Stored by one rename, in place of what is there; the client has no other way to ask how it goes, so a node may take its time. */
    private static final Options REPLACING =
            Options.NONE.withMandatory(Options.FORCE, null).with(Options.WAIT, null);

    private final RequestHandler handler;
    private final Caller caller;
    private final List<TransferListener> listeners;
    private RemotePath directory = RemotePath.ROOT;

    TokenCommands(RequestHandler handler, Caller caller, List<TransferListener> listeners) {
        this.handler = handler;
        this.caller = caller;
        this.listeners = listeners;
    }

    /** The working directory as the status shows it. */
    String path() {
        return ROOT + directory.text();
    }

    /** The first message: what there is in the root. */
    Future<byte[]> welcome() {
        return new TokenListing(handler, this::call).of(path()).map(TokenWelcome::print);
    }

    /**
     * Does what a command asks.
     *
     * @param content of the upload, if the command is one; always read to its token before the answer is there
     * @return the answer; a failure only where there is none, and the connection has to go
     */
    Future<TokenReply> run(TokenCommand command, @Nullable UploadContent content) {
        Future<TokenReply> answer = Future.succeededFuture(command)
                .compose(c -> answer(c, content))
                .recover(failure -> failure instanceof RefusedException refused
                        ? Future.succeededFuture(TokenReply.failed(
                                refused.status(), command.verb().hasPayload()))
                        : Future.failedFuture(failure));
        return content == null
                ? answer
                : answer.compose(reply -> content.dropRest().map(reply));
    }

    private Future<TokenReply> answer(TokenCommand command, @Nullable UploadContent content) {
        if (command.argument().isEmpty()) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        return switch (command.verb()) {
            case CD -> changeDirectory(TokenCommand.resolve(directory, command.argument()));
            case MKDIR -> done(new Request.MakeDirectory(below(command.argument())));
            case RM -> done(new Request.Remove(below(command.argument())));
            case MV -> move(command.argument().split(" ", -1));
            case UL -> upload(below(command.argument()), content);
            case DL -> download(below(command.argument()));
            case INFO -> info(TokenCommand.resolve(directory, command.argument()));
            default -> throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        };
    }

    private RemotePath below(String argument) {
        RemotePath path = TokenCommand.resolve(directory, argument);
        if (path.isRoot()) {
            throw new RefusedException(Refusal.BAD_NAME);
        }
        return path;
    }

    private Future<TokenReply> changeDirectory(RemotePath to) {
        return facts(to)
                .recover(failure -> Future.failedFuture(isMissing(failure) ? noDirectory() : failure))
                .map(facts -> {
                    if (!facts.directory()) {
                        throw new RefusedException(Refusal.NOT_A_DIRECTORY);
                    }
                    directory = to;
                    return TokenReply.DONE;
                });
    }

    private static boolean isMissing(Throwable failure) {
        return failure instanceof RefusedException refused
                && refused.status().text().equals(Refusal.FILE_NOT_FOUND.text());
    }

    private static RefusedException noDirectory() {
        return new RefusedException(Refusal.DIRECTORY_NOT_FOUND);
    }

    private Future<TokenReply> move(String[] words) {
        if (words.length != 2 || words[0].isEmpty() || words[1].isEmpty()) {
            throw new RefusedException(Refusal.UNKNOWN_COMMAND);
        }
        RemotePath from = below(words[0]);
        RemotePath to = TokenCommand.resolve(directory, words[1]);
        return done(new Request.Move(from, to.isRoot() ? RemotePath.of(from.fileName()) : to));
    }

    private Future<TokenReply> info(RemotePath path) {
        return facts(path).map(facts -> {
            byte[] size = Long.toString(facts.size()).getBytes(StandardCharsets.US_ASCII);
            return TokenReply.of(writer -> writer.message(size));
        });
    }

    private Future<TokenReply> upload(RemotePath path, @Nullable UploadContent content) {
        Request request = new Request.Upload(Request.Upload.CHUNKED, path);
        TokenCall call = call(new Call(Route.NONE, REPLACING, request));
        if (content != null) {
            call.moving(content::received);
        }
        return call.answer(handler, content).map(response -> {
            response.done().accept(null);
            call.ended(content == null ? 0 : content.received(), Outcome.COMPLETE);
            return TokenReply.DONE;
        });
    }

    private Future<TokenReply> download(RemotePath path) {
        TokenCall call = call(Call.of(new Request.Download(path)));
        return call.answer(handler, null).compose(response -> {
            if (!(response.status() instanceof Status.Sized sized)) {
                throw call.unfit(response);
            }
            if (sized.size() > TokenWriter.ONE_READ || response.body() instanceof Body.FileRegion) {
                return Future.succeededFuture(TokenReply.of(writer -> heard(
                        call,
                        writer,
                        writer.message(response.body())
                                .onComplete(sent -> response.done().accept(sent.cause())))));
            }
            // what leaves in one write with its token must be here before
            return call.collect(response, TokenWriter.ONE_READ)
                    .map(content -> TokenReply.of(writer -> heard(call, writer, writer.message(content))));
        });
    }

    private static Future<Void> heard(TokenCall call, TokenWriter writer, Future<Void> sending) {
        call.moving(writer::bodyBytes);
        return sending.onComplete(
                sent -> call.ended(writer.bodyBytes(), sent.succeeded() ? Outcome.COMPLETE : Outcome.of(sent.cause())));
    }

    private Future<TokenReply> done(Request request) {
        return line(request).map(TokenReply.DONE);
    }

    private Future<Facts> facts(RemotePath path) {
        return line(new Request.Info(path)).map(status -> Facts.of(status).orElseThrow(TokenCall::badAnswer));
    }

    /** Asks for what is answered by one line. */
    private Future<Status> line(Request request) {
        TokenCall call = call(Call.of(request));
        return call.answer(handler, null).map(response -> {
            if (!(response.body() instanceof Body.Empty)) {
                throw call.unfit(response);
            }
            response.done().accept(null);
            call.ended(0, Outcome.COMPLETE);
            return response.status();
        });
    }

    /** The client is closed for its silence. */
    void silent(boolean inCommand) {
        listeners.forEach(l -> l.silent(caller, inCommand));
    }

    private TokenCall call(Call call) {
        return new TokenCall(call, caller, listeners);
    }
}
