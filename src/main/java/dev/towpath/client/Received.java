package dev.towpath.client;

/**
 * A download that is whole.
 *
 * @param bytes how many
 * @param sizeChecked true if the node had said how many there would be
 * @param seconds from the request to the last byte on disk
 */
public record Received(long bytes, boolean sizeChecked, double seconds) {}
