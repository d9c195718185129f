package dev.towpath.client;

/**
 * How a file is to be stored.
 *
 * @param replace true if an existing file may be replaced
 * @param resume true if an earlier, broken upload of the same file to the same place may be continued
 * @param retries how many more attempts a transfer that broke is given
 * @param keepTimes true if the remote file is to carry the local one's time
 */
public record UploadPlan(boolean replace, boolean resume, int retries, boolean keepTimes) {

    /** Once, from the start, with the file's time, nothing replaced. */
    public static final UploadPlan PLAIN = new UploadPlan(false, false, 0, true);
}
