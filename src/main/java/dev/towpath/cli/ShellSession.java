package dev.towpath.cli;

import dev.towpath.client.ClientException;
import dev.towpath.client.RemoteFiles;
import dev.towpath.client.TowpathClient;
import dev.towpath.name.RemotePath;
import dev.towpath.wire.Facts;
import dev.towpath.wire.Refusal;
import dev.towpath.wire.RefusedException;
import java.util.Optional;

/** What the commands of a shell share: the node, the places names are written against, and how things are told. */
final class ShellSession {

    private final RemoteFiles files;
    private final ReportStyle style;
    private final Optional<TowpathClient> client;
    private RemotePlace remote = new RemotePlace(RemotePath.ROOT);
    private LocalPlace local;
    private boolean left;

    /** @param client for whole folders; none where the node speaks the mini-FTP, which has no such thing */
    ShellSession(RemoteFiles files, LocalPlace local, ReportStyle style, Optional<TowpathClient> client) {
        this.files = files;
        this.local = local;
        this.style = style;
        this.client = client;
    }

    RemoteFiles files() {
        return files;
    }

    ReportStyle style() {
        return style;
    }

    boolean isToken() {
        return client.isEmpty();
    }

    RemotePlace remote() {
        return remote;
    }

    LocalPlace local() {
        return local;
    }

    /**
     * Names are written against another directory from now on.
     *
     * @param what the user asked for, for the error line
     * @throws CommandFailure if it is none
     */
    void enter(String what, RemotePath directory) {
        // the mini-FTP tells of files alone: what is wrong with a directory shows when something in it is asked for
        if (!directory.isRoot() && !isToken()) {
            mustBeDirectory(what, directory);
        }
        remote = new RemotePlace(directory);
    }

    private void mustBeDirectory(String what, RemotePath path) {
        Facts facts;
        try {
            facts = Waiting.on(files.info(path), what);
        } catch (CommandFailure e) {
            if (e.getCause() != null && Refused.by(e.getCause(), Refusal.UNKNOWN_COMMAND)) {
                throw new CommandFailure(
                        what, new ClientException(ClientException.Kind.OTHER, "this server has no folders", e));
            }
            throw e;
        }
        if (!facts.directory()) {
            throw new CommandFailure(what, new RefusedException(Refusal.NOT_A_DIRECTORY));
        }
    }

    /** Local names are written against another folder from now on. */
    void enter(LocalPlace place) {
        local = place;
    }

    /** Ends after this command. */
    void leave() {
        left = true;
    }

    boolean hasLeft() {
        return left;
    }

    /** A line of data. */
    void print(String line) {
        style.streams().print(line);
    }

    Transfers transfers() {
        return new Transfers(files, style, local);
    }

    /** @throws UsageException if the node speaks the mini-FTP */
    Trees trees() {
        return new Trees(client.orElseThrow(() -> new UsageException("this server has no trees")), transfers());
    }

    Changes changes() {
        return new Changes(files, style.streams(), style.json());
    }
}
