package dev.towpath.it;

@NeedsNative
class NativeGetIT extends GetIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
