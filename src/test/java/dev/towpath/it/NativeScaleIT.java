package dev.towpath.it;

@NeedsNative
class NativeScaleIT extends ScaleIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
