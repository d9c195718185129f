package dev.towpath.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.towpath.store.StoreException.Reason;
import dev.towpath.testing.SmallDisk;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Disks that are full, read-only, or another one, for real. */
class FullDiskTest extends StoreTest {

    private static final int MIB = 1024 * 1024;

    @Test
    void a_disk_that_fills_up_is_no_space_and_nothing_is_left() throws Exception {
        try (SmallDisk disk = new SmallDisk(root, "size=2m")) {
            for (String id : new String[] {null, ID}) {
                NewFile file = new NewFile(path("new"), NewFile.UNKNOWN, id, null, false, null, null);
                try (Upload upload = store.upload(file)) {
                    assertFails(Reason.NO_SPACE, () -> {
                        for (int i = 0; i < 100; i++) {
                            upload.write(ByteBuffer.allocate(100_000));
                        }
                    });
                    assertFails(Reason.BROKEN, upload::commit);
                    assertNothingIsLeft();
                }
            }
            assertFalse(exists("new"));
            put("new", "there is room again");
            assertEquals("there is room again", content("new"));
        }
    }

    @Test
    void a_disk_without_inodes_is_no_space() throws Exception {
        try (SmallDisk disk = new SmallDisk(root, "size=2m,nr_inodes=3")) {
            put("new", "x");
            assertFails(Reason.NO_SPACE, () -> put("new2", "x"));
            assertFails(Reason.NO_SPACE, () -> store.makeDirectory(path("new3")));
            assertNothingIsLeft();
        }
    }

    @Test
    void what_can_not_fit_is_refused_before_a_byte_and_a_part_is_kept() throws Exception {
        try (SmallDisk disk = new SmallDisk(root, "size=2m")) {
            assertFails(Reason.NO_SPACE, () -> store.upload(file("new", 3 * MIB)));
            assertFalse(exists(PrivateArea.NAME));

            NewFile file = resumable("new", 3 * MIB / 2, ID);
            try (Upload upload = store.upload(file)) {
                upload.write(ByteBuffer.allocate(MIB));
            }
            Path other = Files.write(root.resolve("other"), new byte[3 * MIB / 4]);
            assertFails(Reason.NO_SPACE, () -> store.upload(file));
            assertEquals(1, privateFiles().size());

            Files.delete(other);
            try (Upload upload = store.upload(file)) {
                assertEquals(MIB, upload.offset());
                upload.write(ByteBuffer.allocate(MIB / 2));
                upload.commit();
            }
            assertEquals(3 * MIB / 2, Files.size(root.resolve("new")));
        }
    }

    @Test
    void a_read_only_disk_is_not_allowed() throws Exception {
        Files.delete(root.resolve("a"));
        try (SmallDisk disk = new SmallDisk(root, "ro,size=1m")) {
            assertFails(Reason.NOT_ALLOWED, () -> store.upload(file("new", 1)));
            assertFails(Reason.NOT_ALLOWED, () -> store.makeDirectory(path("new")));
            assertEquals(0, store.list(path(".")).size());
        }
    }

    @Test
    void a_file_for_another_disk_below_the_root_is_copied_there_and_renamed() throws Exception {
        byte[] content = new byte[3 * MIB / 2];
        new Random(1).nextBytes(content);
        try (SmallDisk disk = new SmallDisk(root.resolve("sub"), "size=2m")) {
            Files.writeString(root.resolve("sub/old"), "old");
            Files.setPosixFilePermissions(root.resolve("sub/old"), PosixFilePermissions.fromString("r--r-----"));
            NewFile file = new NewFile(path("sub/old"), content.length, ID, null, true, null, 1_000_000_000_000L);
            try (Upload upload = store.upload(file)) {
                upload.write(ByteBuffer.wrap(content));
                upload.commit();
            }
            assertArrayEquals(content, Files.readAllBytes(root.resolve("sub/old")));
            assertEquals(1_000_000_000_000L, store.facts(path("sub/old")).modified());
            assertEquals(
                    "r--r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("sub/old"))));
            assertNothingIsLeft();
        }
    }

    @Test
    void another_disk_that_fills_up_is_no_space_and_nothing_is_left() throws Exception {
        try (SmallDisk disk = new SmallDisk(root.resolve("sub"), "size=1m")) {
            try (Upload upload = store.upload(resumable("sub/new", 2 * MIB, ID))) {
                upload.write(ByteBuffer.allocate(2 * MIB));
                assertFails(Reason.NO_SPACE, upload::commit);
            }
            assertFalse(exists("sub/new"));
            assertNothingIsLeft();
        }
    }

    @Test
    void a_name_taken_on_another_disk_stays_with_whoever_took_it() throws Exception {
        try (SmallDisk disk = new SmallDisk(root.resolve("sub"), "size=1m")) {
            try (Upload upload = store.upload(file("sub/new", 3))) {
                upload.write(bytes("new"));
                Files.writeString(root.resolve("sub/new"), "first");
                assertFails(Reason.EXISTS, upload::commit);
            }
            assertEquals("first", content("sub/new"));
            assertNothingIsLeft();
        }
    }

    @Test
    void nothing_is_moved_or_made_across_disks_and_a_mounted_one_stays() throws Exception {
        try (SmallDisk disk = new SmallDisk(root.resolve("sub/deep"), "size=1m")) {
            assertFails(Reason.NOT_ALLOWED, () -> store.move(path("a"), path("sub/deep")));
            assertFails(Reason.NOT_ALLOWED, () -> store.makeDirectory(path("sub/deep/new")));
            assertFails(Reason.NOT_ALLOWED, () -> store.remove(path("sub/deep")));
            assertFails(Reason.NOT_ALLOWED, () -> store.move(path("sub/deep"), path("b")));
            assertEquals("hi\n", content("a"));
            assertNothingIsLeft();
        }
        assertTrue(exists("sub/deep"));
    }
}
