/* The program of the kill tests: casepulse, but a named place of base/fault.h may end it by
 * SIGKILL.
 *
 * CASEPULSE_FAULT=commit_sent:3 kills at the third passing of that place, commit_sent:3:stop stops
 * the process there (SIGSTOP), so that it can go on when all others think it dead;
 * CASEPULSE_FAULT_WHEN=FILE: passings count from the moment that the file is there;
 * CASEPULSE_CHECKPOINT_ENTRIES=50 makes a checkpoint due after 50 log entries, so that a short test
 * sees many. All are read once, at the first passing; a name that is not known ends the program
 * with an error, so that no test passes because of a misspelt place. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "casepulse/base/fault.h"

static const char *const fault_names[CP_FAULT_COUNT] = {
#define X(name, text) [CP_FAULT_##name] = text,
    CP_FAULTS(X)
#undef X
};

static pthread_once_t fault_once = PTHREAD_ONCE_INIT;
static enum cp_fault fault_place = CP_FAULT_COUNT; /* none */
static int64_t checkpoint_entries;                 /* 0: as usual */
static atomic_int fault_passes_left;
static int fault_signal = SIGKILL;
static const char *fault_when; /* NULL: at once */

static void fault_refuse(const char *text)
{
    (void)fprintf(stderr,
                  "CASEPULSE_FAULT: \"%s\": must be PLACE:COUNT or PLACE:COUNT:stop, a place of",
                  text);
    for (int i = 0; i < CP_FAULT_COUNT; i++) {
        (void)fprintf(stderr, " %s", fault_names[i]);
    }
    (void)fprintf(stderr, " and a count from 1\n");
    exit(2);
}

static void fault_read(void)
{
    const char *entries = getenv("CASEPULSE_CHECKPOINT_ENTRIES");
    checkpoint_entries = entries != NULL ? strtoll(entries, NULL, 10) : 0;
    const char *text = getenv("CASEPULSE_FAULT");
    fault_when = getenv("CASEPULSE_FAULT_WHEN");
    if (text == NULL) {
        return;
    }
    const size_t length = strcspn(text, ":");
    const int count = text[length] == ':' ? atoi(text + length + 1) : 0;
    fault_signal = strstr(text, ":stop") != NULL ? SIGSTOP : SIGKILL;
    for (int i = 0; i < CP_FAULT_COUNT; i++) {
        if (strlen(fault_names[i]) == length && strncmp(fault_names[i], text, length) == 0) {
            fault_place = (enum cp_fault)i;
        }
    }
    if (fault_place == CP_FAULT_COUNT || count < 1) {
        fault_refuse(text);
    }
    atomic_store(&fault_passes_left, count);
}

void cp_fault_point(enum cp_fault fault)
{
    (void)pthread_once(&fault_once, fault_read);
    if (fault == fault_place && (fault_when == NULL || access(fault_when, F_OK) == 0) &&
        atomic_fetch_sub(&fault_passes_left, 1) == 1) {
        /* To this thread: one sent to the process may let it run on for a moment. */
        (void)raise(fault_signal);
    }
}

int64_t cp_fault_checkpoint_entries(int64_t usual)
{
    (void)pthread_once(&fault_once, fault_read);
    return checkpoint_entries > 0 ? checkpoint_entries : usual;
}
