package dev.towpath.cli;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Starts the application under the role that the command line names. */
@QuarkusMain
public final class Main implements QuarkusApplication {

    @Inject
    CommandLine.IFactory factory;

    public static void main(String... args) {
        Launch launch = Launch.of(args, configuredProfile());
        System.setProperty("quarkus.profile", launch.profile());
        launch.properties().forEach(System::setProperty);
        Quarkus.run(Main.class, Main::exit, launch.args().toArray(String[]::new));
    }

    @Override
    public int run(String... args) {
        return TowpathCommand.commandLine(factory).execute(args);
    }

    private static @Nullable String configuredProfile() {
        String property = System.getProperty("quarkus.profile");
        return property != null ? property : System.getenv("QUARKUS_PROFILE");
    }

    private static void exit(Integer code, @Nullable Throwable failure) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            // dev mode ends this run at every reload: the process must outlive it
            ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(code, failure);
            return;
        }
        if (failure != null) {
            Console.error("cannot start", rootMessage(failure));
        }
        System.exit(failure != null ? ExitCodes.FAILED : code);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        String message = root.getMessage();
        return message != null ? message : root.getClass().getSimpleName();
    }
}
