/* A verb of the product that a program for benchmarks has another body for. The linker sends every
 * call there (ld's --wrap); the product's own source knows nothing of it. The new body must have
 * the verb's own prototype, else it does not compile. */
#ifndef CASEPULSE_BENCH_REPLACED_H
#define CASEPULSE_BENCH_REPLACED_H

#define CP_REPLACED(verb) __typeof__(verb) cp_bench_##verb __asm__("__wrap_" #verb)

#endif
