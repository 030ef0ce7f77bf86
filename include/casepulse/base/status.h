/* Outcomes of everything that can fail, and the exit code each one ends the program with.
 *
 * A bug is an assertion (assert.h); an expected outcome and a failing world are a status.
 * Threads: any. */
#ifndef CASEPULSE_BASE_STATUS_H
#define CASEPULSE_BASE_STATUS_H

#define CP_MUST_USE __attribute__((warn_unused_result))
#define CP_PRINTF(format_at, first_at) __attribute__((format(printf, format_at, first_at)))

/* X(NAME, exit code, text). The exit codes are part of the contract with users. */
#define CP_STATUSES(X)                                                                             \
    X(OK, 0, "ok")                                                                                 \
    X(RUNTIME, 1, "runtime error")                                                                 \
    X(USAGE, 2, "usage error")                                                                     \
    X(CONFIGURATION, 3, "configuration error")                                                     \
    X(UNREACHABLE, 4, "cannot connect")                                                            \
    X(DATA, 5, "data errors")

enum cp_status {
#define CP_STATUS_ENUM(name, exit_code, text) CP_##name,
    CP_STATUSES(CP_STATUS_ENUM)
#undef CP_STATUS_ENUM
};

/* Why something failed, in one line for a person: names the file and line, or the topic, partition
 * and offset, what was found and what is allowed. Empty unless the verb returned a status other
 * than CP_OK. Longer texts are cut. */
struct cp_failure {
    char text[512];
};

/* The program's exit code for a status, 0 to 5. */
int cp_status_exit_code(enum cp_status status);

/* A short lower-case text; static storage. */
const char *cp_status_text(enum cp_status status);

/* Writes the formatted reason and returns the status, so that a verb may end in
 * `return cp_fail(out_failure, CP_DATA, "…")`. */
enum cp_status cp_fail(struct cp_failure *out_failure, enum cp_status status, const char *format,
                       ...) CP_PRINTF(3, 4) CP_MUST_USE;

#endif
