package dev.towpath.cli;

import dev.towpath.name.BadNameException;
import dev.towpath.name.RemotePath;

/** The directory of a server that names in the shell are written against; a leading {@code /} is the served root. */
record RemotePlace(RemotePath directory) {

    /**
     * What a name means here; may be the root.
     *
     * @throws BadNameException if the rules refuse it
     */
    RemotePath resolve(String written) {
        if (written.startsWith("/")) {
            return RemotePath.ofFolder(withoutSlashes(written));
        }
        return RemotePath.ofFolder(directory.isRoot() ? written : directory.text() + '/' + written);
    }

    /**
     * What a name means here if it must be below the root.
     *
     * @throws BadNameException if the rules refuse it
     */
    RemotePath below(String written) {
        return RemotePath.of(resolve(written).text());
    }

    /** As a user reads it. */
    @Override
    public String toString() {
        return shown(directory);
    }

    /** A path as a user of the shell reads it. */
    static String shown(RemotePath path) {
        return "/" + path.text();
    }

    private static String withoutSlashes(String written) {
        int start = 0;
        while (start < written.length() && written.charAt(start) == '/') {
            start++;
        }
        return written.substring(start);
    }
}
