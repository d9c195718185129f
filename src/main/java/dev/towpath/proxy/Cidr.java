package dev.towpath.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A block of addresses, {@code 10.0.0.0/8} or {@code fd00::/8}; a single address is a block of one. */
final class Cidr {

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads a block written in numbers.
     *
     * @throws IllegalArgumentException if it is none; names are never looked up
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean numeric = address.indexOf(':') >= 0 || address.matches("[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+");
        try {
            byte[] network = numeric ? InetAddress.getByName(address).getAddress() : new byte[0];
            String length = slash < 0 ? Integer.toString(network.length * 8) : text.substring(slash + 1);
            int bits = length.matches("[0-9]{1,3}") ? Integer.parseInt(length) : -1;
            if (network.length == 0 || bits < 0 || bits > network.length * 8) {
                throw new IllegalArgumentException("not a block of addresses: \"" + text + '"');
            }
            return new Cidr(network, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not a block of addresses: \"" + text + '"', e);
        }
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit += 8) {
            int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
            if (((bytes[bit / 8] ^ network[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
