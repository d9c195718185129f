package dev.towpath.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.towpath.testing.RawClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of the host that are not what a server serves. */
class HostFilesIT extends ProcessTest {

    @Test
    void a_fifo_in_the_root_leaves_everything_else_working() throws Exception {
        Path root = root("a");
        tool("mkfifo", root.resolve("fifo").toString());
        ProcessUnderTest server = launcher().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        for (int port : new int[] {server.port(), proxy.port()}) {
            try (RawClient client = new RawClient(port)) {
                // more than there are threads for files: none may wait for a writer of the FIFO
                client.send("DOWNLOAD fifo\n".repeat(50) + "LIST\nDOWNLOAD a\n").halfClose();

                assertEquals(
                        "ERR file not found\n".repeat(50) + "OK\na\nEND\nOK 13\ncontent of a\n",
                        client.readToEndAsText());
            }
        }
    }

    @Test
    void links_devices_and_folders_are_not_served_but_links_that_stay_inside_are() throws Exception {
        Path root = root("a");
        Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectory(root.resolve("dir"));
        Files.createSymbolicLink(root.resolve("inside"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("outside"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("absolute"), folder.resolve("secret"));
        Files.createSymbolicLink(root.resolve("device"), Path.of("/dev/zero"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nothing"));
        try (RawClient client = new RawClient(launcher().server(root).port())) {
            assertEquals("OK", client.send("LIST\n").readLine());
            assertEquals(List.of("a", "inside"), client.readListing());
            for (String name : List.of("outside", "absolute", "device", "loop", "dangling", "dir", ".towpath-x")) {
                assertEquals(
                        "ERR file not found",
                        client.send("DOWNLOAD " + name + '\n').readLine(),
                        name);
            }
            assertEquals(
                    "ERR bad name", client.send("DOWNLOAD dir/../../secret\n").readLine());
            assertEquals(
                    "content of a\n", new String(client.download("inside"), java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    @Test
    void a_file_the_server_may_not_read_is_not_allowed_and_a_clear_line_at_the_client() throws Exception {
        Path root = root("a", "locked");
        Files.setPosixFilePermissions(root.resolve("locked"), PosixFilePermissions.fromString("---------"));
        ProcessUnderTest server = unprivileged().server(root);
        ProcessUnderTest proxy = launcher().proxy(server.port());
        for (int port : new int[] {server.port(), proxy.port()}) {
            try (RawClient client = new RawClient(port)) {
                assertEquals("ERR not allowed", client.send("DOWNLOAD locked\n").readLine());
                assertEquals(
                        "content of a\n", new String(client.download("a"), java.nio.charset.StandardCharsets.UTF_8));
            }
            ProcessUnderTest get = run("get", "tow://127.0.0.1:" + port + "/locked");
            assertFailsInOneLine(25, get);
            assertEquals(
                    "towpath: get tow://127.0.0.1:" + port + "/locked: not allowed",
                    get.errorLines().get(0));
        }
        assertFalse(Files.exists(folder.resolve("locked")));
    }

    @Test
    void a_root_the_server_may_not_read_is_one_line() throws Exception {
        Path root = root("a");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("---------"));
        ProcessUnderTest server = unprivileged()
                .run("server", "--root", root.toString(), "--host", "127.0.0.1", "--port", "0", "--admin-port", "off");

        assertFails(3, server);
        assertEquals(
                "towpath: server: " + root + " cannot be read",
                server.errorLines().get(0));
    }

    /** A launcher whose processes may not read everything: for root, no file is closed. */
    private Launcher unprivileged() throws Exception {
        Launcher launcher = launcher();
        boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        if (isRoot) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Path copy = Files.copy(program().file(), folder.resolve("towpath" + program()));
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
            launcher.file(copy).behind("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");
        }
        return launcher;
    }
}
