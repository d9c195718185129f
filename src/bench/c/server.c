/*
 * A reference for servers, and an upstream for uploads: a thread a connection, sendfile(2) out, recv with MSG_TRUNC in.
 *   server PORT ROOT
 * Of the line protocol it speaks what the benchmark needs: DOWNLOAD, UPLOAD, HELLO and PING, with options before them. What is
 * uploaded is thrown away as it comes, so that a relay is measured and not a disk. An upload to "checked/NAME" is compared with the
 * file NAME of the root, byte for byte.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define LONGEST_LINE 8192
#define DISCARDED_AT_ONCE (4 * 1024 * 1024)
#define COMPARED_AT_ONCE (16 * 1024)
#define CHECKED "checked/"

/* There is no digest of what was thrown away, and nobody here asks for one. */
#define NO_DIGEST "0000000000000000000000000000000000000000000000000000000000000000"

static const char *const GREETING = "towpath/1\n"
        "version reference\n"
        "role server\n"
        "node 0000000000000001\n"
        "verbs DOWNLOAD UPLOAD HELLO PING\n"
        "options hop-left sid\n";

static int root;

/* A connection and what was read from it beyond the line it was read for. */
struct reader {
    int socket;
    size_t begin;
    size_t end;
    char bytes[LONGEST_LINE];
};

/* The next line without its LF, ended by a NUL; NULL at the end of the connection, or if the line is too long. */
static char *read_line(struct reader *reader) {
    for (;;) {
        char *start = reader->bytes + reader->begin;
        char *end = memchr(start, '\n', reader->end - reader->begin);
        if (end != NULL) {
            *end = '\0';
            reader->begin = (size_t) (end + 1 - reader->bytes);
            return start;
        }
        memmove(reader->bytes, start, reader->end - reader->begin);
        reader->end -= reader->begin;
        reader->begin = 0;
        ssize_t got = recv(reader->socket, reader->bytes + reader->end, sizeof reader->bytes - reader->end, 0);
        if (got <= 0) {
            return NULL;
        }
        reader->end += (size_t) got;
    }
}

static bool answer(const struct reader *reader, const char *text) {
    return send_all(reader->socket, text, strlen(text), 0);
}

static bool greet(const struct reader *reader) {
    char text[512];
    snprintf(text, sizeof text, "OK %zu\n%s", strlen(GREETING), GREETING);
    return answer(reader, text);
}

static int open_file(const char *name) {
    return name[0] == '/' || strstr(name, "..") != NULL ? -1 : openat(root, name, O_RDONLY | O_CLOEXEC);
}

static bool send_file(const struct reader *reader, int file) {
    struct stat facts;
    if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return answer(reader, "ERR file not found\n");
    }
    char head[64];
    int length = snprintf(head, sizeof head, "OK %lld\n", (long long) facts.st_size);
    /* MSG_MORE: the line leaves in one segment with the first bytes of the body. */
    if (!send_all(reader->socket, head, (size_t) length, facts.st_size > 0 ? MSG_MORE : 0)) {
        return false;
    }
    off_t sent = 0;
    while (sent < facts.st_size) {
        if (sendfile(reader->socket, file, &sent, (size_t) (facts.st_size - sent)) <= 0) {
            return false;
        }
    }
    return true;
}

static bool download(const struct reader *reader, const char *name) {
    int file = open_file(name);
    if (file < 0) {
        return answer(reader, "ERR file not found\n");
    }
    bool is_usable = send_file(reader, file);
    close(file);
    return is_usable;
}

static bool discard(int socket, long left) {
    while (left > 0) {
        size_t most = left < DISCARDED_AT_ONCE ? (size_t) left : DISCARDED_AT_ONCE;
        ssize_t got = recv(socket, NULL, most, MSG_TRUNC);
        if (got <= 0) {
            return false;
        }
        left -= got;
    }
    return true;
}

/* Reads so many bytes; true in is_same if they are those of the file, all of them. */
static bool compare(int socket, long left, int file, bool *is_same) {
    char came[COMPARED_AT_ONCE];
    char stored[COMPARED_AT_ONCE];
    struct stat facts;
    *is_same = file >= 0 && fstat(file, &facts) == 0 && facts.st_size == left;
    while (left > 0) {
        size_t most = left < COMPARED_AT_ONCE ? (size_t) left : COMPARED_AT_ONCE;
        ssize_t got = recv(socket, came, most, MSG_WAITALL);
        if (got <= 0) {
            return false;
        }
        *is_same = *is_same && read(file, stored, (size_t) got) == got && memcmp(came, stored, (size_t) got) == 0;
        left -= got;
    }
    return true;
}

static bool take(const struct reader *reader, long size, const char *name, bool *is_same) {
    *is_same = true;
    if (strncmp(name, CHECKED, strlen(CHECKED)) != 0) {
        return discard(reader->socket, size);
    }
    int file = open_file(name + strlen(CHECKED));
    bool is_usable = compare(reader->socket, size, file, is_same);
    if (file >= 0) {
        close(file);
    }
    return is_usable;
}

static bool upload(const struct reader *reader, char *what) {
    char *name;
    errno = 0;
    long size = strtol(what, &name, 10);
    if (errno != 0 || name == what || *name != ' ' || size < 0) {
        return answer(reader, "ERR bad number\n");
    }
    if (reader->begin != reader->end) {
        /* Content that nobody asked for yet: it would be taken for requests. */
        answer(reader, "ERR incomplete\n");
        return false;
    }
    char text[128];
    snprintf(text, sizeof text, "GO 0 %ld\n", size);
    bool is_same;
    if (!answer(reader, text) || !take(reader, size, name + 1, &is_same)) {
        return false;
    }
    snprintf(text, sizeof text, "OK %ld sha256 " NO_DIGEST "\n", size);
    return answer(reader, is_same ? text : "ERR checksum mismatch\n");
}

/* Answers one request; false if the connection is of no more use. */
static bool serve_line(const struct reader *reader, char *line) {
    if (strncmp(line, "WITH ", 5) == 0) {
        char *request = strchr(line + 5, ' ');
        if (request == NULL) {
            return answer(reader, "ERR unknown command\n");
        }
        line = request + 1;
    }
    if (strncmp(line, "DOWNLOAD ", 9) == 0) {
        return download(reader, line + 9);
    }
    if (strncmp(line, "UPLOAD ", 7) == 0) {
        return upload(reader, line + 7);
    }
    if (strcmp(line, "HELLO") == 0) {
        return greet(reader);
    }
    return answer(reader, strcmp(line, "PING") == 0 ? "OK\n" : "ERR unknown command\n");
}

static void *serve(void *socket) {
    struct reader reader = {.socket = (int) (intptr_t) socket};
    char *line;
    while ((line = read_line(&reader)) != NULL && serve_line(&reader, line)) {
    }
    close(reader.socket);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 3) {
        die("usage: server PORT ROOT");
    }
    prepare_process();
    root = open(arguments[2], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root < 0) {
        die("%s", arguments[2]);
    }
    serve_threads(listen_on((int) number(arguments[1])), serve);
}
