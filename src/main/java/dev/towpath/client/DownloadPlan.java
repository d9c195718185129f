package dev.towpath.client;

/**
 * How a file is to be fetched.
 *
 * @param resume true if what a part file holds may be continued, once it is proven to be a prefix
 * @param retries how many more attempts a transfer that broke is given
 * @param keepTimes true if the local file is to carry the remote one's time
 */
public record DownloadPlan(boolean resume, int retries, boolean keepTimes) {

    /** Once, from the start, with the file's time. */
    public static final DownloadPlan PLAIN = new DownloadPlan(false, 0, true);
}
