#include "casepulse/proto/verdict.h"

#include <stddef.h>

#include "casepulse/base/assert.h"

static const char *const cp_verdict_texts[] = {
#define X(name, text) text,
    CP_VERDICTS(X)
#undef X
};

struct cp_reason_row {
    enum cp_verdict verdict;
    const char *field;
    const char *meaning;
};

/* The field's first half must be the verdict's text; unit_proto_verdict checks it. */
#define CP_VERDICT_FIELD_DUPLICATE "duplicate."
#define CP_VERDICT_FIELD_CONFLICT "conflict."
#define CP_VERDICT_FIELD_MALFORMED "malformed."
#define CP_VERDICT_FIELD_UNSUPPORTED "unsupported."
#define CP_VERDICT_FIELD_TOO_LATE "too_late."
#define CP_VERDICT_FIELD_TOO_FAR_AHEAD "too_far_ahead."

static const struct cp_reason_row cp_reason_rows[CP_REASON_END] = {
#define X(kind, name, text, what)                                                                  \
    [CP_REASON_##kind##_##name] = {CP_VERDICT_##kind, CP_VERDICT_FIELD_##kind text, what},
    CP_REASONS(X)
#undef X
};

const char *cp_verdict_text(enum cp_verdict verdict)
{
    CP_ASSERT((size_t)verdict < CP_VERDICT_COUNT);
    return cp_verdict_texts[verdict];
}

static const struct cp_reason_row *cp_reason_find(enum cp_reason reason)
{
    CP_ASSERT(reason > CP_REASON_NONE && reason < CP_REASON_END);
    return &cp_reason_rows[reason];
}

enum cp_verdict cp_reason_verdict(enum cp_reason reason)
{
    return cp_reason_find(reason)->verdict;
}

const char *cp_reason_field(enum cp_reason reason)
{
    return cp_reason_find(reason)->field;
}

const char *cp_reason_meaning(enum cp_reason reason)
{
    return cp_reason_find(reason)->meaning;
}
