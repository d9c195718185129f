package dev.towpath.wire;

/** A failure the peer is told in an {@code ERR} line; the connection stays usable. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Status.Err status;

    public RefusedException(Refusal refusal) {
        this(new Status.Err(refusal.text()));
    }

    public RefusedException(Refusal refusal, String detail) {
        this(new Status.Err(refusal.text() + ": " + detail));
    }

    public RefusedException(Status.Err status) {
        super(status.text(), null, false, false);
        this.status = status;
    }

    /** The line the peer gets. */
    public Status.Err status() {
        return status;
    }
}
