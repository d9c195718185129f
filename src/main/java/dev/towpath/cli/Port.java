package dev.towpath.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port to listen on, 0 to 65535. */
final class Port implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
        if (!AdminPort.isValid(value)) {
            throw new TypeConversionException("'" + value + "' is not a port from 0 to 65535");
        }
        return Integer.valueOf(value);
    }
}
