#include "casepulse/store/health.h"

#include "connection.h"
#include "keys.h"

/* At most four answers are waited for: sign-in, greeting, database, heartbeat. */
#define CP_HEALTH_ANSWER_TIMEOUT_MS 750

static enum cp_status cp_health_ask(struct cp_connection *connection, const char *namespace_name,
                                    struct cp_failure *out_failure)
{
    const struct cp_keys keys = cp_keys_of(namespace_name);
    char key[CP_KEY_MAX];
    cp_key_write(&keys, key, CP_KEY_HEARTBEAT);
    const char *exists[] = {"EXISTS", key, NULL};
    struct cp_reply *reply = NULL;
    cp_connection_send_words(connection, exists);
    const enum cp_status status = cp_connection_receive(connection, &reply, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const bool is_alive = cp_reply_integer(reply) == 1;
    cp_reply_free(reply);
    return is_alive ? CP_OK
                    : cp_fail(out_failure, CP_RUNTIME,
                              "redis %s: no heartbeat under %s for 5 s: nobody publishes",
                              cp_connection_label(connection), key);
}

enum cp_status cp_healthcheck(const struct cp_redis_settings *settings,
                              struct cp_failure *out_failure)
{
    struct cp_connection *connection = cp_connection_create(settings, CP_HEALTH_ANSWER_TIMEOUT_MS);
    enum cp_status status = cp_connection_open(connection, out_failure);
    if (status == CP_OK) {
        status = cp_health_ask(connection, settings->namespace_name, out_failure);
    }
    cp_connection_free(connection);
    return status;
}
