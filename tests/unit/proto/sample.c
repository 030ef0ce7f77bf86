#include "sample.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/base/clock.h"

const unsigned char sample_id[CP_EVENT_ID_SIZE] = "0123456789abcdef";
const unsigned char sample_cancelled_id[CP_EVENT_ID_SIZE] = "fedcba9876543210";

static void sample_append(struct sample *sample, const void *data, size_t size)
{
    CP_ASSERT(size <= SAMPLE_MAX - sample->size);
    if (size > 0) {
        memcpy(sample->bytes + sample->size, data, size);
    }
    sample->size += size;
}

static void sample_append_varint(struct sample *sample, uint64_t value)
{
    do {
        unsigned char byte = (unsigned char)((value & 0x7F) | (value > 0x7F ? 0x80 : 0));
        sample_append(sample, &byte, 1);
        value >>= 7;
    } while (value != 0);
}

void sample_put_varint(struct sample *sample, int field, uint64_t value)
{
    sample_append_varint(sample, (uint64_t)field << 3);
    sample_append_varint(sample, value);
}

void sample_put_data(struct sample *sample, int field, const void *data, size_t size)
{
    sample_append_varint(sample, (uint64_t)field << 3 | 2);
    sample_append_varint(sample, size);
    sample_append(sample, data, size);
}

void sample_put_text(struct sample *sample, int field, const char *text)
{
    sample_put_data(sample, field, text, strlen(text));
}

void sample_put_sample(struct sample *sample, int field, const struct sample *inner)
{
    sample_put_data(sample, field, inner->bytes, inner->size);
}

void sample_begin(struct sample *sample, int type)
{
    sample->size = 0;
    sample_put_data(sample, FIELD_EVENT_ID, sample_id, sizeof(sample_id));
    sample_put_varint(sample, FIELD_SCHEMA_VERSION, 1);
    sample_put_varint(sample, FIELD_TYPE, (uint64_t)type);
    sample_put_text(sample, FIELD_CASE_ID, "case-1");
    sample_put_varint(sample, FIELD_OCCURRED, SAMPLE_OCCURRED_MS);
}

void sample_begin_move(struct sample *sample)
{
    static struct sample detail;
    detail.size = 0;
    sample_put_text(&detail, FIELD_MOVE_FROM_UNIT, "bcv-1");
    sample_begin(sample, CP_EVENT_UNIT_CHANGED);
    sample_put_sample(sample, FIELD_DETAIL + CP_EVENT_UNIT_CHANGED, &detail);
}

void sample_begin_retraction(struct sample *sample, const struct sample *original)
{
    sample_begin(sample, CP_EVENT_EVENT_RETRACTED);
    sample_put_data(sample, FIELD_RETRACTED_EVENT_ID, sample_cancelled_id, CP_EVENT_ID_SIZE);
    sample_put_sample(sample, FIELD_RETRACTED, original);
}

struct cp_decoder *sample_decoder(bool refuse_ten_digits)
{
    static struct cp_zone zone;
    struct cp_failure failure;
    if (zone.transition_count == 0) {
        enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure);
        CP_ASSERT(status == CP_OK);
    }
    struct cp_decoder_rules rules = {.zone = &zone, .refuse_ten_digits = refuse_ten_digits};
    return cp_decoder_create(rules);
}

enum cp_reason sample_decode(struct cp_decoder *decoder, const struct sample *sample,
                             struct cp_event *out_event)
{
    return cp_decoder_decode(decoder, sample->bytes, sample->size, NULL, 0, out_event);
}

uint64_t sample_seed(void)
{
    const char *given = getenv("CASEPULSE_TEST_SEED");
    uint64_t seed = given != NULL ? strtoull(given, NULL, 10) : (uint64_t)cp_clock_wall_ms();
    printf("CASEPULSE_TEST_SEED=%" PRIu64 "\n", seed);
    return seed;
}

uint64_t sample_random(uint64_t *seed)
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

uint64_t sample_random_below(uint64_t *seed, uint64_t limit)
{
    return sample_random(seed) % limit;
}

static bool sample_coin(uint64_t *seed)
{
    return sample_random_below(seed, 2) == 1;
}

/* A known value or 0. */
static uint8_t sample_value(uint64_t *seed, int end)
{
    return (uint8_t)sample_random_below(seed, (uint64_t)end);
}

/* Letters only: nothing in it can look like a number. */
static void sample_fill_word(uint64_t *seed, size_t size, char *out_word)
{
    for (size_t i = 0; i < size; i++) {
        out_word[i] = (char)('a' + sample_random_below(seed, 26));
    }
}

static void sample_short_text(uint64_t *seed, size_t size_min, struct cp_short_text *out_text)
{
    size_t size = size_min + sample_random_below(seed, CP_UNIT_MAX + 1 - size_min);
    sample_fill_word(seed, size, out_text->bytes);
    out_text->size = (uint8_t)size;
}

static void sample_unit(uint64_t *seed, struct cp_short_text *out_unit)
{
    if (sample_coin(seed)) {
        sample_short_text(seed, 1, out_unit);
        return;
    }
    out_unit->size = (uint8_t)strlen(CP_UNIT_NONE);
    memcpy(out_unit->bytes, CP_UNIT_NONE, strlen(CP_UNIT_NONE));
}

/* 1900 to 2199, or absent. */
static int64_t sample_time(uint64_t *seed)
{
    if (sample_coin(seed)) {
        return CP_TIME_ABSENT;
    }
    int64_t span_ms = INT64_C(7258118400000) + INT64_C(2208988800000) - CP_MS_PER_DAY;
    return (int64_t)sample_random_below(seed, (uint64_t)span_ms) - INT64_C(2208988800000);
}

/* 1990 to 2099. */
static int64_t sample_occurred(uint64_t *seed)
{
    int64_t span_ms = INT64_C(4102441200000) - INT64_C(631148400000);
    return (int64_t)sample_random_below(seed, (uint64_t)span_ms) + INT64_C(631148400000);
}

static void sample_id_bytes(uint64_t *seed, uint8_t *out_id)
{
    for (int i = 0; i < CP_EVENT_ID_SIZE; i++) {
        out_id[i] = (uint8_t)sample_random(seed);
    }
}

static void sample_points(uint64_t *seed, struct cp_fact *fact)
{
    fact->point_count = (uint8_t)sample_random_below(seed, CP_POINTS_MAX + 1);
    for (size_t i = 0; i < fact->point_count; i++) {
        fact->points[i] = sample_value(seed, CP_THEME_END);
    }
}

static void sample_error(uint64_t *seed, struct cp_fact *fact)
{
    fact->has_error = sample_coin(seed);
    if (fact->has_error) {
        fact->error_themes = (uint32_t)sample_random_below(seed, CP_BIT(CP_THEME_END));
    }
}

static void sample_complaint_values(uint64_t *seed, struct cp_fact *fact)
{
    switch (fact->type) {
    case CP_EVENT_COMPLAINT_RECEIVED:
        fact->kinds = (uint8_t)sample_random_below(seed, CP_BIT(CP_KIND_END));
        fact->body = sample_value(seed, CP_BODY_END);
        sample_points(seed, fact);
        break;
    case CP_EVENT_COMPLAINT_REASSESSED:
        fact->reassessment_result = sample_value(seed, CP_REASSESSMENT_END);
        break;
    case CP_EVENT_COMPLAINT_CONCLUDED:
        fact->conclusion_result = sample_value(seed, CP_CONCLUSION_END);
        fact->has_criticism = sample_coin(seed);
        fact->body = sample_value(seed, CP_BODY_END);
        fact->way = sample_value(seed, CP_WAY_END);
        break;
    case CP_EVENT_APPEAL_DECIDED:
        fact->outcome = sample_value(seed, CP_OUTCOME_END);
        fact->board = sample_value(seed, CP_BOARD_END);
        break;
    case CP_EVENT_INVESTIGATION_CONCLUDED:
        fact->cause = sample_value(seed, CP_CAUSE_END);
        fact->reaction = sample_value(seed, CP_REACTION_END);
        sample_error(seed, fact);
        break;
    case CP_EVENT_AUDIT_REVIEWED:
        fact->reviewer = sample_value(seed, CP_REVIEWER_END);
        sample_error(seed, fact);
        break;
    default:
        break;
    }
}

static void sample_case_values(uint64_t *seed, struct cp_fact *fact)
{
    switch (fact->type) {
    case CP_EVENT_INQUIRY_RECEIVED:
        fact->channel = sample_value(seed, CP_CHANNEL_END);
        fact->addressee = sample_value(seed, CP_ADDRESSEE_END);
        break;
    case CP_EVENT_CASE_REOPENED:
    case CP_EVENT_CASE_CLOSED:
        fact->case_opened_ms = sample_time(seed);
        break;
    case CP_EVENT_STATE_CHANGED:
        fact->state = sample_value(seed, CP_STATE_END);
        break;
    case CP_EVENT_UNIT_CHANGED:
        fact->case_opened_ms = sample_time(seed);
        sample_unit(seed, &fact->from_unit);
        fact->from_administration = (uint8_t)(1 + sample_random_below(seed, 255));
        break;
    case CP_EVENT_DECISION_MADE:
        fact->decision_result = sample_value(seed, CP_DECISION_END);
        fact->applied_ms = sample_time(seed);
        fact->deadline_ms = sample_time(seed);
        fact->has_service_target = sample_coin(seed);
        break;
    default:
        break;
    }
}

static void sample_fact(uint64_t *seed, struct cp_fact *fact)
{
    fact->type = (uint8_t)(1 + sample_random_below(seed, CP_EVENT_EVENT_RETRACTED - 1));
    fact->occurred_ms = sample_occurred(seed);
    fact->administration = (uint8_t)sample_random(seed);
    sample_unit(seed, &fact->unit);
    if (sample_coin(seed)) {
        memcpy(fact->subject, "32.24.04", 8);
    }
    if (sample_coin(seed)) {
        memcpy(fact->facet, "K02", 3);
    }
    sample_case_values(seed, fact);
    sample_complaint_values(seed, fact);
}

static void sample_source(uint64_t *seed, struct cp_event *event)
{
    event->source_seq = sample_coin(seed) ? sample_random(seed) : 0;
    if (sample_coin(seed)) {
        event->source_size = (uint8_t)(1 + sample_random_below(seed, CP_SOURCE_MAX));
        sample_fill_word(seed, event->source_size, event->source);
        return;
    }
    event->source_size = (uint8_t)strlen(CP_SOURCE_NONE);
    memcpy(event->source, CP_SOURCE_NONE, event->source_size);
}

void sample_random_event(uint64_t *seed, struct cp_event *out_event)
{
    memset(out_event, 0, sizeof(*out_event));
    sample_id_bytes(seed, out_event->id);
    out_event->schema_version = CP_SCHEMA_VERSION;
    sample_short_text(seed, 1, &out_event->case_id);
    sample_fact(seed, &out_event->fact);
    out_event->own_occurred_ms = out_event->fact.occurred_ms;
    out_event->is_retraction = sample_random_below(seed, 4) == 0;
    if (out_event->is_retraction) {
        sample_id_bytes(seed, out_event->cancelled_id);
        out_event->own_occurred_ms = sample_occurred(seed);
    }
    out_event->registered_ms = sample_time(seed);
    out_event->emitted_ms = sample_time(seed);
    sample_source(seed, out_event);
    if (sample_coin(seed)) {
        memcpy(out_event->authority, "64942212", 8);
    }
    out_event->sensitivity = (uint8_t)sample_random_below(seed, 5);
    sample_short_text(seed, 0, &out_event->related_case);
    if (sample_coin(seed)) {
        sample_id_bytes(seed, out_event->complained_decision);
    }
}
