package dev.towpath.it;

@NeedsNative
class NativeServerFaultIT extends ServerFaultIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
