package dev.towpath.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Starts the packaged program with an environment that the machine's own settings do not reach. */
final class Launcher {

    private final Program program;
    private final Path folder;
    private final Consumer<ProcessUnderTest> started;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> flags = new ArrayList<>();
    private List<String> wrapper = List.of();
    private Path file;

    /**
     * @param folder the current folder of the processes
     * @param started hears of each of them
     */
    Launcher(Program program, Path folder, Consumer<ProcessUnderTest> started) {
        this.program = program;
        this.folder = folder;
        this.started = started;
        this.file = program.file();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", folder.toString());
        environment.put("PATH", System.getenv("PATH"));
    }

    /** Sets an environment variable. */
    Launcher with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Sets a limit of a node by its key below {@code towpath.limits}. */
    Launcher limit(String key, String value) {
        return with("TOWPATH_LIMITS_" + key.toUpperCase(java.util.Locale.ROOT).replace('-', '_'), value);
    }

    /** Sets a flag of the runtime that the jar and the executable both know. */
    Launcher flag(String flag) {
        flags.add(flag);
        return this;
    }

    /** Runs a copy of the packaged file. */
    Launcher file(Path copy) {
        file = copy;
        return this;
    }

    /** Puts another program in front, which must give way to this one. */
    Launcher behind(String... command) {
        wrapper = List.of(command);
        return this;
    }

    /** The command line that {@link #start} runs, for tests that wrap it. */
    List<String> command(String... args) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(program.command(file, flags));
        command.addAll(List.of(args));
        return command;
    }

    /** Starts it. */
    ProcessUnderTest start(String... args) throws IOException {
        return startCommand(command(args));
    }

    /** Starts any command in the same surroundings. */
    ProcessUnderTest startCommand(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        ProcessUnderTest process = new ProcessUnderTest(builder.start());
        started.accept(process);
        return process;
    }

    /** Starts it with nothing on its standard input, and waits for its end. */
    ProcessUnderTest run(String... args) throws Exception {
        ProcessUnderTest process = start(args);
        process.closeInput();
        process.awaitEnd();
        return process;
    }

    /** Starts a server on free ports and waits until it listens. */
    ProcessUnderTest server(Path root) throws Exception {
        ProcessUnderTest server =
                start("server", "--root", root.toString(), "--host", "127.0.0.1", "--port", "0", "--admin-port", "0");
        server.port();
        return server;
    }

    /** Starts a proxy on free ports and waits until it listens. */
    ProcessUnderTest proxy(String upstream) throws Exception {
        ProcessUnderTest proxy =
                start("proxy", "--upstream", upstream, "--host", "127.0.0.1", "--port", "0", "--admin-port", "0");
        proxy.port();
        return proxy;
    }

    /** Starts a proxy in front of a node on this host. */
    ProcessUnderTest proxy(int upstreamPort) throws Exception {
        return proxy("127.0.0.1:" + upstreamPort);
    }
}
