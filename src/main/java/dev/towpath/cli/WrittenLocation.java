package dev.towpath.cli;

import dev.towpath.client.Location;
import dev.towpath.name.RemotePath;
import picocli.CommandLine.ITypeConverter;

/**
 * A location and how it was written: one that ends in {@code /} is meant as a folder.
 *
 * @param folder true if it can only be a folder
 */
record WrittenLocation(Location location, boolean folder) {

    /** Reads one from the command line. */
    static final class Argument implements ITypeConverter<WrittenLocation> {

        @Override
        public WrittenLocation convert(String value) {
            Location location = new LocationArgument().convert(value);
            return new WrittenLocation(
                    location, value.endsWith("/") || location.path().isRoot());
        }
    }

    /** What something of that name is called there: itself, or the name in a folder. */
    RemotePath under(String name) {
        return folder ? new RemotePlace(location.path()).below(name) : location.path();
    }
}
