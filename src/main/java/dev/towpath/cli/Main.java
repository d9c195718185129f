package dev.towpath.cli;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import jakarta.inject.Inject;
import java.net.BindException;
import org.eclipse.microprofile.config.ConfigProvider;
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
            Console.error("cannot start", told(failure));
        }
        System.exit(failure != null ? ExitCodes.FAILED : code);
    }

    private static String told(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        if (root instanceof BindException) {
            // the only port that is bound before a command runs
            String port = ConfigProvider.getConfig()
                    .getOptionalValue("quarkus.management.port", String.class)
                    .orElse("?");
            return "the management port " + port + " is taken (--admin-port names another, or off)";
        }
        String message = root.getMessage();
        return message != null ? message : root.getClass().getSimpleName();
    }
}
