package dev.towpath.it;

@NeedsNative
class NativeJsonLogIT extends JsonLogIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
