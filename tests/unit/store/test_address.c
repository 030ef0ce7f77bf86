/* Redis urls, namespaces and password files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "address.h"
#include "casepulse/store/redis.h"

static struct cp_redis_address parse(const char *url)
{
    struct cp_redis_address address;
    struct cp_failure failure;
    if (cp_redis_address_parse(url, &address, &failure) != CP_OK) {
        fail_msg("%s: %s", url, failure.text);
    }
    return address;
}

static void a_host_alone_has_the_usual_port(void **state)
{
    (void)state;
    const struct cp_redis_address address = parse("redis://redis.example");
    assert_false(address.is_unix);
    assert_string_equal(address.host, "redis.example");
    assert_int_equal(address.port, 6379);
    assert_int_equal(address.database, 0);
    assert_string_equal(address.user, "");
    assert_string_equal(address.password, "");
    assert_string_equal(address.label, "redis.example:6379/0");
}

static void every_part_of_a_url_is_taken(void **state)
{
    (void)state;
    const struct cp_redis_address address = parse("redis://a%40b:p%3a%2fw@h:7000/3");
    assert_string_equal(address.user, "a@b");
    assert_string_equal(address.password, "p:/w");
    assert_string_equal(address.host, "h");
    assert_int_equal(address.port, 7000);
    assert_int_equal(address.database, 3);
    assert_string_equal(parse("redis://:only@h/").password, "only");
    assert_string_equal(parse("redis://[::1]:7000").host, "::1");
    assert_int_equal(parse("redis://[::1]:7000").port, 7000);
    assert_string_equal(parse("redis://[::1]").host, "::1");
}

static void a_unix_path_may_have_a_user_too(void **state)
{
    (void)state;
    assert_true(parse("unix:///run/redis.sock").is_unix);
    assert_string_equal(parse("unix:///run/redis.sock").host, "/run/redis.sock");
    const struct cp_redis_address address = parse("unix://u:p@/run/redis.sock");
    assert_string_equal(address.host, "/run/redis.sock");
    assert_string_equal(address.user, "u");
    assert_string_equal(address.label, "/run/redis.sock");
}

static void other_shapes_are_refused_and_no_password_is_shown(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "",
        "h:6379",
        "http://h",
        "redis://",
        "redis://:secret@",
        "redis://u:secret@h:0",
        "redis://u:secret@h:65536",
        "redis://u:secret@h:port",
        "redis://u:secret@h:",
        "redis://u:secret@h/x",
        "redis://u:secret@h/65536",
        "redis://u:secret@[::1",
        "redis://u:secret@[::1]7000",
        "redis://u:secret%4@h",
        "redis://u:secret%00@h",
        "redis://u:secret%zz@h",
        "unix://",
        "unix:///",
        "unix://u:secret@relative",
        "rediss://u:secret@h",
    };
    for (size_t at = 0; at < sizeof(urls) / sizeof(urls[0]); at++) {
        struct cp_redis_address address;
        struct cp_failure failure;
        if (cp_redis_address_parse(urls[at], &address, &failure) != CP_CONFIGURATION) {
            fail_msg("taken: %s", urls[at]);
        }
        assert_non_null(strstr(failure.text, "redis.url"));
        assert_non_null(strstr(failure.text, "redis://[user"));
        assert_null(strstr(failure.text, "secret"));
    }
}

static void too_long_parts_are_refused(void **state)
{
    (void)state;
    char url[2048] = "redis://";
    memset(url + 8, 'x', 300);
    struct cp_redis_address address;
    struct cp_failure failure;
    assert_int_equal(cp_redis_address_parse(url, &address, &failure), CP_CONFIGURATION);
    (void)snprintf(url, sizeof(url), "redis://:%0600d@h", 7);
    assert_int_equal(cp_redis_address_parse(url, &address, &failure), CP_CONFIGURATION);
}

static void tls_is_refused_by_name(void **state)
{
    (void)state;
    struct cp_redis_address address;
    struct cp_failure failure;
    assert_int_equal(cp_redis_address_parse("rediss://h", &address, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "TLS"));
}

static void a_namespace_has_a_fixed_shape(void **state)
{
    (void)state;
    struct cp_failure failure;
    static const char *const good[] = {
        "live", "A", "0.a_b-c", "0123456789012345678901234567890123456789012345678901234567890123"};
    static const char *const bad[] = {
        "",      NULL,
        ".live", "-x",
        "a b",   "a*b",
        "a}b",   "a:b",
        "æ",     "01234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t at = 0; at < sizeof(good) / sizeof(good[0]); at++) {
        const struct cp_redis_settings settings = {"redis://h", NULL, good[at]};
        assert_int_equal(cp_redis_check(&settings, &failure), CP_OK);
    }
    for (size_t at = 0; at < sizeof(bad) / sizeof(bad[0]); at++) {
        const struct cp_redis_settings settings = {"redis://h", NULL, bad[at]};
        assert_int_equal(cp_redis_check(&settings, &failure), CP_CONFIGURATION);
        assert_non_null(strstr(failure.text, "redis.namespace"));
    }
}

static void write_file(char path[64], const char *content)
{
    (void)snprintf(path, 64, "/tmp/casepulse-password-XXXXXX");
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, content, strlen(content)), strlen(content));
    assert_int_equal(close(file), 0);
}

static enum cp_status resolve(const char *url, const char *content, char *out_password,
                              struct cp_failure *out_failure)
{
    char path[64];
    write_file(path, content);
    const struct cp_redis_settings settings = {url, path, "live"};
    struct cp_redis_address address;
    const enum cp_status status = cp_redis_address_resolve(&settings, &address, out_failure);
    (void)unlink(path);
    if (status == CP_OK) {
        (void)strcpy(out_password, address.password);
    }
    return status;
}

static void the_first_line_of_a_password_file_is_the_password(void **state)
{
    (void)state;
    char password[512];
    struct cp_failure failure;
    assert_int_equal(resolve("redis://u@h", "se cret \r\nmore\n", password, &failure), CP_OK);
    assert_string_equal(password, "se cret ");
    assert_int_equal(resolve("redis://h", "secret", password, &failure), CP_OK);
    assert_string_equal(password, "secret");
    assert_int_equal(resolve("redis://h", "\nsecret", password, &failure), CP_CONFIGURATION);
    assert_int_equal(resolve("redis://h", "", password, &failure), CP_CONFIGURATION);
    assert_int_equal(resolve("redis://:x@h", "secret", password, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "both"));
    const struct cp_redis_settings absent = {"redis://h", "/nonexistent/password", "live"};
    assert_int_equal(cp_redis_check(&absent, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "/nonexistent/password"));
}

static void a_user_without_a_password_is_refused(void **state)
{
    (void)state;
    struct cp_failure failure;
    const struct cp_redis_settings settings = {"redis://u@h", NULL, "live"};
    assert_int_equal(cp_redis_check(&settings, &failure), CP_CONFIGURATION);
    assert_non_null(strstr(failure.text, "password"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_alone_has_the_usual_port),
        cmocka_unit_test(every_part_of_a_url_is_taken),
        cmocka_unit_test(a_unix_path_may_have_a_user_too),
        cmocka_unit_test(other_shapes_are_refused_and_no_password_is_shown),
        cmocka_unit_test(too_long_parts_are_refused),
        cmocka_unit_test(tls_is_refused_by_name),
        cmocka_unit_test(a_namespace_has_a_fixed_shape),
        cmocka_unit_test(the_first_line_of_a_password_file_is_the_password),
        cmocka_unit_test(a_user_without_a_password_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
