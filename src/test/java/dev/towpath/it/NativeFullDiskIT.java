package dev.towpath.it;

@NeedsNative
class NativeFullDiskIT extends FullDiskIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
