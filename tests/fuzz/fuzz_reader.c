/* Any bytes as a record: the reader of the hot path and protobuf-c give the same verdict, the same
 * event and the same message. The first byte says how the rest is taken. */
#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/assert.h"
#include "strange.h"

#define KEY_MAX 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct strange_pair *pair_of(bool refuse_ten_digits)
{
    static struct cp_zone zone;
    static struct strange_pair pairs[2];
    if (zone.transition_count == 0) {
        struct cp_failure failure;
        const enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure);
        CP_ASSERT(status == CP_OK);
        for (int i = 0; i < 2; i++) {
            strange_pair_init(&pairs[i], (struct cp_decoder_rules){&zone, i == 1});
        }
    }
    return &pairs[refuse_ten_digits];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    const struct cp_slice value = {data + 1, size - 1};
    struct cp_slice key = {0};
    if ((data[0] & 2) != 0) {
        key = (struct cp_slice){value.bytes, value.size < KEY_MAX ? value.size : KEY_MAX};
    }
    enum cp_reason reason;
    const char *difference = strange_pair_differ(pair_of(data[0] & 1), value, key, &reason);
    if (difference != NULL) {
        (void)fprintf(stderr, "%s\n", difference);
    }
    CP_ASSERT(difference == NULL);
    return 0;
}
