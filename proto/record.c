#include "record.h"

#include <stddef.h>

#include "content.h"
#include "fill.h"

enum cp_reason cp_record_refuse(enum cp_reason reason, const struct cp_check_rules *rules,
                                struct cp_event *out_event)
{
    cp_event_fill_source(NULL, rules, out_event);
    return reason;
}

enum cp_reason cp_record_finish(const struct cp_record *record, const struct cp_check_rules *rules,
                                struct cp_event *out_event)
{
    const enum cp_reason reason = cp_record_check(record, rules);
    if (reason != CP_REASON_NONE) {
        cp_event_fill_source(&record->own, rules, out_event);
        return reason;
    }
    cp_event_fill(record, rules, out_event);
    cp_content_fill(record, rules, out_event);
    return CP_REASON_NONE;
}
