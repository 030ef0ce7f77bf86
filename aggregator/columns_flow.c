/* Active cases, and counts by subject group: what opens, closes or moves a case (counting rule 10),
 * and the families of columns that only configured groups have (rule 9). */
#include "columns.h"

#include <stddef.h>

/* All others nothing. */
const int8_t cp_flows[CP_EVENT_TYPE_END] = {
    [CP_EVENT_CASE_OPENED] = 1,
    [CP_EVENT_CASE_REOPENED] = 1,
    [CP_EVENT_CASE_CLOSED] = -1,
    [CP_EVENT_UNIT_CHANGED] = 1,
};

/* First column of the family that a type counts in by group; 0: none. */
static const uint16_t cp_families[CP_EVENT_TYPE_END] = {
    [CP_EVENT_INQUIRY_RECEIVED] = CP_COUNTER_INQUIRIES_SUBJECT_0,
    [CP_EVENT_DECISION_MADE] = CP_COUNTER_DECISIONS_SUBJECT_0,
    [CP_EVENT_COMPLAINT_RECEIVED] = CP_COUNTER_COMPLAINTS_SUBJECT_0,
};

void cp_touch_subject(const struct cp_subjects *subjects, const struct cp_fact *fact,
                      struct cp_touches *touches)
{
    const uint16_t family = cp_families[fact->type];
    const int32_t flow = cp_flow_of(fact);
    if (family == 0 && flow == 0) {
        return;
    }
    const int group = cp_subjects_find(subjects, fact->subject);
    if (group == CP_SUBJECT_NONE) {
        return; /* `other` is the rest: made in the picture */
    }
    if (flow != 0) {
        cp_touch_weighted(touches, CP_COUNTER_ACTIVE_FLOW_SUBJECT_0 + group, flow);
        return;
    }
    cp_touch(touches, family + group);
    if (fact->type == CP_EVENT_COMPLAINT_RECEIVED && fact->body == CP_BODY_OMBUDSMAN) {
        cp_touch(touches, CP_COUNTER_OMB_COMPLAINTS_SUBJECT_0 + group);
    }
}

void cp_touch_sender(const struct cp_fold_settings *settings, const struct cp_fact *fact,
                     struct cp_touches *touches)
{
    cp_touch(touches, CP_COUNTER_MOVED_OUT);
    const int group = settings->subjects != NULL
                          ? cp_subjects_find(settings->subjects, fact->subject)
                          : CP_SUBJECT_NONE;
    if (group != CP_SUBJECT_NONE) {
        cp_touch_weighted(touches, CP_COUNTER_ACTIVE_FLOW_SUBJECT_0 + group, -cp_flow_of(fact));
    }
}
