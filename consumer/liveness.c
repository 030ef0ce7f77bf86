#include "liveness.h"

#include <jansson.h>

#include "casepulse/base/log.h"

/* Without an answer for so long the cluster is said to be away: long polls answer every 0.1 s. */
#define CP_AWAY_AFTER_MS 2500

/* Milliseconds that any broker that is up lets us wait, at the least; −1: none is up. A broker that
 * owes no answer is as good as one that answered just now. */
static int64_t cp_statistics_idle_ms(const json_t *document)
{
    const char *name = NULL;
    json_t *broker = NULL;
    int64_t youngest_us = -1;
    json_t *brokers = json_object_get(document, "brokers");
    json_object_foreach(brokers, name, broker)
    {
        const char *state = json_string_value(json_object_get(broker, "state"));
        const json_int_t owed = json_integer_value(json_object_get(broker, "waitresp_cnt"));
        const json_int_t idle_us =
            owed > 0 ? json_integer_value(json_object_get(broker, "rxidle")) : 0;
        const bool is_up = state != NULL && state[0] == 'U' && state[1] == 'P';
        if (is_up && idle_us >= 0 && (youngest_us < 0 || idle_us < youngest_us)) {
            youngest_us = idle_us;
        }
    }
    return youngest_us < 0 ? -1 : youngest_us / 1000;
}

static void cp_liveness_say(struct cp_liveness *liveness, int64_t now_ms, const char *servers)
{
    if (!liveness->is_away && now_ms - liveness->first_bad_ms >= CP_AWAY_AFTER_MS) {
        liveness->is_away = true;
        cp_log(CP_LOG_WARNING, "kafka: no answer from %s; trying again until it comes", servers);
    }
}

void cp_liveness_take(struct cp_liveness *liveness, const char *json, size_t size, int64_t now_ms,
                      const char *servers)
{
    json_error_t error;
    json_t *document = json_loadb(json, size, 0, &error);
    if (document == NULL) {
        return;
    }
    const int64_t idle_ms = cp_statistics_idle_ms(document);
    json_decref(document);
    if (idle_ms >= 0) {
        liveness->answered_ms = now_ms - idle_ms;
    }
    if (idle_ms < 0 || idle_ms > CP_AWAY_AFTER_MS) {
        liveness->first_bad_ms = liveness->first_bad_ms > 0 ? liveness->first_bad_ms : now_ms;
        cp_liveness_say(liveness, now_ms, servers);
        return;
    }
    liveness->first_bad_ms = 0;
    if (liveness->is_away) {
        liveness->is_away = false;
        cp_log(CP_LOG_INFO, "kafka: %s answers again", servers);
    }
}
