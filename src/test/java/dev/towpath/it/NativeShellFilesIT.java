package dev.towpath.it;

@NeedsNative
class NativeShellFilesIT extends ShellFilesIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
