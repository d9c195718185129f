package dev.towpath.kernel;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.TargetClass;

/**
 * The JDK's own class of sockets, as far as it is needed here: it keeps the number of their descriptors to itself. In the native
 * executable this is that very class under another name.
 */
@TargetClass(className = "sun.nio.ch.SocketChannelImpl")
final class SocketDescriptor {

    @Alias
    native int getFDVal();
}
