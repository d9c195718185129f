package dev.towpath.it;

@NeedsNative
class NativeNodeStartIT extends NodeStartIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
