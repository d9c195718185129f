package dev.towpath.wire;

/**
 * Bytes on their way from a peer, held back until a sink is named. All calls are made on the event loop the source belongs
 * to.
 */
public interface ByteSource {

    /** Lets the bytes flow into {@code sink}; called at most once. */
    void start(ByteSink sink);

    /** Names what is to be done if the bytes turn out never to come before they were started; else the sink is told. */
    void whenBroken(Runnable action);

    /** Holds the bytes back; what was read already may still be given. */
    void pause();

    /** Lets them flow again. */
    void resume();

    /** Gives up on the rest, before or after the start: the sink hears no more, and the connection behind it is closed. */
    void abandon();
}
