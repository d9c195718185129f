package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files stored: whole or not at all. */
class LocalUploadTest extends StoreTest {

    @ParameterizedTest
    @CsvSource({"new, new", "sub/new, sub/new", "link-folder/new, sub/new", "'n n ', 'n n '"})
    void a_file_is_stored_whole(String asked, String at) throws IOException {
        try (Upload upload = store.upload(file(asked, 6))) {
            assertEquals(0, upload.offset());
            upload.write(bytes("one"));
            assertFalse(exists(at));
            upload.write(bytes("two"));
            assertFalse(exists(at));
            assertEquals(sha256("onetwo"), upload.commit());
            assertEquals("onetwo", content(at));
        }
        assertEquals("onetwo", content(at));
        assertNothingIsLeft();
    }

    @Test
    void an_empty_file_and_one_of_unknown_size_are_stored() throws IOException {
        assertEquals(sha256(""), put("nil", ""));
        assertEquals(sha256("abc"), put(file("abc", NewFile.UNKNOWN), "abc"));

        assertEquals("", content("nil"));
        assertEquals("abc", content("abc"));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "a, EXISTS",
        "sub, EXISTS",
        "., EXISTS",
        "fifo, EXISTS",
        "link-in, EXISTS",
        "link-out, EXISTS",
        "link-out-absolute, EXISTS",
        "link-nowhere, EXISTS",
        "nothing/new, DIRECTORY_NOT_FOUND",
        "link-out-folder/new, DIRECTORY_NOT_FOUND",
        "a/new, NOT_A_DIRECTORY",
        ".towpath-new, NOT_FOUND",
        ".towpath-uploads/new, NOT_FOUND"
    })
    void nothing_is_stored(String asked, Reason reason) throws IOException {
        assertFails(reason, () -> store.upload(file(asked, 3)));

        assertEquals("hi\n", content("a"));
        assertEquals("secret\n", Files.readString(parent.resolve("secret")));
        assertFalse(Files.exists(parent.resolve("new")));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "fifo", "link-out", "link-nowhere", "link-folder"})
    void only_a_regular_file_is_replaced(String asked) {
        assertFails(Reason.EXISTS, () -> store.upload(replacing(asked, 3, null)));
    }

    @Test
    void a_replaced_file_leaves_its_permissions_and_a_link_to_it_stays() throws IOException {
        Files.setPosixFilePermissions(root.resolve("sub/inner"), PosixFilePermissions.fromString("r-x-w---x"));

        put(replacing("link-in", 3, null), "new");

        assertTrue(Files.isSymbolicLink(root.resolve("link-in")));
        assertEquals("new", content("sub/inner"));
        assertEquals(
                "r-x-w---x", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("sub/inner"))));
    }

    @Test
    void a_file_carries_the_time_it_was_given() throws IOException {
        for (long time : new long[] {0, 1, 999, 1_000_000_000_123L, 4_000_000_000_000L}) {
            put(new NewFile(path("timed"), 1, null, null, true, null, time), "x");
            assertEquals(time, store.facts(path("timed")).modified());
        }
    }

    @Test
    void a_time_beyond_what_the_file_system_keeps_harms_nothing() throws IOException {
        put(new NewFile(path("timed"), 1, null, null, true, null, Long.MAX_VALUE), "x");

        assertEquals("x", content("timed"));
        assertTrue(store.facts(path("timed")).modified() >= 0);
    }

    @Test
    void too_few_bytes_or_too_many_are_incomplete() throws IOException {
        try (Upload upload = store.upload(file("new", 4))) {
            upload.write(bytes("abc"));
            assertFails(Reason.INCOMPLETE, upload::commit);
            assertFails(Reason.INCOMPLETE, () -> upload.write(bytes("de")));
            upload.write(bytes("d"));
            upload.commit();
        }
        assertEquals("abcd", content("new"));
    }

    @Test
    void a_wrong_digest_is_never_shown() throws IOException {
        try (Upload upload = store.upload(proved(resumable("new", 3, ID), sha256("other")))) {
            upload.write(bytes("abc"));
            assertFails(Reason.CHECKSUM_MISMATCH, upload::commit);
            assertNothingIsLeft();
        }
        assertFalse(exists("new"));
        put(proved(file("new", 3), sha256("abc")), "abc");
        assertEquals("abc", content("new"));
    }

    @Test
    void what_was_not_committed_is_dropped_without_an_id() throws IOException {
        try (Upload upload = store.upload(file("new", 3))) {
            upload.write(bytes("ab"));
            assertEquals(1, privateFiles().size());
        }
        assertFalse(exists("new"));
        assertNothingIsLeft();
    }

    @Test
    void an_upload_that_ended_takes_nothing_more() throws IOException {
        Upload upload = store.upload(file("new", NewFile.UNKNOWN));
        upload.write(bytes("x"));
        upload.commit();
        assertFails(Reason.BROKEN, () -> upload.write(bytes("y")));
        assertFails(Reason.BROKEN, upload::commit);
        upload.close();
        upload.close();
        assertEquals("x", content("new"));
    }
}
