/* Allocation that cannot be forgotten to check: a process that gets no memory at start or between
 * batches cannot keep its promise and ends.
 *
 * Threads: any. Owns: nothing; free() what was handed out. */
#ifndef CASEPULSE_BASE_MEMORY_H
#define CASEPULSE_BASE_MEMORY_H

#include <stddef.h>

/* Zeroed memory for `count` items of `size` bytes; never NULL, aborts where there is none. */
void *cp_allocate(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* The same, beginning at a cache line; `size` is a multiple of one. */
#define CP_CACHE_LINE 64
void *cp_allocate_lines(size_t count, size_t size) __attribute__((malloc, returns_nonnull));

/* Grows or shrinks to `count` items of `size` bytes; new bytes are not zeroed; never NULL. */
void *cp_reallocate(void *memory, size_t count, size_t size) __attribute__((returns_nonnull));

/* A copy of a NUL-terminated text; never NULL. */
char *cp_copy_text(const char *text) __attribute__((malloc, returns_nonnull));

/* Zeroes `size` bytes, at most a few hundred. Not memset: gcc knows a constant size and makes `rep
 * stos` of it, which takes longer to start than the stores of a few cache lines. */
void cp_clear(void *memory, size_t size);

/* Copies `size` bytes, at most a few hundred, to where none of them lie. Not memcpy or an
 * assignment, of which gcc makes `rep movs` for the same reason. */
void cp_copy(void *to, const void *from, size_t size);

/* Blocks from this size on are mapped by themselves from now on, page by page, and go back to the
 * system when they are freed: dear for what comes and goes. Once, before other threads. */
#define CP_MEMORY_MAPPED_FROM (1 << 20)
void cp_memory_tune(void);

/* What is free inside the heaps goes back to the system, of all threads: milliseconds in which none
 * of them can allocate. For after a large piece of work. */
void cp_memory_give_back(void);

#endif
