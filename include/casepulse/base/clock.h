/* The only place that reads a clock. Time comes into every other room as an argument.
 *
 * Threads: any. */
#ifndef CASEPULSE_BASE_CLOCK_H
#define CASEPULSE_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970-01-01T00:00Z by the system's clock; may step. */
int64_t cp_clock_wall_ms(void);

/* Milliseconds since some fixed instant; never steps. For time-outs and rates. */
int64_t cp_clock_steady_ms(void);

/* Processor time of the whole process, user and system, in microseconds. */
int64_t cp_clock_cpu_us(void);

/* Processor time of the calling thread, in microseconds. */
int64_t cp_clock_thread_cpu_us(void);

/* When this process began, by the steady clock; now, if the system does not tell. */
int64_t cp_clock_started_ms(void);

/* Sleeps; returns early on a signal. */
void cp_clock_sleep_ms(int64_t milliseconds);

#endif
