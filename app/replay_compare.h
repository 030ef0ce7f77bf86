/* What a replay counted against what is stored live: day by day, with the reasons that are known.
 *
 * Threads: the replay's. Owns: a comparison owns its lines. Bounded: by the counts of both, some
 * 160 bytes each while it is made. */
#ifndef CASEPULSE_REPLAY_COMPARE_H
#define CASEPULSE_REPLAY_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "casepulse/aggregator/picture.h"
#include "casepulse/aggregator/state.h"
#include "identity.h"
#include "replay_plan.h"

/* X(NAME, "id", "what it says"): why a day's count may differ, the first that fits. */
#define CP_REASONS_OF_DIFFERENCE(X)                                                                \
    X(LOAD, "load", "the replay counted each event more than once (--load)")                       \
    X(RULES, "rules", "live was counted with other settings")                                      \
    X(RANGE, "range", "live holds records before or after those of the replay")                    \
    X(AMENDED, "late_amendment", "live holds later records, that amend an earlier day")            \
    X(BEHIND, "live_behind", "live has not counted all that the replay holds")                     \
    X(UNKNOWN, "unknown", "nothing is known that would explain it")

enum cp_difference_reason {
#define X(name, id, text) CP_DIFFERENCE_##name,
    CP_REASONS_OF_DIFFERENCE(X)
#undef X
        CP_DIFFERENCE_COUNT
};

struct cp_difference_reason_row {
    const char *id;
    const char *text;
};
extern const struct cp_difference_reason_row cp_difference_reasons[CP_DIFFERENCE_COUNT];

struct cp_difference {
    char line[CP_STATE_LINE_MAX]; /* unit, administration, date and figure; each ends with a NUL */
    const char *unit;             /* into it */
    const char *administration;
    const char *date;
    const char *figure;
    const char *event; /* the type that moves it; static */
    int64_t live, replay;
    enum cp_difference_reason reason;
};

/* How the two stand to each other as a whole. */
struct cp_comparison_facts {
    int64_t live_only_before; /* records below the replay's beginning, that live counted */
    int64_t live_only_after;  /* the same from its end on */
    int64_t replay_only;      /* records of the replay that live has not counted */
    int32_t last_day;         /* of the replay's range: what is later is no amendment */
    bool has_other_load;
    bool has_other_rules;
    char live_rules[CP_FINGERPRINT_MAX], replay_rules[CP_FINGERPRINT_MAX];
};

struct cp_comparison {
    struct cp_comparison_facts facts;
    size_t compared; /* day counts that either holds */
    size_t count, capacity;
    struct cp_difference *differences;
};

/* Reads the live state and compares; `last_day`: the local date of the replay's last picture. */
enum cp_status cp_comparison_make(const struct cp_replay_plan *plan, struct cp_totals *replay,
                                  int32_t balance_day, int32_t last_day,
                                  struct cp_comparison *out_comparison,
                                  struct cp_failure *out_failure) CP_MUST_USE;
void cp_comparison_done(struct cp_comparison *comparison);

/* For people; as JSON. */
void cp_comparison_print(const struct cp_comparison *comparison, FILE *out);
void cp_comparison_print_json(const struct cp_comparison *comparison, FILE *out);

#endif
