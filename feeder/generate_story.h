/* What happens in the city, one event after the other: an inquiry, the case that may follow from
 * it, the complaint that may follow from that, and who looks into it.
 *
 * Times here are those of the story: of a live stream, whose story runs faster than the clock, the
 * generator moves them to the present. Threads: one. Owns: nothing. Bounded: see generate.h. */
#ifndef CASEPULSE_FEEDER_GENERATE_STORY_H
#define CASEPULSE_FEEDER_GENERATE_STORY_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/proto/event.h"
#include "generate_agenda.h"
#include "generate_city.h"
#include "generate_random.h"
#include "generate_rhythm.h"

enum cp_story_kind { CP_STORY_CASE, CP_STORY_COMPLAINT, CP_STORY_AUDIT, CP_STORY_INVESTIGATION };

/* What is to be told next of a complaint. */
enum cp_complaint_step {
    CP_COMPLAINT_RECEIVED,
    CP_COMPLAINT_REASSESSED,
    CP_COMPLAINT_CONCLUDED,
    CP_COMPLAINT_APPEAL,
    CP_COMPLAINT_INVESTIGATION
};

struct cp_story {
    int64_t opened_ms;  /* when the case was opened, as was told; 0 before */
    int64_t applied_ms; /* when its citizen applied */
    uint32_t number;    /* of the case */
    struct cp_place place;
    uint8_t subject; /* of its administration; CP_CITY_SUBJECTS: not known */
    uint8_t facet, sensitivity;
    uint8_t kind; /* enum cp_story_kind */
    uint8_t step; /* of a case: 0 inquiry, 1 opened … step_count closed, then reopened */
    uint8_t step_count;
    uint8_t decision_step; /* 0: none */
    uint8_t complaint_step;
    bool is_unplaced; /* its system does not say where */
    bool is_batch, is_decided, goes_to_appeal, is_investigated;
    uint8_t body;
    uint8_t kinds;
    uint8_t decision_id[CP_EVENT_ID_SIZE];
};

struct cp_teller {
    const struct cp_city *city;
    const struct cp_rhythm *rhythm;
    struct cp_agenda *stories; /* of struct cp_story: what goes on later */
    struct cp_random random;
    struct cp_random ids;
    uint32_t mark; /* in all case ids */
    uint32_t case_count;
};

void cp_teller_init(struct cp_teller *teller, uint64_t seed, uint32_t mark);

/* A new story begins at `now_ms`; its first event is told at once. */
void cp_story_begin(struct cp_teller *teller, bool is_batch, int64_t now_ms,
                    struct cp_story *out_story);

/* Tells the story's next event. True: it goes on at `*out_next_ms`. The event is whole but for what
 * depends on its sending: occurred, registered, emitted, source_seq. */
bool cp_story_tell(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                   struct cp_event *out_event, int64_t *out_next_ms);

/* Of generate_complaint.c. */
bool cp_complaint_tell(struct cp_teller *teller, struct cp_story *story, int64_t now_ms,
                       struct cp_event *event, int64_t *out_next_ms);
void cp_audit_tell(struct cp_teller *teller, struct cp_event *event);
void cp_investigation_tell(struct cp_teller *teller, enum cp_cause cause, struct cp_event *event);

#endif
