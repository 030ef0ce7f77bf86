/* Small files for tests, in a folder that is removed again.
 *
 * Threads: one. Owns: the folder and up to 8 files. */
#ifndef CASEPULSE_TEST_FEEDER_SCRATCH_H
#define CASEPULSE_TEST_FEEDER_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCRATCH_FILES_MAX 8

struct scratch {
    char folder[64];
    char paths[SCRATCH_FILES_MAX][96];
    int count;
};

static inline void scratch_init(struct scratch *scratch)
{
    memset(scratch, 0, sizeof(*scratch));
    (void)snprintf(scratch->folder, sizeof(scratch->folder), "/tmp/casepulse-test.XXXXXX");
    assert_non_null(mkdtemp(scratch->folder));
}

static inline void scratch_done(struct scratch *scratch)
{
    for (int i = 0; i < scratch->count; i++) {
        assert_int_equal(unlink(scratch->paths[i]), 0);
    }
    assert_int_equal(rmdir(scratch->folder), 0);
}

/* Writes the bytes into a new file and returns its path, which lives as long as the scratch. */
static inline const char *scratch_write(struct scratch *scratch, const char *name,
                                        const void *bytes, size_t size)
{
    assert_true(scratch->count < SCRATCH_FILES_MAX);
    char *path = scratch->paths[scratch->count++];
    char folder[sizeof(scratch->folder)]; /* apart: gcc cannot tell the members from each other */
    memcpy(folder, scratch->folder, sizeof(folder));
    (void)snprintf(path, sizeof(scratch->paths[0]), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return path;
}

static inline const char *scratch_text(struct scratch *scratch, const char *name, const char *text)
{
    return scratch_write(scratch, name, text, strlen(text));
}

static inline void assert_contains(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        print_error("\"%s\"\nshould contain\n\"%s\"\n", text, part);
        fail();
    }
}

#endif
