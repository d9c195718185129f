package dev.towpath.client;

/**
 * How a file is to be fetched.
 *
 * @param resume true if what a part file holds may be continued, once it is proven to be a prefix
 * @param retries how many more attempts a transfer that broke is given
 * @param keepTimes true if the local file is to carry the remote one's time
 * @param streams over how many connections a large file comes at once, 1 to {@value #MOST_STREAMS}
 */
public record DownloadPlan(boolean resume, int retries, boolean keepTimes, int streams) {

    /** More connections than this bring nothing but work. */
    public static final int MOST_STREAMS = 16;

    /** Once, from the start, with the file's time. */
    public static final DownloadPlan PLAIN = new DownloadPlan(false, 0, true);

    /** @throws IllegalArgumentException for a number of streams that can't be */
    public DownloadPlan {
        if (streams < 1 || streams > MOST_STREAMS) {
            throw new IllegalArgumentException("from 1 to " + MOST_STREAMS + " streams");
        }
    }

    /** Over one connection. */
    public DownloadPlan(boolean resume, int retries, boolean keepTimes) {
        this(resume, retries, keepTimes, 1);
    }
}
