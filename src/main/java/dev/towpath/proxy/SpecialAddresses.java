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

    /** 64:ff9b:1::/48, where only the network itself knows which IPv4 address is meant. */
    private static final byte[] LOCAL_NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 1};

    private SpecialAddresses() {}

    static boolean contains(InetAddress address) {
        InetAddress meant = unwrap(address);
        byte first = meant.getAddress()[0];
        byte[] written = address.getAddress();
        boolean localNat64 = written.length == 16 && Arrays.equals(written, 0, 6, LOCAL_NAT64, 0, 6);
        boolean thisNetworkOrBroadcast = meant instanceof Inet4Address && (first == 0 || (first & 0xf0) == 0xf0);
        return meant.isLoopbackAddress()
                || meant.isLinkLocalAddress()
                || meant.isAnyLocalAddress()
                || meant.isMulticastAddress()
                || thisNetworkOrBroadcast
                || localNat64;
    }

    /** The IPv4 address that an IPv6 address stands for, or the address itself. */
    static InetAddress unwrap(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16 || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return address;
        }
        if (Arrays.equals(bytes, 0, 12, NAT64, 0, 12) || isZero(bytes, 12) || isMapped(bytes) || isTranslated(bytes)) {
            return ipv4(bytes, 12);
        }
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        return sixToFour ? ipv4(bytes, 2) : address;
    }

    private static boolean isMapped(byte[] bytes) {
        return isZero(bytes, 10) && bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }

    /** ::ffff:0:a.b.c.d, as translators write an IPv4 address. */
    private static boolean isTranslated(byte[] bytes) {
        return isZero(bytes, 8)
                && bytes[8] == (byte) 0xff
                && bytes[9] == (byte) 0xff
                && bytes[10] == 0
                && bytes[11] == 0;
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
