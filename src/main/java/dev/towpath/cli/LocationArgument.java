package dev.towpath.cli;

import dev.towpath.client.Location;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A location on the command line. */
final class LocationArgument implements ITypeConverter<Location> {

    @Override
    public Location convert(String value) {
        if (value.indexOf('\ufffd') >= 0) {
            throw new TypeConversionException("'" + value
                    + "' holds characters that this locale cannot express; set LC_ALL=C.UTF-8, or write them as %HH");
        }
        try {
            return Location.parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
