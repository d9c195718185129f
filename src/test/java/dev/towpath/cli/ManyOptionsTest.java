package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ManyOptionsTest {

    @Command
    static final class Verb {
        @Mixin
        ManyOptions many;
    }

    @Test
    void there_are_one_to_64_transfers_at_a_time() {
        assertEquals(ManyOptions.DEFAULT, parsed().transfers);
        for (String good : new String[] {"1", "64"}) {
            assertDoesNotThrow(parsed("--transfers", good)::check);
        }
        for (String bad : new String[] {"0", "-1", "65"}) {
            assertThrows(UsageException.class, parsed("--transfers", bad)::check);
        }
        assertThrows(CommandLine.ParameterException.class, () -> parsed("--transfers", "many"));
    }

    private static ManyOptions parsed(String... words) {
        Verb verb = new Verb();
        new CommandLine(verb).parseArgs(words);
        return verb.many;
    }
}
