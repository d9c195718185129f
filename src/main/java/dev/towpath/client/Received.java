package dev.towpath.client;

/**
 * A download that is whole.
 *
 * @param bytes of the file
 * @param again bytes that were received more than once, over all attempts
 * @param verified true if the digest of what was written is that of the node's file
 * @param sizeChecked true if the node had said how many bytes there would be
 * @param sha256 of what was written; empty if nobody computed it
 * @param seconds from the request to the last byte on disk
 */
public record Received(long bytes, long again, boolean verified, boolean sizeChecked, String sha256, double seconds) {}
