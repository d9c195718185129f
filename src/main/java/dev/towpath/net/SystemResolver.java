package dev.towpath.net;

import dev.towpath.wire.RelayFault;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Looks hosts up as the system does, on a few threads that may block. Safe for use by many threads. */
public final class SystemResolver implements Resolver {

    private static final int THREADS = 4;

    private final WorkerExecutor threads;

    public SystemResolver(Vertx vertx) {
        this.threads = vertx.createSharedWorkerExecutor("towpath-resolver", THREADS);
    }

    @Override
    public Future<List<InetAddress>> resolve(String host) {
        byte[] numeric = NetUtil.createByteArrayFromIpAddressString(host);
        if (numeric != null) {
            try {
                return Future.succeededFuture(List.of(InetAddress.getByAddress(numeric)));
            } catch (UnknownHostException e) {
                return Future.failedFuture(new PeerFaultException(RelayFault.UNKNOWN_HOST));
            }
        }
        // unordered: a name that is slow to resolve must not hold the others up
        return threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                .recover(e -> Future.failedFuture(new PeerFaultException(RelayFault.UNKNOWN_HOST)));
    }
}
