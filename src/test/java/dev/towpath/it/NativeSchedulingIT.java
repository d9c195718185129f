package dev.towpath.it;

@NeedsNative
class NativeSchedulingIT extends SchedulingIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
