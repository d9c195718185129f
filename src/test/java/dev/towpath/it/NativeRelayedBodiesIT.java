package dev.towpath.it;

@NeedsNative
class NativeRelayedBodiesIT extends RelayedBodiesIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }

    @Override
    boolean movesThroughPipes() {
        return true;
    }
}
