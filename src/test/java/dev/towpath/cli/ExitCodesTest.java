package dev.towpath.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.towpath.client.ClientException;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Status;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodesTest {

    @ParameterizedTest
    @CsvSource({
        "unknown command, 1",
        "file not found, 4",
        "directory not found, 3",
        "not a directory, 3",
        "directory not empty, 1",
        "exists, 1",
        "read only, 25",
        "not allowed, 25",
        "no space, 27",
        "checksum mismatch, 24",
        "changed, 1",
        "busy, 1",
        "bad name, 2",
        "bad number, 2",
        "bad route, 28",
        "option not supported: x, 1",
        "line too long, 1",
        "incomplete, 23",
        "relay to b:9 is not allowed, 21",
        "proxy error: unknown host, 20",
        "proxy error: refused, 20",
        "proxy error: timeout, 22",
        "proxy error: reset, 23",
        "proxy error: closed early, 23",
        "proxy error: bad answer, 1",
        "proxy error: busy, 1",
        "proxy error: outcome unknown, 1",
        "proxy error: loop, 28",
        "proxy error: who knows, 1",
        "file not found: in a way, 4",
        "no files available, 1"
    })
    void an_error_of_a_peer_has_its_code(String text, int code) {
        assertEquals(code, ExitCodes.of(new RefusedException(new Status.Err(text))));
    }

    @Test
    void a_failure_on_this_side_has_its_code() {
        Map<ClientException.Kind, Integer> codes = new EnumMap<>(Map.of(
                ClientException.Kind.CANNOT_CONNECT, 20,
                ClientException.Kind.TIMED_OUT, 22,
                ClientException.Kind.INCOMPLETE, 23,
                ClientException.Kind.CHECKSUM_MISMATCH, 24,
                ClientException.Kind.IS_DIRECTORY, 4,
                ClientException.Kind.NO_LOCAL_SPACE, 27,
                ClientException.Kind.BAD_LOCAL_NAME, 2,
                ClientException.Kind.BAD_ROUTE, 28,
                ClientException.Kind.RELAY_REFUSED, 21,
                ClientException.Kind.OTHER, 1));
        for (ClientException.Kind kind : ClientException.Kind.values()) {
            assertEquals(codes.get(kind), ExitCodes.of(new ClientException(kind, "x")));
        }
        assertEquals(2, ExitCodes.of(new UsageException("x")));
        assertEquals(1, ExitCodes.of(new IllegalStateException("x")));
    }

    @Test
    void a_reader_that_has_enough_is_what_a_shell_calls_it_however_it_is_wrapped() {
        Exception closed = new ClosedOutputException(new IOException("Broken pipe"));
        assertEquals(141, ExitCodes.of(closed));
        assertEquals(141, ExitCodes.of(new ClientException(ClientException.Kind.OTHER, "x", closed)));
        assertEquals(
                1, ExitCodes.of(new ClientException(ClientException.Kind.OTHER, "x", new IOException("Broken pipe"))));
    }
}
