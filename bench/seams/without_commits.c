/* A ledger that keeps nothing: each commit is answered with its number, and nobody else's are ever
 * found. Claims and the lease stay real, so that ticks are published as ever. */
#include "casepulse/store/ledger.h"
#include "replaced.h"

CP_REPLACED(cp_ledger_commit_begin);
CP_REPLACED(cp_ledger_commit_end);
CP_REPLACED(cp_ledger_read);
CP_REPLACED(cp_ledger_switch);

static int64_t commit_count;

void cp_bench_cp_ledger_commit_begin(struct cp_ledger *ledger, const struct cp_commit *commit)
{
    (void)ledger;
    (void)commit;
}

enum cp_status cp_bench_cp_ledger_commit_end(struct cp_ledger *ledger,
                                             enum cp_commit_outcome *out_outcome, int64_t *out_n,
                                             struct cp_failure *out_failure)
{
    (void)ledger;
    (void)out_failure;
    *out_outcome = CP_COMMIT_OK;
    *out_n = ++commit_count;
    return CP_OK;
}

enum cp_status cp_bench_cp_ledger_read(struct cp_ledger *ledger, int64_t n,
                                       const struct cp_token *nonce, int count_max,
                                       const struct cp_ledger_reader *reader,
                                       bool *out_is_continuous, struct cp_failure *out_failure)
{
    (void)ledger;
    (void)n;
    (void)nonce;
    (void)count_max;
    (void)reader;
    (void)out_failure;
    *out_is_continuous = true;
    return CP_OK;
}

enum cp_status cp_bench_cp_ledger_switch(struct cp_ledger *ledger, const struct cp_token *lease,
                                         int64_t n, const struct cp_token *nonce,
                                         const uint8_t *bytes, size_t size, bool *out_is_switched,
                                         struct cp_failure *out_failure)
{
    (void)ledger;
    (void)lease;
    (void)n;
    (void)nonce;
    (void)bytes;
    (void)size;
    (void)out_failure;
    *out_is_switched = false;
    return CP_OK;
}
