package dev.towpath.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Addresses that lead to this machine, to its link, or to nobody, however they are written: loopback, link-local, unspecified,
 * multicast and broadcast, also where IPv6 only wraps such an IPv4 address (mapped, compatible, NAT64, 6to4).
 */
final class SpecialAddresses {

    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private SpecialAddresses() {}

    static boolean contains(InetAddress address) {
        InetAddress meant = unwrap(address);
        byte first = meant.getAddress()[0];
        boolean thisNetworkOrBroadcast = meant instanceof Inet4Address && (first == 0 || (first & 0xf0) == 0xf0);
        return meant.isLoopbackAddress()
                || meant.isLinkLocalAddress()
                || meant.isAnyLocalAddress()
                || meant.isMulticastAddress()
                || thisNetworkOrBroadcast;
    }

    /** The IPv4 address that an IPv6 address stands for, or the address itself. */
    static InetAddress unwrap(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return address;
        }
        if (Arrays.equals(bytes, 0, 12, NAT64, 0, 12) || isZero(bytes, 12) || isMapped(bytes)) {
            return ipv4(bytes, 12);
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return sixToFour ? ipv4(bytes, 2) : address;
    }

    private static boolean isMapped(byte[] bytes) {
        return isZero(bytes, 10) && bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }

    private static boolean isZero(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress ipv4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // four bytes are always an address
        }
    }
}
