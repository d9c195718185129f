package dev.towpath.it;

@NeedsNative
class NativeHostFilesIT extends HostFilesIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
