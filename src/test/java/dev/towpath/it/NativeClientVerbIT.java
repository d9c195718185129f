package dev.towpath.it;

@NeedsNative
class NativeClientVerbIT extends ClientVerbIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
