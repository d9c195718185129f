package dev.towpath.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.towpath.wire.Call;
import dev.towpath.wire.HostPort;
import dev.towpath.wire.RefusedException;
import dev.towpath.wire.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class NatTableTest {

    private static final String CLIENT = "10.0.0.5:1234";
    private static final HostPort UPSTREAM = new HostPort("u", 9001);

    @Test
    void entries_are_shown_oldest_first_until_they_are_closed() {
        NatTable table = new NatTable(10);
        NatEntry first = open(table);
        NatEntry second = open(table);
        assertEquals(List.of(first, second), table.snapshot());
        table.close(first);
        table.close(first);
        assertEquals(List.of(second), table.snapshot());
        assertEquals(1, table.size());
    }

    @Test
    void a_full_table_is_busy_until_an_entry_goes() {
        NatTable table = new NatTable(2);
        NatEntry first = open(table);
        open(table);
        assertEquals(
                "busy",
                assertThrows(RefusedException.class, () -> open(table)).status().text());
        table.close(first);
        assertEquals(3, open(table).id());
    }

    private static NatEntry open(NatTable table) {
        return table.open(CLIENT, UPSTREAM, Call.of(new Request.ListFiles()));
    }
}
