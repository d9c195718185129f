package dev.towpath.k8s;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.lang.reflect.Method;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The program's own settings as environment variables: one that is misspelt would be ignored without a word. */
final class Settings {

    private Settings() {}

    static Set<String> variables() {
        Set<String> variables = new TreeSet<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.towpath")) {
            if (!found.isAnnotatedWith(ConfigMapping.class)) {
                continue;
            }
            Class<?> mapping = found.reflect();
            String prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
            for (Method key : mapping.getMethods()) {
                String dashed = key.getName().replaceAll("([A-Z])", "_$1");
                variables.add((prefix + '.' + dashed).replace('.', '_').toUpperCase(Locale.ROOT));
            }
        }
        return variables;
    }
}
