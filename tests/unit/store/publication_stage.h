/* A publication, a picture made by hand and a redis-server of their own.
 *
 * Threads: one. Owns: all three. */
#ifndef CASEPULSE_TESTS_PUBLICATION_STAGE_H
#define CASEPULSE_TESTS_PUBLICATION_STAGE_H

#include "casepulse/store/publication.h"

#include "hand_picture.h"
#include "private_redis.h"

#define BIF 8 /* the row of administration 7 */
#define SOF 6

struct stage {
    struct private_redis redis;
    struct hand_picture *hand;
    struct cp_publication *publication;
    struct cp_service_status status;
    int64_t wall_ms;
};

/* For cmocka: a stage in namespace `test` before each test, none after. */
int stage_open(void **state);
int stage_close(void **state);

/* The stage; the test is skipped where there is no redis-server. */
struct stage *stage_of(void **state);

/* A publication with another way to Redis or a clock. */
struct cp_publication *stage_publication(const char *url, int64_t (*wall_ms)(void));

/* The publication forgets all and begins anew. */
void stage_replace(struct stage *stage, int64_t (*wall_ms)(void));

enum cp_status stage_tick_failing(struct stage *stage, struct cp_failure *out_failure);

/* A tick that must succeed. */
void stage_tick(struct stage *stage);

#define assert_field(stage, key, name, text)                                                       \
    assert_string_equal(private_redis_field(&(stage)->redis, key, name), text)

#endif
