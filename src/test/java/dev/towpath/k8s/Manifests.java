package dev.towpath.k8s;

import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Documents for a cluster, typed by {@link Schema}. */
record Manifests(String source, List<Object> documents) {

    static final Path FOLDER = Path.of("k8s");

    /** Every way in which the folder is meant to be used; the files of the base where nothing here can render. */
    static List<Manifests> all() throws Exception {
        Optional<List<String>> kustomize = kustomize();
        if (kustomize.isEmpty()) {
            return List.of(files("base", FOLDER.resolve("base")));
        }
        Path everything = Files.createDirectories(Path.of("target", "k8s", "everything"));
        Files.writeString(everything.resolve("kustomization.yaml"), """
                namespace: towpath
                resources: [../../../k8s/overlays/prod]
                components: [../../../k8s/components/shared-volume, ../../../k8s/components/service-monitor]
                """);
        return List.of(
                rendered("dev", kustomize.get(), FOLDER.resolve("overlays/dev")),
                rendered("prod", kustomize.get(), FOLDER.resolve("overlays/prod")),
                rendered("prod with every component", kustomize.get(), everything));
    }

    /** One overlay, or the files of it and of the base. */
    static Manifests overlay(String name) throws Exception {
        Path folder = FOLDER.resolve("overlays").resolve(name);
        Optional<List<String>> kustomize = kustomize();
        return kustomize.isPresent() ? rendered(name, kustomize.get(), folder) : files(name, folder);
    }

    /** All files below a folder but the kustomizations. */
    static List<Path> yaml(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".yaml"))
                    .filter(f -> !f.endsWith("kustomization.yaml"))
                    .filter(f -> !f.endsWith("alerts-test.yaml"))
                    .sorted()
                    .toList();
        }
    }

    <T> Stream<T> of(Class<T> type) {
        return documents.stream().filter(type::isInstance).map(type::cast);
    }

    /** The only one of its type. */
    <T> T only(Class<T> type) {
        List<T> found = of(type).toList();
        if (found.size() != 1) {
            throw new AssertionError(source + " has " + found.size() + " of " + type.getSimpleName());
        }
        return found.get(0);
    }

    @Override
    public String toString() {
        return source;
    }

    private static Manifests files(String source, Path folder) throws IOException {
        List<Object> documents = new ArrayList<>();
        for (Path file : yaml(folder)) {
            documents.addAll(Schema.read(Files.readString(file)));
        }
        for (Path kustomization : List.of(folder.resolve("server"), folder.resolve("proxy"))) {
            Path file = kustomization.resolve("kustomization.yaml");
            if (Files.exists(file)) {
                documents.addAll(generated(new org.yaml.snakeyaml.Yaml().load(Files.readString(file))));
            }
        }
        return new Manifests(source, documents);
    }

    /** The maps that a kustomization makes. */
    private static List<V1ConfigMap> generated(Map<String, List<Map<String, Object>>> kustomization) {
        List<V1ConfigMap> maps = new ArrayList<>();
        for (Map<String, Object> generator : kustomization.getOrDefault("configMapGenerator", List.of())) {
            V1ConfigMap map = new V1ConfigMap()
                    .metadata(new V1ObjectMeta()
                            .name((String) generator.get("name"))
                            .labels(at(at(generator, "options"), "labels")));
            for (Object literal : (List<?>) generator.get("literals")) {
                String[] parts = literal.toString().split("=", 2);
                map.putDataItem(parts[0], parts[1]);
            }
            maps.add(map);
        }
        return maps;
    }

    @SuppressWarnings("unchecked")
    private static <T> Map<String, T> at(Map<String, ?> map, String key) {
        return (Map<String, T>) map.get(key);
    }

    private static Manifests rendered(String source, List<String> kustomize, Path folder) throws Exception {
        List<String> command = new ArrayList<>(kustomize);
        command.add(folder.toString());
        return new Manifests(source, Schema.read(output(command)));
    }

    private static Optional<List<String>> kustomize() throws Exception {
        // kubectl before 1.22 has a kustomize that knows neither components nor labels
        for (List<String> command : List.of(List.of("kustomize", "build"), List.of("kubectl", "kustomize"))) {
            List<String> trial = new ArrayList<>(command);
            trial.add(FOLDER.resolve("overlays/prod").toString());
            if (onPath(command.get(0)) && run(trial).exitCode() == 0) {
                return Optional.of(command);
            }
        }
        return Optional.empty();
    }

    static boolean onPath(String command) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
    }

    private static String output(List<String> command) throws Exception {
        Ended ended = run(command);
        if (ended.exitCode() != 0) {
            throw new AssertionError(command + ": exit " + ended.exitCode() + ": " + ended.errors());
        }
        return ended.output();
    }

    private record Ended(int exitCode, String output, String errors) {}

    private static Ended run(List<String> command) throws Exception {
        Path output = Files.createTempFile("kustomize", ".out");
        Path errors = Files.createTempFile("kustomize", ".err");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            return new Ended(
                    process.exitValue(),
                    Files.readString(output, StandardCharsets.UTF_8),
                    Files.readString(errors, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
            Files.delete(errors);
        }
    }
}
