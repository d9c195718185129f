package dev.towpath.net;

/** One client connection in the hands of a dialect. Called on the connection's event loop. */
public interface Session {

    /** Asks the session to end: at once if it has nothing to do, else after the answer it is at. */
    void drain();
}
