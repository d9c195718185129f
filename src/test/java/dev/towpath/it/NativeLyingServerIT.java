package dev.towpath.it;

@NeedsNative
class NativeLyingServerIT extends LyingServerIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
