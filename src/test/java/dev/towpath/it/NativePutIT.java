package dev.towpath.it;

@NeedsNative
class NativePutIT extends PutIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
