package dev.towpath.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The value of {@code --admin-port}: a port, 0 for any free one, or {@code off}. */
final class AdminPort implements ITypeConverter<String> {

    @Override
    public String convert(String value) {
        if (!isOff(value) && !isValid(value)) {
            throw new TypeConversionException("'" + value + "' is neither a port nor 'off'");
        }
        return value;
    }

    static boolean isOff(String value) {
        return value.equals("off");
    }

    static boolean isValid(String value) {
        return value.matches("[0-9]{1,5}") && Integer.parseInt(value) <= 65535;
    }
}
