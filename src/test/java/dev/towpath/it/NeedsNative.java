package dev.towpath.it;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Skips a class where no native executable was built. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIfSystemProperty(
        named = "towpath.native",
        matches = ".+",
        disabledReason = "no native executable: it is built with -Dnative")
@interface NeedsNative {}
