#include "scratch.h"

#include "event_id.h"

/* Computed by sha256sum: printf 'kmd\037CASE_OPENED\03717\037a\0371' | sha256sum */
static const uint8_t id_of_first[CP_EVENT_ID_SIZE] = {
    0x8b, 0x65, 0x06, 0x93, 0x98, 0xd5, 0xa2, 0x21, 0x06, 0xbd, 0x10, 0xde, 0xa0, 0xac, 0x1f, 0x7a};
static const uint8_t id_of_second[CP_EVENT_ID_SIZE] = {
    0xcd, 0xa5, 0xba, 0x7f, 0xf1, 0x4b, 0x35, 0x5a, 0x87, 0xbb, 0x99, 0xc9, 0x76, 0xb3, 0x93, 0x04};

static const char *const values[] = {"17", "a"};
static const struct cp_event_key key = {CP_EVENT_CASE_OPENED, 2, values};

static void ids_are_those_that_sha256sum_computes(void **state)
{
    (void)state;
    uint8_t id[CP_EVENT_ID_SIZE];
    struct cp_event_ids *ids = cp_event_ids_create("kmd");
    assert_true(cp_event_ids_next(ids, &key, id));
    assert_memory_equal(id, id_of_first, sizeof(id));
    assert_true(cp_event_ids_next(ids, &key, id));
    assert_memory_equal(id, id_of_second, sizeof(id));
    cp_event_ids_first(ids, &key, id);
    assert_memory_equal(id, id_of_first, sizeof(id));
    cp_event_ids_free(ids);
}

static void new_file_counts_from_one_again(void **state)
{
    (void)state;
    uint8_t id[CP_EVENT_ID_SIZE];
    struct cp_event_ids *ids = cp_event_ids_create("kmd");
    assert_true(cp_event_ids_next(ids, &key, id));
    cp_event_ids_start_file(ids);
    assert_true(cp_event_ids_next(ids, &key, id));
    assert_memory_equal(id, id_of_first, sizeof(id));
    cp_event_ids_free(ids);
}

static void values_type_and_source_all_make_the_id(void **state)
{
    (void)state;
    static const char *const others[] = {"1", "7a"};
    const struct cp_event_key other_values = {CP_EVENT_CASE_OPENED, 2, others};
    const struct cp_event_key other_type = {CP_EVENT_CASE_CLOSED, 2, values};
    uint8_t id[CP_EVENT_ID_SIZE];
    struct cp_event_ids *ids = cp_event_ids_create("kmd");
    struct cp_event_ids *other_source = cp_event_ids_create("kmx");
    cp_event_ids_first(ids, &other_values, id);
    assert_memory_not_equal(id, id_of_first, sizeof(id));
    cp_event_ids_first(ids, &other_type, id);
    assert_memory_not_equal(id, id_of_first, sizeof(id));
    cp_event_ids_first(other_source, &key, id);
    assert_memory_not_equal(id, id_of_first, sizeof(id));
    cp_event_ids_free(ids);
    cp_event_ids_free(other_source);
}

/* Through several growths of the table: every value comes thrice, and n is 1, 2, 3. */
static void many_keys_keep_their_own_counts(void **state)
{
    (void)state;
    enum { KEYS = 20000 };
    struct cp_event_ids *ids = cp_event_ids_create("kmd");
    uint8_t(*firsts)[CP_EVENT_ID_SIZE] = calloc(KEYS, CP_EVENT_ID_SIZE);
    for (int i = 0; i < 3 * KEYS; i++) {
        char text[16];
        const char *texts[] = {text};
        const struct cp_event_key many = {CP_EVENT_CASE_OPENED, 1, texts};
        uint8_t id[CP_EVENT_ID_SIZE];
        uint8_t first[CP_EVENT_ID_SIZE];
        (void)snprintf(text, sizeof(text), "%d", i % KEYS);
        assert_true(cp_event_ids_next(ids, &many, id));
        cp_event_ids_first(ids, &many, first);
        assert_int_equal(memcmp(id, first, sizeof(id)) == 0, i < KEYS);
        if (i >= KEYS && i < 2 * KEYS) {
            memcpy(firsts[i % KEYS], id, sizeof(id));
        }
        if (i >= 2 * KEYS) {
            assert_memory_not_equal(id, firsts[i % KEYS], sizeof(id));
        }
    }
    free(firsts);
    cp_event_ids_free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_those_that_sha256sum_computes),
        cmocka_unit_test(new_file_counts_from_one_again),
        cmocka_unit_test(values_type_and_source_all_make_the_id),
        cmocka_unit_test(many_keys_keep_their_own_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
