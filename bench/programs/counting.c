#include "counting.h"

#include "records.h"

#define CP_BENCH_HORIZON_DAYS 35
#define CP_BENCH_LONG_AFTER_MS INT64_C(4102444800000) /* 2100 */

struct cp_fold *cp_bench_fold(const struct cp_zone *zone, bool is_live)
{
    struct cp_fold *fold = cp_fold_create((struct cp_fold_settings){
        .zone = zone,
        .history_days = 4018,
        .horizon_days = CP_BENCH_HORIZON_DAYS,
        .skew_ms = 10 * 60000,
        .max_units = 4096,
        .keep_days = CP_BENCH_HORIZON_DAYS + 1,
        .balance_day = CP_DAY_NONE,
        .as_of_ms = INT64_MAX,
        .as_of_from_ms = is_live ? INT64_MIN : CP_BENCH_LONG_AFTER_MS,
    });
    for (int32_t partition = 0; partition < CP_BENCH_PARTITIONS; partition++) {
        cp_fold_open(fold, partition, 0);
    }
    return fold;
}
