/*
 * The load: connections that ask again and again, and throw the answers away.
 *   load get  line|http PORT NAME SIZE CONNECTIONS SECONDS WATCHED    downloads of a file of SIZE bytes
 *   load list line      PORT -    LINES CONNECTIONS SECONDS WATCHED   listings of LINES names
 *   load put  line      PORT FILE SIZE CONNECTIONS SECONDS WATCHED    uploads of a local file, under a name of its own each
 *   load hold line|http PORT NAME SIZE CONNECTIONS                    one download each, then held open until standard input ends
 * WATCHED are the process ids whose CPU time is counted, with commas between them, or "-".
 *
 * Every connection is there, and has had one small answer, before the clock starts. Then each asks for SECONDS, and at least once;
 * what was asked for by then is still read to its end, so that all that is counted are whole answers. A wrong answer ends the
 * program with an error. Bodies are thrown away in the kernel (MSG_TRUNC): the load takes little of the machine it shares.
 * Prints one JSON object.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#define LONGEST_HEAD 4096
#define LONGEST_REQUEST 1024
#define DISCARDED_AT_ONCE (4 * 1024 * 1024)
#define EVENTS_AT_ONCE 256
#define PRIMED_AT_ONCE 64
#define PATIENCE_MS 60000
/* What each connection asks for before the clock starts: so a relay has its upstream connection, whoever it is. */
#define PRIMER "kib"
#define PRIMER_SIZE 1024

enum verb { GET_LINE, GET_HTTP, LIST, PUT };

/* What is asked, and what must come of it. */
struct plan {
    enum verb verb;
    const char *name;
    long size;  /* in bytes; of a LIST, the names */
    int content;  /* the file that is uploaded */
};

enum state { AWAITS_HEAD, READS_BODY, SENDS_BODY, AWAITS_RESULT };

struct connection {
    int socket;
    int index;
    enum state state;
    long left;  /* of the body */
    off_t sent;  /* of the body that is uploaded */
    long asked;  /* requests so far */
    double asked_at;
    size_t have;  /* bytes of the head */
    char head[LONGEST_HEAD];
};

/* What came of it. */
struct tally {
    long answers;
    long long bytes;
    double *latencies;
    long room;
};

static double deadline;

static void count_answer(struct tally *tally, double latency, long bytes) {
    if (tally->answers == tally->room) {
        tally->room = tally->room == 0 ? 65536 : 2 * tally->room;
        tally->latencies = realloc(tally->latencies, (size_t) tally->room * sizeof *tally->latencies);
        if (tally->latencies == NULL) {
            die("no memory");
        }
    }
    tally->latencies[tally->answers++] = latency;
    tally->bytes += bytes;
}

static void ask(const struct plan *plan, struct connection *connection) {
    char request[LONGEST_REQUEST];
    int length = 0;
    switch (plan->verb) {
        case GET_LINE:
            length = snprintf(request, sizeof request, "DOWNLOAD %s\n", plan->name);
            break;
        case GET_HTTP:
            length = snprintf(request, sizeof request, "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n", plan->name);
            break;
        case LIST:
            length = snprintf(request, sizeof request, "LIST\n");
            break;
        case PUT:
            length = snprintf(request, sizeof request, "UPLOAD %ld load-%d-%d-%ld\n", plan->size, getpid(), connection->index,
                    connection->asked);
            break;
    }
    if (length >= LONGEST_REQUEST) {
        die("name too long");
    }
    connection->state = AWAITS_HEAD;
    connection->have = 0;
    connection->sent = 0;
    connection->asked++;
    connection->asked_at = now();
    if (send(connection->socket, request, (size_t) length, MSG_NOSIGNAL) != length) {
        die("a request could not be sent");
    }
}

/* Reads into the head what is there; its length then, or 0 if there was nothing. */
static size_t read_head(struct connection *connection) {
    size_t room = sizeof connection->head - 1 - connection->have;
    if (room == 0) {
        die("a head without an end: %.60s", connection->head);
    }
    ssize_t got = recv(connection->socket, connection->head + connection->have, room, MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        return 0;
    }
    if (got <= 0) {
        die("the connection ended before its answer did");
    }
    connection->have += (size_t) got;
    connection->head[connection->have] = '\0';
    return connection->have;
}

/* The size that the head promises. */
static long promised(const struct plan *plan, const char *head) {
    long size = -1;
    if (plan->verb == GET_HTTP) {
        const char *field = strcasestr(head, "\r\nContent-Length:");
        if (strncmp(head, "HTTP/1.1 200 ", 13) == 0 && field != NULL) {
            size = atol(field + 17);
        }
    } else if (strncmp(head, "OK ", 3) == 0) {
        size = atol(head + 3);
    }
    return size;
}

/* The head of a download; true if that was all of the answer. */
static bool begin_download(const struct plan *plan, struct connection *connection) {
    const char *mark = plan->verb == GET_HTTP ? "\r\n\r\n" : "\n";
    const char *end = strstr(connection->head, mark);
    if (end == NULL) {
        return false;
    }
    if (promised(plan, connection->head) != plan->size) {
        errno = 0;
        die("not an answer of %ld bytes: %.60s", plan->size, connection->head);
    }
    connection->left = plan->size - (long) (connection->have - (size_t) (end - connection->head) - strlen(mark));
    if (connection->left < 0) {
        errno = 0;
        die("more than was promised");
    }
    connection->state = READS_BODY;
    return connection->left == 0;
}

static bool discard(struct connection *connection) {
    size_t most = connection->left < DISCARDED_AT_ONCE ? (size_t) connection->left : DISCARDED_AT_ONCE;
    ssize_t got = recv(connection->socket, NULL, most, MSG_TRUNC | MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN) {
        return false;
    }
    if (got <= 0) {
        die("a body ended %ld bytes early", connection->left);
    }
    connection->left -= got;
    return connection->left == 0;
}

/* True if the listing is there: "OK", the names, "END". */
static bool ends_listing(const struct plan *plan, const struct connection *connection) {
    if (strncmp(connection->head, "OK\n", connection->have < 3 ? connection->have : 3) != 0) {
        errno = 0;
        die("not a listing: %.60s", connection->head);
    }
    if (connection->have < 7 || memcmp(connection->head + connection->have - 5, "\nEND\n", 5) != 0) {
        return false;
    }
    long lines = 0;
    for (size_t i = 0; i < connection->have; i++) {
        lines += connection->head[i] == '\n';
    }
    if (lines != plan->size + 2) {
        errno = 0;
        die("not a listing of %ld names: %.60s", plan->size, connection->head);
    }
    return true;
}

static void await(int epoll, struct connection *connection, unsigned events, int operation) {
    struct epoll_event event = {.events = events, .data = {.ptr = connection}};
    if (epoll_ctl(epoll, operation, connection->socket, &event) != 0) {
        die("epoll_ctl");
    }
}

static bool begin_upload(const struct plan *plan, struct connection *connection, int epoll) {
    char go[64];
    snprintf(go, sizeof go, "GO 0 %ld\n", plan->size);
    if (strchr(connection->head, '\n') == NULL) {
        return false;
    }
    if (strcmp(connection->head, go) != 0) {
        errno = 0;
        die("not the GO of %ld bytes: %.60s", plan->size, connection->head);
    }
    connection->state = SENDS_BODY;
    await(epoll, connection, EPOLLOUT, EPOLL_CTL_MOD);
    return false;
}

static bool send_more(const struct plan *plan, struct connection *connection, int epoll) {
    ssize_t sent = sendfile(connection->socket, plan->content, &connection->sent, (size_t) (plan->size - connection->sent));
    if (sent < 0 && errno == EAGAIN) {
        return false;
    }
    if (sent <= 0) {
        die("an upload broke off after %lld bytes", (long long) connection->sent);
    }
    if (connection->sent == plan->size) {
        connection->state = AWAITS_RESULT;
        connection->have = 0;
        await(epoll, connection, EPOLLIN, EPOLL_CTL_MOD);
    }
    return false;
}

static bool ends_upload(const struct plan *plan, const struct connection *connection) {
    char result[64];
    int length = snprintf(result, sizeof result, "OK %ld sha256 ", plan->size);
    if (strchr(connection->head, '\n') == NULL) {
        return false;
    }
    if (strncmp(connection->head, result, (size_t) length) != 0) {
        errno = 0;
        die("an upload was refused: %.60s", connection->head);
    }
    return true;
}

/* Does what the socket is ready for; true if the answer is whole. */
static bool advance(const struct plan *plan, struct connection *connection, int epoll) {
    switch (connection->state) {
        case READS_BODY:
            return discard(connection);
        case SENDS_BODY:
            return send_more(plan, connection, epoll);
        case AWAITS_RESULT:
            return read_head(connection) > 0 && ends_upload(plan, connection);
        case AWAITS_HEAD:
            break;
    }
    if (read_head(connection) == 0) {
        return false;
    }
    switch (plan->verb) {
        case LIST:
            return ends_listing(plan, connection);
        case PUT:
            return begin_upload(plan, connection, epoll);
        default:
            return begin_download(plan, connection);
    }
}

/* Lets each connection ask until the deadline, and at least once, and waits for the last answer. */
static void run(const struct plan *plan, struct connection *connections, int count, struct tally *tally) {
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) {
        die("epoll");
    }
    for (int i = 0; i < count; i++) {
        await(epoll, &connections[i], EPOLLIN, EPOLL_CTL_ADD);
        ask(plan, &connections[i]);
    }
    long answer_bytes = plan->verb == LIST ? 0 : plan->size;
    struct epoll_event events[EVENTS_AT_ONCE];
    for (int busy = count; busy > 0;) {
        int ready = epoll_wait(epoll, events, EVENTS_AT_ONCE, PATIENCE_MS);
        if (ready < 0 && errno != EINTR) {
            die("epoll_wait");
        }
        if (ready == 0) {
            errno = 0;
            die("nothing came for %d s, %d answers are missing", PATIENCE_MS / 1000, busy);
        }
        for (int i = 0; i < ready; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!advance(plan, connection, epoll)) {
                continue;
            }
            double time = now();
            count_answer(tally, time - connection->asked_at, answer_bytes);
            if (time < deadline) {
                ask(plan, connection);
            } else {
                busy--;
            }
        }
    }
    close(epoll);
}

static int by_size(const void *one, const void *other) {
    double difference = *(const double *) one - *(const double *) other;
    return difference < 0 ? -1 : difference > 0;
}

static double percentile_us(const struct tally *tally, double part) {
    return tally->latencies[(long) ((double) (tally->answers - 1) * part)] * 1e6;
}

/* Connects all, and lets each have one small answer, a few at a time. */
static struct connection *connect_all(int port, int count, const struct plan *primer) {
    struct connection *connections = allocate((size_t) count, sizeof *connections);
    struct tally tally = {0};
    for (int i = 0; i < count; i++) {
        connections[i].index = i;
        connections[i].socket = dial(port);
        if (fcntl(connections[i].socket, F_SETFL, O_NONBLOCK) != 0) {
            die("O_NONBLOCK");
        }
        if ((i + 1) % PRIMED_AT_ONCE == 0 || i == count - 1) {
            int first = i - i % PRIMED_AT_ONCE;
            run(primer, &connections[first], i + 1 - first, &tally);
        }
    }
    free(tally.latencies);
    return connections;
}

static void hold(void) {
    char byte;
    puts("{\"up\": 1}");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0) {
    }
}

static void measure(const struct plan *plan, struct connection *connections, int count, double seconds, char *watched) {
    struct tally tally = {0};
    struct watch watch;
    watch_processes(&watch, watched);
    watch_begin(&watch);
    double own_before = own_cpu();
    double begin = now();
    deadline = begin + seconds;
    run(plan, connections, count, &tally);
    double took = now() - begin;
    double cpu = watch_end(&watch);
    qsort(tally.latencies, (size_t) tally.answers, sizeof *tally.latencies, by_size);
    printf("{\"answers\": %ld, \"bytes\": %lld, \"seconds\": %.6f, \"cpu_s\": %.6f, \"load_cpu_s\": %.6f, "
           "\"p50_us\": %.1f, \"p99_us\": %.1f}\n",
            tally.answers, tally.bytes, took, cpu, own_cpu() - own_before, percentile_us(&tally, 0.5), percentile_us(&tally, 0.99));
    free(tally.latencies);
}

static struct plan read_plan(char **arguments) {
    struct plan plan = {.name = arguments[4], .size = number(arguments[5]), .content = -1};
    bool is_http = strcmp(arguments[2], "http") == 0;
    if (strcmp(arguments[1], "get") == 0 || strcmp(arguments[1], "hold") == 0) {
        plan.verb = is_http ? GET_HTTP : GET_LINE;
    } else if (strcmp(arguments[1], "list") == 0) {
        plan.verb = LIST;
    } else if (strcmp(arguments[1], "put") == 0) {
        plan.verb = PUT;
        plan.content = open(plan.name, O_RDONLY | O_CLOEXEC);
        if (plan.content < 0) {
            die("%s", plan.name);
        }
    } else {
        die("no such load: %s", arguments[1]);
    }
    return plan;
}

int main(int count, char **arguments) {
    bool is_held = count == 7 && strcmp(arguments[1], "hold") == 0;
    if (!is_held && count != 9) {
        die("usage: load get|list|put line|http PORT NAME SIZE CONNECTIONS SECONDS WATCHED, or load hold line|http PORT NAME SIZE CONNECTIONS");
    }
    prepare_process();
    struct plan plan = read_plan(arguments);
    struct plan primer = {.verb = plan.verb == GET_HTTP ? GET_HTTP : GET_LINE, .name = PRIMER, .size = PRIMER_SIZE, .content = -1};
    int connected = (int) number(arguments[6]);
    if (connected < 1) {
        die("no connection");
    }
    struct connection *connections = connect_all((int) number(arguments[3]), connected, is_held ? &plan : &primer);
    if (is_held) {
        hold();
    } else {
        measure(&plan, connections, connected, atof(arguments[7]), arguments[8]);
    }
    free(connections);
    return 0;
}
