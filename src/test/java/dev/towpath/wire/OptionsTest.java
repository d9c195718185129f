package dev.towpath.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

    private static final Pattern OPTION = Pattern.compile("!?[a-z0-9-]+(=[A-Za-z0-9._:/+=-]*)?");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wait",
                "!force",
                "a",
                "a=",
                "a==;b=a=b",
                "-=-",
                "sid=0123456789abcdef;!if=a.b_c:d/e+f=g-h",
                "hop-left=3;hop-other;x;y;z;u;v;w;q;r;s"
            })
    void options_are_printed_as_they_were_written(String text) {
        assertEquals(text, parse(text).toString());
        assertEquals(parse(text), parse(text));
    }

    @Test
    void what_is_an_option_and_what_is_none_is_as_documented() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String letters = "ab=!;-Zß.\u0000 ~";
        for (int i = 0; i < 50_000; i++) {
            String text = random.ints(random.nextInt(6), 0, letters.length())
                    .mapToObj(at -> letters.substring(at, at + 1))
                    .collect(Collectors.joining());
            List<String> parts = List.of(text.split(";", -1));
            boolean distinct = parts.stream()
                            .map(part -> part.replaceAll("^!|=.*", ""))
                            .distinct()
                            .count()
                    == parts.size();
            boolean right = distinct
                    && parts.stream().allMatch(part -> OPTION.matcher(part).matches());
            String found = reading(text, Options::toString).orElse("refused");
            assertEquals(right ? text : "refused", found, () -> "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource({"a;a", "a;!a", "a=1;b;a=2", "a;b;c;d;e;f;g;h;i;j;!a"})
    void no_key_stands_there_twice(String text) {
        assertEquals(Optional.empty(), reading(text, Options::toString));
    }

    @Test
    void a_value_is_what_stands_behind_the_first_equals_sign() {
        Options options = parse("a=b=c;d;!e=");
        assertEquals(Optional.of("b=c"), options.value("a"));
        assertEquals(Optional.of(""), options.value("d"));
        assertEquals(Optional.of(""), options.value("e"));
        assertEquals(Optional.empty(), options.value("b"));
        assertEquals(Optional.of("e"), options.firstMandatory());
    }

    @ParameterizedTest
    @ValueSource(strings = {"sid", "sid=", "sid=0123456789abcde", "sid=0123456789abcdef0", "sid=0123456789ABCDEF", "x"})
    void what_has_no_proper_name_gets_one_for_the_next_hop(String text) {
        assertEquals(Optional.empty(), parse(text).sid());
        Options passed = parse(text).forNextHop(4);
        assertTrue(passed.sid().orElseThrow().matches("[0-9a-f]{16}"), passed::toString);
        assertEquals(
                (text.equals("x") ? "hop-left=4;x;sid=" : "hop-left=4;sid=")
                        + passed.sid().orElseThrow(),
                passed.toString());
        assertNotEquals(passed.sid(), parse(text).forNextHop(4).sid());
    }

    @Test
    void a_relay_passes_on_all_that_is_not_for_itself() {
        String sid = "sid=0123456789abcdef";
        assertEquals(
                "hop-left=15;wait;" + sid + ";!x=y",
                parse("wait;hop-left=3;" + sid + ";hop-x;!x=y").forNextHop(15).toString());
        assertEquals("hop-left=16;" + sid, parse(sid).forNextHop(16).toString());
        assertEquals(Optional.of("0123456789abcdef"), parse(sid).named().sid());
        assertEquals("0123456789abcdef", parse("!" + sid).sid().orElseThrow());
    }

    @Test
    void what_grows_too_long_for_the_next_hop_is_an_error() {
        int room = Options.MAX_BYTES - ";hop-left=1".length() - ";sid=0123456789abcdef".length();
        assertEquals(
                Options.MAX_BYTES,
                parse("a=" + "x".repeat(room - 2)).forNextHop(1).toString().length());
        Options full = parse("a=" + "x".repeat(room - 1));
        assertThrows(IllegalArgumentException.class, () -> full.forNextHop(1));
    }

    @Test
    void an_option_takes_the_place_of_one_of_its_key() {
        Options options = Options.NONE.with("a", "1").with("b", null).withMandatory("a", "2");
        assertEquals("b;!a=2", options.toString());
        assertThrows(IllegalArgumentException.class, () -> options.with("c", "1;d"));
        assertThrows(IllegalArgumentException.class, () -> options.with("", "1"));
        assertThrows(IllegalArgumentException.class, () -> options.with("!c", null));
        assertThrows(IllegalArgumentException.class, () -> options.with("c=", "1"));
        assertThrows(IllegalArgumentException.class, () -> options.with("c", "ü"));
    }

    @Test
    void very_many_are_no_trouble() {
        String many = IntStream.range(0, 250).mapToObj(i -> "k" + i).collect(Collectors.joining(";"));
        assertEquals(Optional.empty(), reading(many, Options::toString));
        String fitting = many.substring(0, many.lastIndexOf(';', Options.MAX_BYTES));
        assertEquals(fitting, parse(fitting).toString());
    }

    private static Options parse(String text) {
        return reading(text, options -> options).orElseThrow();
    }

    /** Reads options from the middle of a line; nothing if they are refused. */
    private static <T> Optional<T> reading(String text, Function<Options, T> use) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = ("WITH " + text + " x=y;z").getBytes(StandardCharsets.UTF_8);
        try {
            return Optional.of(use.apply(Options.parse(line, 5, 5 + bytes.length)));
        } catch (RefusedException e) {
            assertEquals("option not supported", e.status().text());
            return Optional.empty();
        }
    }
}
