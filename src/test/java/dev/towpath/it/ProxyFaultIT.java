package dev.towpath.it;

import java.nio.file.Path;

/** The same clients at a proxy. */
class ProxyFaultIT extends ServerFaultIT {

    @Override
    ProcessUnderTest node(Path root, String... limits) throws Exception {
        return limited(limits).proxy(launcher().server(root).port());
    }
}
