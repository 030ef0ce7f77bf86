/* Records for the tests: a writer of raw protobuf that can also write what no sender should, and
 * random events. A later field of the same number replaces an earlier one, so a test appends its
 * fault to a good record.
 *
 * Threads: one at a time. Bounded: SAMPLE_MAX bytes a record. */
#ifndef PROTO_SAMPLE_H
#define PROTO_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "casepulse/proto/decode.h"
#include "casepulse/proto/event.h"

#define SAMPLE_MAX 40000

/* Field numbers of the contract, written down again: the tests would notice a change. */
enum sample_field {
    FIELD_EVENT_ID = 1,
    FIELD_SCHEMA_VERSION = 2,
    FIELD_TYPE = 3,
    FIELD_CASE_ID = 4,
    FIELD_OCCURRED = 5,
    FIELD_ADMINISTRATION = 6,
    FIELD_UNIT = 7,
    FIELD_SUBJECT = 8,
    FIELD_FACET = 9,
    FIELD_REGISTERED = 10,
    FIELD_EMITTED = 11,
    FIELD_SOURCE = 12,
    FIELD_SOURCE_SEQ = 13,
    FIELD_AUTHORITY = 16,
    FIELD_SENSITIVITY = 17,
    FIELD_RELATED_CASE = 18,
    FIELD_COMPLAINED_DECISION = 19,
    FIELD_RETRACTED_EVENT_ID = 20,
    FIELD_DETAIL = 20, /* plus the type */
    FIELD_RETRACTED = 34,
    /* In details. */
    FIELD_MOVE_FROM_UNIT = 1,
    FIELD_MOVE_FROM_ADMINISTRATION = 2,
    FIELD_COMPLAINT_KINDS = 1,
    FIELD_COMPLAINT_POINTS = 3,
    FIELD_REVIEW_ERROR = 2,
    FIELD_REVIEW_ERROR_THEMES = 3,
};

struct sample {
    unsigned char bytes[SAMPLE_MAX];
    size_t size;
};

extern const unsigned char sample_id[CP_EVENT_ID_SIZE];
extern const unsigned char sample_cancelled_id[CP_EVENT_ID_SIZE];

#define SAMPLE_OCCURRED_MS INT64_C(1369130400000) /* 2013-05-21T10:00:00Z */

void sample_put_varint(struct sample *sample, int field, uint64_t value);
void sample_put_data(struct sample *sample, int field, const void *data, size_t size);
void sample_put_text(struct sample *sample, int field, const char *text);
void sample_put_sample(struct sample *sample, int field, const struct sample *inner);

/* The five required fields and nothing else. */
void sample_begin(struct sample *sample, int type);

/* A move from a unit: the only type that requires a detail. */
void sample_begin_move(struct sample *sample);

/* A whole retraction of that event. */
void sample_begin_retraction(struct sample *sample, const struct sample *original);

/* The decoder of the municipality's zone; free it. */
struct cp_decoder *sample_decoder(bool refuse_ten_digits);

/* Decodes with an empty key. */
enum cp_reason sample_decode(struct cp_decoder *decoder, const struct sample *sample,
                             struct cp_event *out_event);

/* A new seed, printed; CASEPULSE_TEST_SEED repeats one. */
uint64_t sample_seed(void);

/* The next number (splitmix64), and one below `limit`. */
uint64_t sample_random(uint64_t *seed);
uint64_t sample_random_below(uint64_t *seed, uint64_t limit);

/* A good event with any of its fields absent or not; a retraction now and then. */
void sample_random_event(uint64_t *seed, struct cp_event *out_event);

#endif
