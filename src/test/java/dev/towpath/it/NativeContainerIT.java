package dev.towpath.it;

@NeedsNative
class NativeContainerIT extends ContainerIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
