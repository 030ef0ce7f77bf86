/* What goes wrong between an event and its sending: dates, copies, retractions. Draws from a
 * sequence of its own, so that the story stays the same whatever the faults.
 *
 * Threads: one. Owns: nothing. */
#ifndef CASEPULSE_FEEDER_GENERATE_FAULTS_H
#define CASEPULSE_FEEDER_GENERATE_FAULTS_H

#include <stdbool.h>
#include <stdint.h>

#include "casepulse/feeder/generate.h"
#include "generate_city.h"
#include "generate_random.h"

/* A record that is to be sent. */
struct cp_parcel {
    struct cp_event event;
    uint8_t kind;   /* enum cp_generated_kind */
    uint8_t source; /* whose number it gets: of the sending administration, from 0 */
};

struct cp_faults {
    const uint32_t *shares;
    const struct cp_city *city;
    struct cp_random random;
    bool is_any; /* a share is not 0 */
};

/* Shares and city are lent for the life. */
void cp_faults_init(struct cp_faults *faults, const uint32_t shares[CP_SHARE_COUNT],
                    const struct cp_city *city, uint64_t seed);

bool cp_faults_happen(struct cp_faults *faults, enum cp_generate_share share);

/* When an event sent at `sent_ms` is said to have occurred: `occurred_ms`, or later than it is
 * sent, or up to a year earlier, but not before `earliest_ms`. */
int64_t cp_faults_date(struct cp_faults *faults, int64_t occurred_ms, int64_t earliest_ms,
                       int64_t sent_ms);

/* How long until a copy, a retraction, an event that was taken back first, a corrected date. */
int64_t cp_faults_copy_delay_ms(struct cp_faults *faults);
int64_t cp_faults_retraction_delay_ms(struct cp_faults *faults);
int64_t cp_faults_original_delay_ms(struct cp_faults *faults);
int64_t cp_faults_correction_delay_ms(struct cp_faults *faults);

/* Another content under the same id. */
void cp_faults_alter(struct cp_faults *faults, struct cp_event *event);

/* The event that takes the given one back: its content, an id of its own. */
void cp_faults_retract(struct cp_faults *faults, struct cp_event *event);

#endif
