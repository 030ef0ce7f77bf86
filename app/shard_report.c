#include <string.h>

#include "casepulse/base/clock.h"
#include "shard_parts.h"

static void cp_report_partition(struct cp_shard *shard, int32_t number, int64_t *worst,
                                struct cp_source_report *report)
{
    const struct cp_shard_partition *partition = &shard->partitions[number];
    report->partitions_seen++;
    report->is_caught_up = report->is_caught_up && partition->has_ended;
    if (partition->is_stopped) {
        return;
    }
    const int64_t fetched = cp_kafka_high_watermark(shard->kafka, number);
    const int64_t high = fetched > partition->high ? fetched : partition->high;
    const int64_t offset = cp_fold_offset(shard->fold, number);
    const int64_t lag = high > offset ? high - offset : 0;
    report->lag_records += lag;
    if (lag > *worst) {
        const int64_t arrival_ms = cp_fold_last_arrival_ms(shard->fold, number);
        *worst = lag;
        report->lag_ms = arrival_ms != INT64_MIN ? cp_clock_wall_ms() - arrival_ms : report->lag_ms;
    }
}

void cp_shard_report(struct cp_shard *shard, struct cp_source_report *out_report)
{
    struct cp_source_report report = {
        .partitions_total = cp_kafka_partition_count(shard->kafka),
        .is_caught_up = shard->partition_end > 0,
        .answered_ms = cp_kafka_answered_ms(shard->kafka),
        .fenced = shard->fenced,
        .record_count = shard->record_count,
        .begun_ms = shard->begun_ms,
        .read_ms = shard->read_ms,
    };
    int64_t worst = 0;
    for (int32_t i = 0; i < shard->partition_end; i++) {
        if (shard->partitions[i].is_ours) {
            cp_report_partition(shard, i, &worst, &report);
        }
    }
    memcpy(report.failure, shard->stopped, sizeof(report.failure));
    *out_report = report;
}
