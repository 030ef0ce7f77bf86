/* From a checked record to the event: what is absent, misshapen or unknown gets its one value, so
 * that two records that say the same give the same bytes.
 *
 * Threads: any. Owns: nothing. */
#ifndef CASEPULSE_FILL_H
#define CASEPULSE_FILL_H

#include <assert.h>
#include <stddef.h>
#include <string.h>

#include "casepulse/base/assert.h"
#include "casepulse/proto/event.h"
#include "check.h"
#include "word.h"

#define CP_SENSITIVITY_MAX 4

/* The values of a detail that are one byte each stand in the same order in the fact, and so do its
 * times: what lies so far behind the first here lies as far behind the first there. */
#define CP_DETAIL_AT(field, first)                                                                 \
    (offsetof(struct cp_message_detail, field) - offsetof(struct cp_message_detail, first))
#define CP_DETAIL_IS_SAME(field, first)                                                            \
    (CP_DETAIL_AT(field, first) ==                                                                 \
     offsetof(struct cp_fact, field) - offsetof(struct cp_fact, first))
#define CP_IS_VALUE(field) CP_DETAIL_IS_SAME(field, channel)
#define CP_IS_TIME(field) CP_DETAIL_IS_SAME(field, case_opened_ms)
#define CP_DETAIL_VALUES_SIZE (CP_DETAIL_AT(has_error, channel) + 1)

static_assert(CP_IS_VALUE(addressee) && CP_IS_VALUE(state) && CP_IS_VALUE(decision_result) &&
                  CP_IS_VALUE(has_service_target) && CP_IS_VALUE(kinds) && CP_IS_VALUE(body) &&
                  CP_IS_VALUE(reassessment_result) && CP_IS_VALUE(conclusion_result) &&
                  CP_IS_VALUE(way) && CP_IS_VALUE(has_criticism) && CP_IS_VALUE(outcome) &&
                  CP_IS_VALUE(board) && CP_IS_VALUE(cause) && CP_IS_VALUE(reaction) &&
                  CP_IS_VALUE(reviewer) && CP_IS_VALUE(has_error),
              "a detail's values are in another order than a fact's");
static_assert(CP_IS_TIME(applied_ms) && CP_IS_TIME(deadline_ms),
              "a detail's times are in another order than a fact's");

static inline struct cp_slice cp_fill_literal(const char *text)
{
    return (struct cp_slice){(const uint8_t *)text, strlen(text)};
}

/* Into zeroes, as the next. */
static inline void cp_fill_short_text(struct cp_slice text, struct cp_short_text *out_text)
{
    CP_ASSERT(text.size < sizeof(out_text->bytes));
    cp_word_put_text(out_text->bytes, sizeof(out_text->bytes), text.bytes, text.size);
    out_text->size = (uint8_t)text.size;
}

/* `source` is as the contract wants it. */
static inline void cp_fill_source(struct cp_slice source, struct cp_event *out_event)
{
    cp_word_put_text(out_event->source, sizeof(out_event->source), source.bytes, source.size);
    out_event->source_size = (uint8_t)source.size;
}

static inline int64_t cp_fill_time(int64_t sent_ms, const struct cp_check_rules *rules)
{
    return cp_time_is_within(sent_ms, rules->optional) ? sent_ms : CP_TIME_ABSENT;
}

/* Source and its number, of any record that could be read; NULL: of one that could not. */
void cp_event_fill_source(const struct cp_message *message, const struct cp_check_rules *rules,
                          struct cp_event *out_event);

/* The whole event, every byte of it; the record has passed cp_record_check. */
void cp_event_fill(const struct cp_record *record, const struct cp_check_rules *rules,
                   struct cp_event *out_event);

#endif
