#include "casepulse/base/assert.h"
#include "casepulse/base/memory.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child that fails an assertion leaves on stderr; returns its wait status. */
static int die_in_a_child(char *out_text, size_t capacity)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)signal(SIGABRT, SIG_DFL); /* cmocka catches it */
        (void)dup2(ends[1], STDERR_FILENO);
        (void)close(ends[0]);
        CP_ASSERT(capacity == 0);
        _exit(0);
    }
    (void)close(ends[1]);
    size_t used = 0;
    for (ssize_t more = 1; more > 0 && used + 1 < capacity; used += (size_t)more) {
        more = read(ends[0], out_text + used, capacity - 1 - used);
        assert_true(more >= 0);
    }
    out_text[used] = '\0';
    (void)close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void a_failed_assertion_names_its_place_and_aborts(void **state)
{
    (void)state;
    char text[512];
    const int status = die_in_a_child(text, sizeof(text));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(text, "test_assert.c:"));
    assert_non_null(strstr(text, "capacity == 0"));
}

static void an_assertion_that_holds_costs_nothing_else(void **state)
{
    (void)state;
    int looked = 0;
    CP_ASSERT(++looked == 1);
    assert_int_equal(looked, 1); /* evaluated once, in release builds too */
}

static void allocated_memory_is_zeroed_and_never_null(void **state)
{
    (void)state;
    unsigned char *bytes = cp_allocate(1000, 3);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(bytes[i], 0);
    }
    free(bytes);
    void *nothing = cp_allocate(0, 0);
    assert_non_null(nothing);
    nothing = cp_reallocate(nothing, 0, 8);
    assert_non_null(nothing);
    free(nothing);
}

static void a_copied_text_is_a_text_of_its_own(void **state)
{
    (void)state;
    char text[] = "henvendelse";
    char *copy = cp_copy_text(text);
    text[0] = 'X';
    assert_string_equal(copy, "henvendelse");
    free(copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_failed_assertion_names_its_place_and_aborts),
        cmocka_unit_test(an_assertion_that_holds_costs_nothing_else),
        cmocka_unit_test(allocated_memory_is_zeroed_and_never_null),
        cmocka_unit_test(a_copied_text_is_a_text_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
