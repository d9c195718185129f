#define _GNU_SOURCE
#include <time.h>

#include "common.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define THREAD_STACK (128 * 1024)
#define BACKLOG 4096

void die(const char *format, ...) {
    int error = errno;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program_invocation_short_name);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    if (error != 0) {
        fprintf(stderr, ": %s", strerror(error));
    }
    fputc('\n', stderr);
    exit(1);
}

long number(const char *text) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || value < 0) {
        errno = 0;
        die("not a number: %s", text);
    }
    return value;
}

void prepare_process(void) {
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        die("getrlimit");
    }
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) != 0) {
        die("setrlimit");
    }
    signal(SIGPIPE, SIG_IGN);
}

void *allocate(size_t count, size_t size) {
    void *memory = calloc(count, size);
    if (memory == NULL) {
        die("no memory");
    }
    return memory;
}

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t) port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static void without_delay(int socket) {
    int on = 1;
    if (setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) != 0) {
        die("TCP_NODELAY");
    }
}

int try_dial(int port) {
    int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection < 0) {
        die("socket");
    }
    struct sockaddr_in address = loopback(port);
    if (connect(connection, (struct sockaddr *) &address, sizeof address) != 0) {
        int error = errno;
        close(connection);
        errno = error;
        return -1;
    }
    without_delay(connection);
    return connection;
}

int dial(int port) {
    int connection = try_dial(port);
    if (connection < 0) {
        die("can't connect to port %d", port);
    }
    return connection;
}

int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int on = 1;
    struct sockaddr_in address = loopback(port);
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
            || bind(listener, (struct sockaddr *) &address, sizeof address) != 0 || listen(listener, BACKLOG) != 0) {
        die("can't listen on port %d", port);
    }
    return listener;
}

bool start_thread(void *(*run)(void *), void *argument) {
    pthread_attr_t attributes;
    pthread_t thread;
    if (pthread_attr_init(&attributes) != 0) {
        return false;
    }
    bool started = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0
            && pthread_attr_setstacksize(&attributes, THREAD_STACK) == 0
            && pthread_create(&thread, &attributes, run, argument) == 0;
    pthread_attr_destroy(&attributes);
    return started;
}

void serve_threads(int listener, void *(*serve)(void *socket)) {
    for (;;) {
        int client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (client < 0) {
            if (errno == EINTR || errno == ECONNABORTED) {
                continue;
            }
            die("accept");
        }
        without_delay(client);
        if (!start_thread(serve, (void *) (intptr_t) client)) {
            close(client);
        }
    }
}

bool send_all(int socket, const void *bytes, size_t length, int flags) {
    const char *next = bytes;
    while (length > 0) {
        ssize_t sent = send(socket, next, length, flags | MSG_NOSIGNAL);
        if (sent < 0) {
            return false;
        }
        next += sent;
        length -= (size_t) sent;
    }
    return true;
}

static double seconds_of(clockid_t clock) {
    struct timespec time;
    if (clock_gettime(clock, &time) != 0) {
        die("a watched process is gone");
    }
    return (double) time.tv_sec + (double) time.tv_nsec * 1e-9;
}

double now(void) {
    return seconds_of(CLOCK_MONOTONIC);
}

double own_cpu(void) {
    return seconds_of(CLOCK_PROCESS_CPUTIME_ID);
}

void watch_processes(struct watch *watch, char *list) {
    watch->count = 0;
    if (strcmp(list, "-") == 0) {
        return;
    }
    for (char *id = strtok(list, ","); id != NULL; id = strtok(NULL, ",")) {
        if (watch->count == MOST_WATCHED) {
            die("more than %d processes", MOST_WATCHED);
        }
        int error = clock_getcpuclockid((pid_t) number(id), &watch->clocks[watch->count++]);
        if (error != 0) {
            errno = error;
            die("process %s", id);
        }
    }
}

static double watched_seconds(const struct watch *watch) {
    double sum = 0;
    for (int i = 0; i < watch->count; i++) {
        sum += seconds_of(watch->clocks[i]);
    }
    return sum;
}

void watch_begin(struct watch *watch) {
    watch->before = watched_seconds(watch);
}

double watch_end(const struct watch *watch) {
    return watched_seconds(watch) - watch->before;
}
