/*
 * A reference for relays: passes the bytes of each connection on to a port and back, with two threads a connection, one each way.
 *   relay PORT UPSTREAM_PORT splice|copy BYTES
 * "splice" moves them through a pipe of BYTES within the kernel, "copy" through a buffer of BYTES with recv and send. It knows no
 * protocol, no limits and no time-outs: it shows what the moving of the bytes alone costs on this machine.
 */
#define _GNU_SOURCE
#include "common.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int upstream_port;
static bool is_spliced;
static size_t bytes;

/* A client and the upstream connection that is its own; whichever direction ends last lets both go. */
struct pair {
    int client;
    int upstream;
    pthread_mutex_t lock;
    int directions;
};

struct direction {
    struct pair *pair;
    int from;
    int to;
};

static void copy(int from, int to) {
    char *buffer = allocate(1, bytes);
    ssize_t got;
    while ((got = recv(from, buffer, bytes, 0)) > 0 && send_all(to, buffer, (size_t) got, 0)) {
    }
    free(buffer);
}

/* Empties the pipe into the socket; false if the peer is gone. */
static bool drain(int pipe_end, int to, ssize_t held) {
    while (held > 0) {
        ssize_t moved = splice(pipe_end, NULL, to, NULL, (size_t) held, SPLICE_F_MOVE);
        if (moved <= 0) {
            return false;
        }
        held -= moved;
    }
    return true;
}

static void move(int from, int to) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        die("pipe");
    }
    /* Where it is refused, the pipe stays as it is: an unprivileged user may have 64 MiB of them in all. */
    fcntl(ends[1], F_SETPIPE_SZ, (int) bytes);
    ssize_t got;
    while ((got = splice(from, NULL, ends[1], NULL, bytes, SPLICE_F_MOVE)) > 0 && drain(ends[0], to, got)) {
    }
    close(ends[0]);
    close(ends[1]);
}

static void leave(struct pair *pair) {
    pthread_mutex_lock(&pair->lock);
    bool is_last = --pair->directions == 0;
    pthread_mutex_unlock(&pair->lock);
    if (is_last) {
        close(pair->client);
        close(pair->upstream);
        pthread_mutex_destroy(&pair->lock);
        free(pair);
    }
}

static void *pass_on(void *argument) {
    struct direction *way = argument;
    if (is_spliced) {
        move(way->from, way->to);
    } else {
        copy(way->from, way->to);
    }
    /* The end of one direction is passed on like its bytes; the other may go on. */
    shutdown(way->to, SHUT_WR);
    shutdown(way->from, SHUT_RD);
    leave(way->pair);
    free(way);
    return NULL;
}

static struct direction *direction(struct pair *pair, int from, int to) {
    struct direction *way = allocate(1, sizeof *way);
    *way = (struct direction) {.pair = pair, .from = from, .to = to};
    return way;
}

static void *relay(void *socket) {
    struct pair *pair = allocate(1, sizeof *pair);
    pair->client = (int) (intptr_t) socket;
    pair->upstream = dial(upstream_port);
    pair->directions = 2;
    if (pthread_mutex_init(&pair->lock, NULL) != 0) {
        die("mutex");
    }
    struct direction *there = direction(pair, pair->client, pair->upstream);
    struct direction *back = direction(pair, pair->upstream, pair->client);
    if (!start_thread(pass_on, there)) {
        die("no thread");
    }
    return pass_on(back);
}

int main(int count, char **arguments) {
    if (count != 5 || (strcmp(arguments[3], "splice") != 0 && strcmp(arguments[3], "copy") != 0)) {
        die("usage: relay PORT UPSTREAM_PORT splice|copy BYTES");
    }
    prepare_process();
    upstream_port = (int) number(arguments[2]);
    is_spliced = strcmp(arguments[3], "splice") == 0;
    bytes = (size_t) number(arguments[4]);
    serve_threads(listen_on((int) number(arguments[1])), relay);
}
