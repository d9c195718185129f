package dev.towpath.client;

/**
 * A download that is whole.
 *
 * @param bytes how many
 * @param seconds from the request to the last byte on disk
 */
public record Received(long bytes, double seconds) {}
