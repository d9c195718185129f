package dev.towpath.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The one digest there is. */
public final class Sha256 {

    private Sha256() {}

    /** A digest of nothing yet; it can be cloned. */
    public static MessageDigest begin() {
        if (isExecutable() && CpuSha256.isUsable()) {
            return new BlockSha256(new CpuSha256());
        }
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A finished digest as 64 hexadecimal digits. */
    public static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    /** True in a native executable that runs, as GraalVM tells it. */
    private static boolean isExecutable() {
        return "runtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode"));
    }
}
