package dev.towpath.cli;

import org.eclipse.microprofile.config.ConfigProvider;
import picocli.CommandLine.IVersionProvider;

/** The version this program was built as. */
final class Version implements IVersionProvider {

    /** The bare number, {@code 1.2.3} say. */
    static String text() {
        return ConfigProvider.getConfig()
                .getOptionalValue("quarkus.application.version", String.class)
                .orElse("unknown");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"towpath " + text()};
    }
}
