package dev.towpath.it;

@NeedsNative
class NativeProxyFaultIT extends ProxyFaultIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
