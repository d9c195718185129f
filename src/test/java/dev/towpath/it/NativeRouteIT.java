package dev.towpath.it;

@NeedsNative
class NativeRouteIT extends RouteIT {

    @Override
    Program program() {
        return Program.NATIVE;
    }
}
