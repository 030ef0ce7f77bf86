#include "service_state.h"

#define CP_STALE_AFTER_MS 30000
#define CP_BEHIND_AFTER_MS 10000

struct cp_service_status cp_service_status_of(const struct cp_source_report *report,
                                              bool is_balanced, int64_t now_ms, int64_t started_ms)
{
    struct cp_service_status status = {
        .state = "live",
        .reason = "",
        .lag_records = report->lag_records,
        .lag_ms = report->lag_ms,
        .partitions_seen = report->partitions_seen,
        .partitions_total = report->partitions_total,
        .instances = 1,
        .fenced = report->fenced,
    };
    const int64_t answered_ms = report->answered_ms > 0 ? report->answered_ms : started_ms;
    if (!is_balanced) {
        status.state = "failed";
        status.reason = "the books do not balance";
    } else if (report->failure[0] != '\0') {
        status.state = "failed";
        status.reason = report->failure;
    } else if (report->partitions_seen == 0 || report->partitions_seen < report->partitions_total) {
        status.state = "partial";
        status.reason = "not all partitions are assigned";
    } else if (now_ms - answered_ms > CP_STALE_AFTER_MS) {
        status.state = "stale";
        status.reason = "no answer from Kafka for 30 s";
    } else if (!report->is_caught_up || report->lag_ms > CP_BEHIND_AFTER_MS) {
        status.state = "catching_up";
    }
    return status;
}
