/* Named places where a test may kill the program, to see that nothing is lost or counted twice.
 *
 * Nothing happens here in the program that is installed: tests link a cp_fault_point of their own
 * over the empty one. Threads: any. */
#ifndef CASEPULSE_BASE_FAULT_H
#define CASEPULSE_BASE_FAULT_H

#include <stdint.h>

/* X(NAME, "name") */
#define CP_FAULTS(X)                                                                               \
    X(AFTER_POLL, "after_poll")                                                                    \
    X(AFTER_FOLD, "after_fold")                                                                    \
    X(COMMIT_DUE, "commit_due")                                                                    \
    X(COMMIT_SENT, "commit_sent")                                                                  \
    X(CLAIMED, "claimed")                                                                          \
    X(CHECKPOINT_WRITTEN, "checkpoint_written")                                                    \
    X(SHUTDOWN, "shutdown")

enum cp_fault {
#define X(name, text) CP_FAULT_##name,
    CP_FAULTS(X)
#undef X
        CP_FAULT_COUNT
};

void cp_fault_point(enum cp_fault fault);

/* Log entries after which a checkpoint is due: `usual`; tests make it fewer. */
int64_t cp_fault_checkpoint_entries(int64_t usual);

#endif
