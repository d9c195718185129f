/*
 * Runs a command and tells what it took.
 *   timed WATCHED COMMAND [ARGUMENT]...
 * WATCHED are the process ids whose CPU time is counted beside the command's, with commas between them, or "-". The command's own
 * output goes to standard error. Prints one JSON object; ends with an error if the command does.
 */
#define _GNU_SOURCE
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time) {
    return (double) time.tv_sec + (double) time.tv_usec * 1e-6;
}

static pid_t start(char **command) {
    pid_t child = fork();
    if (child < 0) {
        die("fork");
    }
    if (child == 0) {
        if (dup2(STDERR_FILENO, STDOUT_FILENO) >= 0) {
            execvp(command[0], command);
        }
        die("%s", command[0]);
    }
    return child;
}

int main(int count, char **arguments) {
    if (count < 3) {
        die("usage: timed WATCHED COMMAND [ARGUMENT]...");
    }
    struct watch watch;
    struct rusage usage;
    int status;
    watch_processes(&watch, arguments[1]);
    watch_begin(&watch);
    double begin = now();
    pid_t child = start(arguments + 2);
    if (wait4(child, &status, 0, &usage) != child) {
        die("wait4");
    }
    double took = now() - begin;
    double watched = watch_end(&watch);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        errno = 0;
        die("%s failed with status %d", arguments[2], status);
    }
    printf("{\"seconds\": %.6f, \"client_cpu_s\": %.6f, \"cpu_s\": %.6f, \"max_rss_kib\": %ld}\n", took,
            seconds(usage.ru_utime) + seconds(usage.ru_stime), watched, usage.ru_maxrss);
    return 0;
}
