package dev.towpath.it;

@NeedsNative
class NativeShellIT extends ShellIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
