#include "adoption.h"

#include <string.h>

#include "casepulse/base/assert.h"

void cp_adoption_begin(struct cp_adoption *adoption, struct cp_connection *connection,
                       struct cp_sweep *sweep, cp_adoption_take *take, void *context)
{
    adoption->connection = connection;
    adoption->sweep = sweep;
    adoption->take = take;
    adoption->context = context;
    adoption->count = 0;
}

enum cp_status cp_adoption_finish(struct cp_adoption *adoption, struct cp_failure *out_failure)
{
    for (size_t at = 0; at < adoption->count; at++) {
        const char *get[] = {"HGETALL", adoption->keys[at].text, NULL};
        cp_connection_send_words(adoption->connection, get);
    }
    for (size_t at = 0; at < adoption->count; at++) {
        const struct cp_adoption_key *key = &adoption->keys[at];
        struct cp_reply *reply = NULL;
        const enum cp_status status =
            cp_connection_receive(adoption->connection, &reply, out_failure);
        if (status != CP_OK) {
            return status;
        }
        if (adoption->take(adoption->context, key->place, reply)) {
            (void)cp_sweep_spare(adoption->sweep, key->text);
        }
        cp_reply_free(reply);
    }
    adoption->count = 0;
    return CP_OK;
}

enum cp_status cp_adoption_ask(struct cp_adoption *adoption, const char *key, size_t place,
                               struct cp_failure *out_failure)
{
    if (!cp_sweep_holds(adoption->sweep, key)) {
        return CP_OK;
    }
    struct cp_adoption_key *asked = &adoption->keys[adoption->count++];
    CP_ASSERT(strlen(key) < sizeof(asked->text));
    memcpy(asked->text, key, strlen(key) + 1);
    asked->place = place;
    return adoption->count == CP_ADOPTION_BATCH ? cp_adoption_finish(adoption, out_failure) : CP_OK;
}
