/* What the benchmark's programs share: an end with a message, sockets on 127.0.0.1, lines, clocks. */
#ifndef TOWPATH_BENCH_COMMON_H
#define TOWPATH_BENCH_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The most processes whose CPU time is watched at once. */
#define MOST_WATCHED 64

/* Ends the program with a line on standard error, and the text of errno if that is set. */
void die(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* A whole number from the command line; anything else ends the program. */
long number(const char *text);

/* Raises the limit of open files as far as this user may, and ignores SIGPIPE: a write then fails instead. */
void prepare_process(void);

/* Memory, or the end of the program. */
void *allocate(size_t count, size_t size);

/* A connection to that port, without Nagle's delay. */
int dial(int port);

/* The same, but -1 where nobody listens. */
int try_dial(int port);

/* A socket that listens there. */
int listen_on(int port);

/* Accepts connections for ever, and gives each to a thread of its own. */
void serve_threads(int listener, void *(*serve)(void *socket));

/* Starts a thread that nobody waits for, with a small stack; false if there is none to be had. */
bool start_thread(void *(*run)(void *argument), void *argument);

/* Sends all of it; false if the peer is gone. */
bool send_all(int socket, const void *bytes, size_t length, int flags);

/* Seconds of a clock that only goes forward. */
double now(void);

/* CPU time, user and system, of the processes that are watched. */
struct watch {
    int count;
    clockid_t clocks[MOST_WATCHED];
    double before;
};

/* Reads a list of process ids, with commas between them; "-" is none. */
void watch_processes(struct watch *watch, char *list);

/* Begins to count; a process that is gone ends the program. */
void watch_begin(struct watch *watch);

/* Seconds of CPU time since then, of all of them together. */
double watch_end(const struct watch *watch);

/* Seconds of CPU time of this process so far. */
double own_cpu(void);

#endif
