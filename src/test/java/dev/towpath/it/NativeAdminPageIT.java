package dev.towpath.it;

@NeedsNative
class NativeAdminPageIT extends AdminPageIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
