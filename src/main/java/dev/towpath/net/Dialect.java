package dev.towpath.net;

/** A protocol that clients speak to a listener. */
public interface Dialect {

    /** Opens a session on a connection that was just accepted. */
    Session open(Connection connection, Caller caller);

    /** Turns a connection away because there are too many, and closes it. */
    void refuse(Connection connection);
}
