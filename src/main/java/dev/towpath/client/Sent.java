package dev.towpath.client;

/**
 * An upload that is stored.
 *
 * @param bytes of the file
 * @param again bytes that were sent more than once
 * @param verified true if the node's digest of what it stored is that of what was read here
 * @param sha256 of what was read here; empty if nobody computed it
 * @param seconds from the request to the node's last word
 */
public record Sent(long bytes, long again, boolean verified, String sha256, double seconds) {}
