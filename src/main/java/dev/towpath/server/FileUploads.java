package dev.towpath.server;

import dev.towpath.net.Caller;
import dev.towpath.store.FileStore;
import dev.towpath.store.NewFile;
import dev.towpath.store.Upload;
import dev.towpath.wire.ByteSource;
import dev.towpath.wire.Call;
import dev.towpath.wire.Digest;
import dev.towpath.wire.Options;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import dev.towpath.wire.Response;
import dev.towpath.wire.Status;
import dev.towpath.wire.Text;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The verb that stores files: {@code UPLOAD}. */
final class FileUploads {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

    private final FileStore store;
    private final FileThreads threads;

    FileUploads(FileStore store, FileThreads threads) {
        this.store = store;
        this.threads = threads;
    }

    /** Asks for the content, or takes what stands right behind the line. */
    Future<Response> receive(Request.Upload request, Call call, Caller caller) {
        NewFile file = wanted(request, call.options());
        ByteSource content = call.content();
        if (content != null && call.options().bodyLength() != request.size()) {
            throw new RefusedException(Refusal.BAD_NUMBER);
        }
        boolean patient = call.options().has(Options.WAIT);
        return threads.run(() -> store.upload(file), FileUploads::dropped).compose(upload -> {
            Reception reception = new Reception(upload, threads, caller, patient);
            if (content != null) {
                boolean small = !patient && request.size() <= Reception.SMALL;
                return small ? reception.takeSmall(content) : reception.proceed(content);
            }
            long missing = request.isChunked() ? Status.Go.CHUNKED : request.size() - upload.offset();
            return Future.succeededFuture(Response.interim(new Status.Go(upload.offset(), missing), reception));
        });
    }

    private static NewFile wanted(Request.Upload request, Options options) {
        String time = option(options, Options.MTIME, value -> Text.number(value) >= 0);
        boolean force = options.has(Options.FORCE);
        return new NewFile(
                request.path(),
                request.isChunked() ? NewFile.UNKNOWN : request.size(),
                option(options, Options.ID, value -> ID.matcher(value).matches()),
                option(options, Options.SHA256, Digest::isSha256),
                force,
                force ? options.value(Options.IF).orElse(null) : null,
                time == null ? null : Text.number(time));
    }

    /** @throws RefusedException {@code option not supported} for a value that is not of its form */
    private static @Nullable String option(Options options, String key, Predicate<String> form) {
        String value = options.value(key).orElse(null);
        if (value != null && !form.test(value)) {
            throw new RefusedException(Refusal.OPTION_NOT_SUPPORTED, key);
        }
        return value;
    }

    private static void dropped(Upload upload, Throwable why) {
        try {
            upload.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
