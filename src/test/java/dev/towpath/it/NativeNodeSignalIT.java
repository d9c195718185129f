package dev.towpath.it;

@NeedsNative
class NativeNodeSignalIT extends NodeSignalIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
