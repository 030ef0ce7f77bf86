#include "nudge.h"

#define CP_NUDGE_EVERY_MS 10
/* As long as a broker's thread may sleep. */
#define CP_NUDGE_FOR_MS 1000

void cp_nudge_begin(struct cp_nudge *nudge, int64_t now_ms)
{
    nudge->until_ms = now_ms + CP_NUDGE_FOR_MS;
}

bool cp_nudge_is_due(struct cp_nudge *nudge, int64_t now_ms, size_t queued)
{
    if (queued >= nudge->mark) {
        nudge->was_above = true;
        return false;
    }
    if (now_ms >= nudge->until_ms || (now_ms < nudge->next_ms && !nudge->was_above)) {
        return false;
    }
    nudge->was_above = false;
    nudge->next_ms = now_ms + CP_NUDGE_EVERY_MS;
    return true;
}

void cp_nudge_send(rd_kafka_t *client, const rd_kafka_topic_partition_list_t *partitions)
{
    rd_kafka_topic_partition_list_t *ends = rd_kafka_topic_partition_list_copy(partitions);
    for (int i = 0; i < ends->cnt; i++) {
        ends->elems[i].offset = RD_KAFKA_OFFSET_END; /* instead of a time: cheap to answer */
    }
    /* Without waiting: the requests are on their way, what they say is of no interest. */
    (void)rd_kafka_offsets_for_times(client, ends, 0);
    rd_kafka_topic_partition_list_destroy(ends);
}
