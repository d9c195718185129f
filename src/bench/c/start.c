/*
 * Starts a Towpath node and tells how long it took to be there, and what memory it has at rest; then ends it.
 *   start PORT REST_MS COMMAND [ARGUMENT]...
 * The clock starts before the fork. "listening" is the first connection that is accepted, "answering" the OK to its PING. Memory is
 * read REST_MS after that. Prints one JSON object.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONGEST_START_S 60
#define BETWEEN_TRIES_US 200

static pid_t child;

static void end_child(void) {
    if (child > 0) {
        kill(child, SIGKILL);
    }
}

static void start(char **command) {
    child = fork();
    if (child < 0) {
        die("fork");
    }
    if (child == 0) {
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
}

static int await_listener(int port, double begin) {
    for (;;) {
        int connection = try_dial(port);
        if (connection >= 0) {
            return connection;
        }
        if (waitpid(child, NULL, WNOHANG) != 0) {
            child = 0;
            errno = 0;
            die("it ended before it listened");
        }
        if (now() - begin > LONGEST_START_S) {
            die("it does not listen");
        }
        usleep(BETWEEN_TRIES_US);
    }
}

static void ping(int connection) {
    char answer[8] = "";
    if (!send_all(connection, "PING\n", 5, 0) || recv(connection, answer, 3, MSG_WAITALL) != 3 || strcmp(answer, "OK\n") != 0) {
        die("no OK to the PING");
    }
    close(connection);
}

static void print_memory(void) {
    char path[64];
    char line[256];
    long value;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", child);
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        die("%s", path);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "Rss: %ld", &value) == 1) {
            printf(", \"rss_kib\": %ld", value);
        } else if (sscanf(line, "Pss: %ld", &value) == 1) {
            printf(", \"pss_kib\": %ld", value);
        } else if (sscanf(line, "Anonymous: %ld", &value) == 1) {
            printf(", \"anonymous_kib\": %ld", value);
        }
    }
    fclose(file);
}

int main(int count, char **arguments) {
    if (count < 4) {
        die("usage: start PORT REST_MS COMMAND [ARGUMENT]...");
    }
    int port = (int) number(arguments[1]);
    int probe = try_dial(port);
    if (probe >= 0) {
        errno = 0;
        die("somebody listens on port %d already", port);
    }
    atexit(end_child);
    double begin = now();
    start(arguments + 3);
    int connection = await_listener(port, begin);
    double listening = now() - begin;
    ping(connection);
    double answering = now() - begin;
    usleep((useconds_t) number(arguments[2]) * 1000);
    printf("{\"listening_ms\": %.3f, \"answering_ms\": %.3f", listening * 1e3, answering * 1e3);
    print_memory();
    puts("}");
    int status;
    if (kill(child, SIGTERM) != 0 || waitpid(child, &status, 0) != child) {
        die("it did not end");
    }
    child = 0;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        errno = 0;
        die("it ended with status %d", status);
    }
    return 0;
}
