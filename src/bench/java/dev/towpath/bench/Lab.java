package dev.towpath.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The place where it all happens: the folders, the files that are served, the ports, and the processes, which end with it. */
final class Lab implements AutoCloseable {

    private static final List<String> CONFIGURATIONS = List.of("nginx.conf", "haproxy.cfg", "haproxy-splice.cfg");

    private final Path project;
    private final Path work;
    private final Path scratch;
    private final Served served;
    private final Options options;
    private final Ports ports = new Ports();
    private final List<Running> running = new ArrayList<>();

    private Lab(Path project, Path work, Path scratch, Served served, Options options) {
        this.project = project;
        this.work = work;
        this.scratch = scratch;
        this.served = served;
        this.options = options;
    }

    static Lab open(Path project, Options options) throws IOException {
        Path work = project.resolve("target/bench/work");
        delete(work);
        Path scratch = Path.of(System.getProperty("bench.scratch"));
        Lab lab = new Lab(project, work, scratch, Served.make(work.resolve("root"), options.isQuick()), options);
        Runtime.getRuntime().addShutdownHook(new Thread(lab::endAll));
        return lab;
    }

    Options options() {
        return options;
    }

    Path project() {
        return project;
    }

    Path scratch() {
        return scratch;
    }

    Served served() {
        return served;
    }

    int port() {
        return ports.take();
    }

    /** A program of the benchmark's own. */
    String tool(String name) {
        return project.resolve("target/bench/bin").resolve(name).toString();
    }

    /** Adds the configurations' text, as it is before the ports and paths are filled in. */
    void configurations(RawFile file) throws IOException {
        for (String name : CONFIGURATIONS) {
            file.add(new Fields().put("kind", "configuration").put("name", name).put("text", configuration(name)));
        }
    }

    private String configuration(String name) throws IOException {
        return Files.readString(project.resolve("src/bench/conf").resolve(name));
    }

    /** A folder of that contender's own, with that configuration filled in; it is the file of the same name. */
    Path configured(String configuration, int port, Map<String, String> values) throws IOException {
        Path home = Files.createDirectories(work.resolve(configuration + '-' + port));
        String text = configuration(configuration)
                .replace("@PORT@", Integer.toString(port))
                .replace("@HOME@", home.toString());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace('@' + value.getKey() + '@', value.getValue());
        }
        return Files.writeString(home.resolve(configuration), text);
    }

    /** A command that is run in the work folder, with nothing in its environment that would set up Towpath or Java. */
    ProcessBuilder command(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
        builder.environment().keySet().removeIf(Lab::isSetting);
        return builder;
    }

    private static boolean isSetting(String name) {
        return name.startsWith("TOWPATH_")
                || name.startsWith("QUARKUS_")
                || name.equals("JAVA_TOOL_OPTIONS")
                || name.equals("JDK_JAVA_OPTIONS");
    }

    /** Starts something that listens on that port. */
    Running start(String name, int port, List<String> command) throws IOException, InterruptedException {
        Path log = work.resolve(name.replace(' ', '-') + '-' + port + ".log");
        Running started = Running.start(command(command), port, log);
        synchronized (running) {
            running.add(started);
        }
        return started;
    }

    /** Ends whatever was started. */
    void endAll() {
        synchronized (running) {
            running.forEach(Running::close);
            running.clear();
        }
    }

    @Override
    public void close() throws IOException {
        endAll();
        delete(work);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path emptied, IOException failure) throws IOException {
                Files.delete(emptied);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
