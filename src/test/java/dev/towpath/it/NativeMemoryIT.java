package dev.towpath.it;

@NeedsNative
class NativeMemoryIT extends MemoryIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
