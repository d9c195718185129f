package dev.towpath.ops;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Locale;

/** How a node writes its log. */
@ConfigMapping(prefix = "towpath.log")
public interface LogConfig {

    /** The form of a line. */
    @WithDefault("text")
    Format format();

    /** The forms there are, spelt in small letters. */
    enum Format {
        /** For people. */
        TEXT,
        /** One JSON object a line. */
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
