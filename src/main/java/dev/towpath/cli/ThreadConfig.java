package dev.towpath.cli;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How a node's threads are run. */
@ConfigMapping(prefix = "towpath.threads")
interface ThreadConfig {

    /** True if they interrupt nobody when they wake ({@link dev.towpath.kernel.Scheduling#inBatches}): a busy machine does more then. */
    @WithDefault("true")
    boolean batch();
}
