package dev.towpath.it;

@NeedsNative
class NativeUpstreamFaultIT extends UpstreamFaultIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
