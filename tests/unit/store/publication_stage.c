#include "publication_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

struct cp_publication *stage_publication(const char *url, int64_t (*wall_ms)(void))
{
    const struct cp_publication_settings settings = {
        .redis = {url, NULL, "test"}, .version = "9.9", .min_denominator = 30, .wall_ms = wall_ms};
    return cp_publication_create(&settings);
}

int stage_open(void **state)
{
    struct stage *stage = calloc(1, sizeof(*stage));
    *state = stage;
    if (!private_redis_start(&stage->redis, NULL)) {
        return 0;
    }
    stage->hand = hand_picture_create(400, 1461);
    stage->publication = stage_publication(stage->redis.url, NULL);
    stage->status = (struct cp_service_status){.state = "live", .reason = ""};
    stage->wall_ms = 1000000;
    return 0;
}

int stage_close(void **state)
{
    struct stage *stage = *state;
    if (stage->hand != NULL) {
        cp_publication_free(stage->publication);
        hand_picture_free(stage->hand);
        private_redis_stop(&stage->redis);
    }
    free(stage);
    return 0;
}

struct stage *stage_of(void **state)
{
    struct stage *stage = *state;
    if (stage->hand == NULL) {
        print_message("no redis-server on this machine\n");
        skip();
    }
    return stage;
}

void stage_replace(struct stage *stage, int64_t (*wall_ms)(void))
{
    cp_publication_free(stage->publication);
    stage->publication = stage_publication(stage->redis.url, wall_ms);
}

enum cp_status stage_tick_failing(struct stage *stage, struct cp_failure *out_failure)
{
    return cp_publication_tick(stage->publication, &stage->hand->picture, &stage->status,
                               stage->wall_ms, out_failure);
}

void stage_tick(struct stage *stage)
{
    struct cp_failure failure = {.text = ""};
    if (stage_tick_failing(stage, &failure) != CP_OK) {
        fail_msg("%s", failure.text);
    }
}
