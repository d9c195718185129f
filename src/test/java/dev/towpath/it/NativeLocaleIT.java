package dev.towpath.it;

@NeedsNative
class NativeLocaleIT extends LocaleIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
