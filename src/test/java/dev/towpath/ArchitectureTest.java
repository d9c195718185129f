package dev.towpath;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of rooms: which package may import which. */
class ArchitectureTest {

    private static final Map<String, Set<String>> ROOMS = Map.ofEntries(
            entry("name", Set.of()),
            entry("digest", Set.of()),
            entry("wire", Set.of("name")),
            entry("store", Set.of("name", "digest")),
            entry("kernel", Set.of()),
            entry("net", Set.of("kernel", "wire", "name")),
            entry("server", Set.of("store", "net", "wire", "name", "digest")),
            entry("proxy", Set.of("net", "wire", "name")),
            entry("dialect", Set.of("net", "wire", "name")),
            entry("client", Set.of("net", "wire", "name", "digest")),
            entry("ops", Set.of("net", "proxy", "wire", "name")),
            entry(
                    "cli",
                    Set.of("name", "wire", "store", "kernel", "net", "server", "proxy", "dialect", "client", "ops")));

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.towpath");
    }

    static Stream<String> rooms() {
        return ROOMS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_imports_only_what_the_table_allows(String room) {
        Set<String> allowed = ROOMS.get(room);
        noClasses()
                .that()
                .resideInAPackage("dev.towpath." + room)
                .should()
                .dependOnClassesThat(new DescribedPredicate<JavaClass>("are of a room that is not open to " + room) {
                    @Override
                    public boolean test(JavaClass other) {
                        String target = other.getPackageName();
                        return target.startsWith("dev.towpath")
                                && !target.equals("dev.towpath." + room)
                                && !allowed.contains(target.substring(target.lastIndexOf('.') + 1));
                    }
                })
                .check(classes);
    }

    @Test
    void every_class_lives_in_a_room() {
        noClasses()
                .that()
                .resideInAPackage("dev.towpath..")
                .should()
                .resideOutsideOfPackages(
                        ROOMS.keySet().stream().map(r -> "dev.towpath." + r).toArray(String[]::new))
                .check(classes);
    }

    @Test
    void there_are_no_cycles() {
        slices().matching("dev.towpath.(*)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void names_and_store_are_plain_java() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.towpath.name", "dev.towpath.store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io..", "jakarta..", "picocli..", "org.jboss..")
                .check(classes);
    }

    @Test
    void the_protocol_knows_buffers_and_no_sockets() {
        noClasses()
                .that()
                .resideInAPackage("dev.towpath.wire")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.vertx.core.net..",
                        "io.vertx.core.impl..",
                        "io.quarkus..",
                        "io.netty.channel..",
                        "java.net..")
                .check(classes);
    }

    @Test
    void signals_are_the_business_of_one_class() {
        noClasses()
                .that()
                .doNotHaveSimpleName("StopSignals")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sun.misc..")
                .check(classes);
    }
}
