package dev.towpath.it;

@NeedsNative
class NativeNatTableIT extends NatTableIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
