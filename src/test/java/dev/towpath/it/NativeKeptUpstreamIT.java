package dev.towpath.it;

@NeedsNative
class NativeKeptUpstreamIT extends KeptUpstreamIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
