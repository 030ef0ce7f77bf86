#include "sample.h"

#include <stdarg.h>
#include <setjmp.h>
#include <cmocka.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "casepulse/base/memory.h"
#include "casepulse/proto/values.h"

#define START_MS INT64_C(1332198000000) /* 2012-03-19T23:00Z, midnight in Copenhagen */
#define UNITS 12

uint64_t sample_seed(const char *test)
{
    const char *given = getenv("CASEPULSE_TEST_SEED");
    uint64_t seed = (uint64_t)time(NULL) * 1000003u ^ (uint64_t)getpid();
    if (given != NULL) {
        seed = strtoull(given, NULL, 10);
    }
    print_message("%s: CASEPULSE_TEST_SEED=%" PRIu64 "\n", test, seed);
    return seed;
}

uint64_t sample_next(uint64_t *random)
{
    *random += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = *random;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

int64_t sample_below(uint64_t *random, int64_t end)
{
    return (int64_t)(sample_next(random) % (uint64_t)end);
}

struct cp_short_text sample_text(const char *text)
{
    struct cp_short_text result = {.size = (uint8_t)strlen(text)};
    assert_true(strlen(text) <= CP_UNIT_MAX);
    memcpy(result.bytes, text, strlen(text));
    return result;
}

/* Unknown (0) or any value of the set. */
static uint8_t sample_value(uint64_t *random, enum cp_value_set set)
{
    return (uint8_t)sample_below(random, cp_value_count(set) + 1);
}

/* A unit and, four times in five, the administration it belongs to; else any that can be sent. */
static void sample_place(uint64_t *random, struct cp_short_text *out_unit, uint8_t *out_from)
{
    const int64_t number = sample_below(random, UNITS + 2);
    char text[16];
    (void)snprintf(text, sizeof(text), "enhed-%d", (int)number);
    *out_unit = sample_text(number < UNITS ? text : number == UNITS ? CP_UNIT_NONE : CP_UNIT_OTHER);
    *out_from = (uint8_t)(number % 8);
    if (sample_below(random, 5) == 0) {
        static const uint8_t others[] = {0, 1, 2, 5, 7, 8, 9, 100, 255};
        *out_from = others[sample_below(random, sizeof(others))];
    }
}

static void sample_complaint(uint64_t *random, struct cp_fact *fact)
{
    const bool is_empty = sample_below(random, 3) == 0;
    fact->kinds = is_empty ? 0 : (uint8_t)sample_below(random, CP_BIT(CP_KIND_END));
    fact->body = sample_value(random, CP_SET_BODY);
    static const int64_t most[] = {0, 2, 5, CP_POINTS_MAX};
    fact->point_count = (uint8_t)sample_below(random, most[sample_below(random, 4)] + 1);
    for (int i = 0; i < fact->point_count; i++) {
        fact->points[i] = sample_value(random, CP_SET_THEME);
    }
}

static void sample_error(uint64_t *random, struct cp_fact *fact)
{
    fact->has_error = sample_below(random, 2) == 0;
    if (fact->has_error) {
        fact->error_themes = (uint32_t)sample_below(random, CP_BIT(CP_THEME_END));
    }
}

static void sample_values(uint64_t *random, struct cp_fact *fact)
{
    switch ((int)fact->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        fact->channel = sample_value(random, CP_SET_CHANNEL);
        fact->addressee = sample_value(random, CP_SET_ADDRESSEE);
        break;
    case CP_EVENT_STATE_CHANGED:
        fact->state = sample_value(random, CP_SET_STATE);
        break;
    case CP_EVENT_UNIT_CHANGED:
        sample_place(random, &fact->from_unit, &fact->from_administration);
        break;
    case CP_EVENT_DECISION_MADE:
        fact->decision_result = sample_value(random, CP_SET_DECISION);
        break;
    case CP_EVENT_COMPLAINT_RECEIVED:
        sample_complaint(random, fact);
        break;
    case CP_EVENT_COMPLAINT_REASSESSED:
        fact->reassessment_result = sample_value(random, CP_SET_REASSESSMENT);
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        fact->conclusion_result = sample_value(random, CP_SET_CONCLUSION);
        fact->way = sample_value(random, CP_SET_WAY);
        fact->body = sample_value(random, CP_SET_BODY);
        fact->has_criticism = sample_below(random, 2) == 0;
        break;
    case CP_EVENT_APPEAL_DECIDED:
        fact->outcome = sample_value(random, CP_SET_OUTCOME);
        fact->board = sample_value(random, CP_SET_BOARD);
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        fact->cause = sample_value(random, CP_SET_CAUSE);
        fact->reaction = sample_value(random, CP_SET_REACTION);
        sample_error(random, fact);
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        fact->reviewer = sample_value(random, CP_SET_REVIEWER);
        sample_error(random, fact);
        break;
    default:
        break;
    }
}

struct cp_fact sample_fact(uint64_t *random, uint8_t type)
{
    struct cp_fact fact = {.type = type};
    sample_place(random, &fact.unit, &fact.administration);
    sample_values(random, &fact);
    if (sample_below(random, 5) != 0) {
        (void)snprintf(fact.subject, sizeof(fact.subject), "%02d.%02d.%02d",
                       27 + (int)sample_below(random, 6), (int)sample_below(random, 4),
                       (int)sample_below(random, 3));
    }
    return fact;
}

/* Absent, before, or seldom after the event. */
static int64_t sample_before(uint64_t *random, int64_t occurred_ms, int32_t days)
{
    switch (sample_below(random, 8)) {
    case 0:
        return CP_TIME_ABSENT;
    case 1:
        return occurred_ms + sample_below(random, 3 * CP_MS_PER_DAY);
    default:
        return occurred_ms - sample_below(random, days * CP_MS_PER_DAY);
    }
}

void sample_times(uint64_t *random, struct cp_fact *fact, int64_t occurred_ms)
{
    fact->occurred_ms = occurred_ms;
    switch ((int)fact->type) {
    case CP_EVENT_CASE_REOPENED:
    case CP_EVENT_CASE_CLOSED:
    case CP_EVENT_UNIT_CHANGED:
        fact->case_opened_ms = sample_before(random, occurred_ms, 400);
        break;
    case CP_EVENT_DECISION_MADE:
        fact->has_service_target = sample_below(random, 2) == 0;
        fact->applied_ms =
            sample_before(random, occurred_ms, sample_below(random, 9) == 0 ? 6000 : 250);
        fact->deadline_ms = sample_before(random, occurred_ms + 5 * CP_MS_PER_DAY, 10);
        break;
    default:
        break;
    }
}

/* Mostly within minutes to weeks, sometimes beyond what is taken, sometimes ahead. */
static int64_t sample_occurred(uint64_t *random, int64_t arrival_ms)
{
    switch (sample_below(random, 8)) {
    case 0:
        return arrival_ms - sample_below(random, 450 * CP_MS_PER_DAY);
    case 1:
        return arrival_ms + sample_below(random, 20 * CP_MS_PER_MINUTE);
    case 2:
        return arrival_ms - sample_below(random, 40 * CP_MS_PER_DAY);
    default:
        return arrival_ms - sample_below(random, 20 * CP_MS_PER_HOUR);
    }
}

static void sample_id(uint64_t *random, uint8_t out_id[CP_EVENT_ID_SIZE])
{
    const uint64_t halves[] = {sample_next(random), sample_next(random)};
    memcpy(out_id, halves, CP_EVENT_ID_SIZE);
}

/* One in three senders' records go without a number, some without a source. */
static void sample_source(uint64_t *random, struct cp_event *event)
{
    memset(event->source, 0, sizeof(event->source));
    const int64_t number = sample_below(random, 150);
    if (number == 0) {
        (void)snprintf(event->source, sizeof(event->source), "%s", CP_SOURCE_NONE);
    } else {
        (void)snprintf(event->source, sizeof(event->source), "sag-%d",
                       (int)(number % 2 == 0 ? number % 7 : number));
    }
    event->source_size = (uint8_t)strlen(event->source);
    event->source_seq = (uint64_t)(sample_below(random, 3) == 0 ? 0 : sample_below(random, 10000));
}

/* An entry of the last hundred of the partition that decoded; NULL: none. */
static const struct sample_entry *sample_recent(uint64_t *random, const struct sample_log *log,
                                                int32_t partition)
{
    for (int tries = 0; tries < 20 && log->count > 0; tries++) {
        const int64_t reach = log->count < 100 ? (int64_t)log->count : 100;
        const struct sample_entry *entry =
            &log->entries[log->count - 1 - (size_t)sample_below(random, reach)];
        if (entry->record.partition == partition && entry->record.reason == CP_REASON_NONE) {
            return entry;
        }
    }
    return NULL;
}

static void sample_new_event(uint64_t *random, struct sample_entry *entry)
{
    struct cp_event *event = &entry->event;
    const uint8_t type = (uint8_t)(1 + sample_below(random, CP_EVENT_EVENT_RETRACTED - 1));
    sample_id(random, event->id);
    event->fact = sample_fact(random, type);
    sample_times(random, &event->fact, sample_occurred(random, entry->record.arrival_ms));
    event->own_occurred_ms = event->fact.occurred_ms;
    event->fact_hash = (uint32_t)sample_next(random);
    event->content_hash = event->fact_hash;
}

static void sample_alter(uint64_t *random, struct cp_event *event)
{
    event->fact.administration ^= 1;
    event->fact_hash ^= event->is_retraction ? 0 : 0x5A5A5A5Au;
    event->content_hash = event->is_retraction ? (uint32_t)sample_next(random) : event->fact_hash;
}

/* Takes back `original`, or something that nobody ever saw; a few contradict what was sent. */
static void sample_retraction(uint64_t *random, const struct sample_entry *original,
                              struct sample_entry *entry)
{
    struct cp_event *event = &entry->event;
    sample_id(random, event->cancelled_id);
    if (original != NULL && original->event.fact.type != 0) {
        event->fact = original->event.fact;
        event->fact_hash = original->event.fact_hash;
        memcpy(event->cancelled_id,
               original->event.is_retraction ? original->event.cancelled_id : original->event.id,
               CP_EVENT_ID_SIZE);
    }
    event->is_retraction = true;
    event->fact_hash ^= sample_below(random, 8) == 0 ? 0xC3C3C3C3u : 0;
    event->content_hash = (uint32_t)sample_next(random);
    event->own_occurred_ms = entry->record.arrival_ms - 5;
}

/* What an earlier retraction took back, sent after it. */
static void sample_original(const struct cp_event *retraction, struct cp_event *event)
{
    memcpy(event->id, retraction->cancelled_id, CP_EVENT_ID_SIZE);
    event->fact = retraction->fact;
    event->fact_hash = retraction->fact_hash;
    event->content_hash = event->fact_hash;
    event->own_occurred_ms = event->fact.occurred_ms;
}

static void sample_event(uint64_t *random, const struct sample_log *log, struct sample_entry *entry)
{
    struct cp_event *event = &entry->event;
    const struct sample_entry *recent = sample_recent(random, log, entry->record.partition);
    const struct sample_entry *before = log->count > 0 ? &log->entries[log->count - 1] : NULL;
    const bool is_move = before != NULL && before->record.reason == CP_REASON_NONE &&
                         before->event.fact.type == CP_EVENT_UNIT_CHANGED;
    sample_new_event(random, entry);
    if (is_move && sample_below(random, 2) == 0) {
        sample_retraction(random, before, entry);
    } else if (recent != NULL && recent->event.is_retraction && sample_below(random, 2) == 0) {
        sample_original(&recent->event, event);
    } else if (recent != NULL && sample_below(random, 8) == 0) {
        *event = recent->event; /* sent again */
    } else if (sample_below(random, 6) == 0) {
        sample_retraction(random, sample_below(random, 4) != 0 ? recent : NULL, entry);
    }
    if (sample_below(random, 20) == 0) {
        sample_alter(random, event);
    }
    sample_source(random, event);
}

/* One record in twenty did not decode; such a one has no event, at most a source. */
static void sample_refuse(uint64_t *random, struct sample_entry *entry)
{
    static const enum cp_reason reasons[] = {
        CP_REASON_MALFORMED_EMPTY, CP_REASON_MALFORMED_PERSONAL_DATA,
        CP_REASON_UNSUPPORTED_NEW_TYPE, CP_REASON_UNSUPPORTED_NEW_VERSION};
    if (sample_below(random, 20) == 0) {
        entry->record.reason = reasons[sample_below(random, 4)];
        if (sample_below(random, 2) == 0) {
            sample_source(random, &entry->event);
            entry->record.event = &entry->event;
        }
    }
}

struct sample_log sample_log_create(uint64_t seed, size_t count, int32_t partitions)
{
    uint64_t random = seed;
    struct sample_log log = {.entries = cp_allocate(count, sizeof(*log.entries))};
    int64_t *offsets = cp_allocate((size_t)partitions, sizeof(*offsets));
    int64_t now_ms = START_MS;
    for (; log.count < count; log.count++) {
        struct sample_entry *entry = &log.entries[log.count];
        const int64_t partition = sample_below(&random, partitions);
        now_ms += sample_below(&random, 12 * CP_MS_PER_HOUR);
        int64_t *offset = &offsets[partition];
        *offset += sample_below(&random, 25) == 0 ? 1 + sample_below(&random, 3) : 0;
        const int64_t back = sample_below(&random, 30) == 0 && *offset > 0 ? 1 : 0;
        const int64_t jitter_days = sample_below(&random, 15) == 0 ? 60 : 1;
        entry->record = (struct cp_record){
            .partition = (int32_t)partition,
            .offset = 100 * partition + *offset - back,
            .arrival_ms = now_ms - sample_below(&random, jitter_days * CP_MS_PER_DAY),
            .value_hash = (uint32_t)sample_next(&random),
        };
        *offset += 1 - back;
        sample_refuse(&random, entry);
        if (entry->record.reason == CP_REASON_NONE) {
            sample_event(&random, &log, entry);
            entry->record.event = &entry->event;
        }
    }
    free(offsets);
    return log;
}

void sample_log_free(struct sample_log *log)
{
    free(log->entries);
    *log = (struct sample_log){0};
}
