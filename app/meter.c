#include "meter.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "casepulse/base/clock.h"
#include "casepulse/base/memory.h"
#include "casepulse/consumer/version.h"
#include "casepulse/store/load.h"
#include "versions.h"

#define CP_METER_RETRY_MS 1000
#define CP_METER_LINE_MAX 512
#define CP_METER_PATH_MAX 300

struct cp_meter {
    struct cp_load_reader *load;
    int64_t retry_ms; /* Redis did not answer: not asked before */
};

struct cp_meter *cp_meter_create(const struct cp_redis_settings *redis)
{
    struct cp_meter *meter = cp_allocate(1, sizeof(*meter));
    meter->load = cp_load_reader_create(redis);
    return meter;
}

void cp_meter_free(struct cp_meter *meter)
{
    if (meter == NULL) {
        return;
    }
    cp_load_reader_free(meter->load);
    free(meter);
}

/* The first line of a small file; false: there is none. */
static bool cp_meter_read_line(const char *path, char out_line[CP_METER_LINE_MAX])
{
    FILE *file = fopen(path, "re");
    if (file == NULL) {
        return false;
    }
    const bool is_read = fgets(out_line, CP_METER_LINE_MAX, file) != NULL;
    (void)fclose(file);
    return is_read;
}

/* The rest of the line that begins so in a file of `key : value` lines; false: there is none. */
static bool cp_meter_find_line(const char *path, const char *key, char out_line[CP_METER_LINE_MAX])
{
    FILE *file = fopen(path, "re");
    bool is_found = false;
    char line[CP_METER_LINE_MAX];
    while (file != NULL && !is_found && fgets(line, sizeof(line), file) != NULL) {
        const char *colon = strchr(line, ':');
        if (colon != NULL && strncmp(line, key, strlen(key)) == 0) {
            const char *value = colon + 1 + strspn(colon + 1, " \t");
            (void)snprintf(out_line, CP_METER_LINE_MAX, "%.*s", (int)strcspn(value, "\n"), value);
            is_found = true;
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return is_found;
}

static int64_t cp_meter_time_us(struct timeval time)
{
    return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

static int64_t cp_meter_resident_bytes(void)
{
    char line[CP_METER_LINE_MAX];
    int64_t pages = 0;
    if (!cp_meter_read_line("/proc/self/statm", line) ||
        sscanf(line, "%*d %" SCNd64, &pages) != 1) {
        return CP_METER_UNKNOWN;
    }
    return pages * sysconf(_SC_PAGESIZE);
}

/* Nanoseconds on a processor: the first number of a thread's schedstat. */
static int64_t cp_meter_thread_us(const char *thread)
{
    char path[CP_METER_PATH_MAX];
    char line[CP_METER_LINE_MAX];
    int64_t nanoseconds = 0;
    (void)snprintf(path, sizeof(path), "/proc/self/task/%s/schedstat", thread);
    if (!cp_meter_read_line(path, line) || sscanf(line, "%" SCNd64, &nanoseconds) != 1) {
        return CP_METER_UNKNOWN;
    }
    return nanoseconds / 1000;
}

/* The busiest thread but the calling one: where librdkafka fetches and unpacks. */
static int64_t cp_meter_busiest_other_us(void)
{
    const long own = (long)gettid();
    int64_t busiest = CP_METER_UNKNOWN;
    DIR *tasks = opendir("/proc/self/task");
    if (tasks == NULL) {
        return busiest;
    }
    for (const struct dirent *task = readdir(tasks); task != NULL; task = readdir(tasks)) {
        const long thread = strtol(task->d_name, NULL, 10);
        if (thread > 0 && thread != own) {
            const int64_t used = cp_meter_thread_us(task->d_name);
            busiest = used > busiest ? used : busiest;
        }
    }
    (void)closedir(tasks);
    return busiest;
}

static bool cp_meter_read_redis(struct cp_meter *meter, struct cp_load *out_load)
{
    struct cp_failure failure;
    if (cp_clock_steady_ms() < meter->retry_ms) {
        return false;
    }
    if (cp_load_read(meter->load, out_load, &failure) == CP_OK) {
        return true;
    }
    meter->retry_ms = cp_clock_steady_ms() + CP_METER_RETRY_MS;
    return false;
}

static int64_t cp_meter_of_load(int64_t value)
{
    return value == CP_LOAD_UNKNOWN ? CP_METER_UNKNOWN : value;
}

void cp_meter_read(struct cp_meter *meter, struct cp_meters *out_meters)
{
    struct rusage usage;
    struct cp_load load;
    struct cp_meters meters = cp_meters_unknown();
    int64_t *values = meters.values;
    if (getrusage(RUSAGE_SELF, &usage) == 0) {
        values[CP_METER_CPU_USER] = cp_meter_time_us(usage.ru_utime);
        values[CP_METER_CPU_SYSTEM] = cp_meter_time_us(usage.ru_stime);
    }
    values[CP_METER_CPU_OWN] = cp_clock_thread_cpu_us();
    values[CP_METER_CPU_FETCH] = cp_meter_busiest_other_us();
    values[CP_METER_RESIDENT] = cp_meter_resident_bytes();
    if (cp_meter_read_redis(meter, &load)) {
        values[CP_METER_REDIS_COMMANDS] = cp_meter_of_load(load.command_count);
        values[CP_METER_REDIS_CPU] = cp_meter_of_load(load.cpu_us);
        values[CP_METER_REDIS_MEMORY] = cp_meter_of_load(load.memory_bytes);
        values[CP_METER_REDIS_MEMORY_MAX] = cp_meter_of_load(load.memory_max_bytes);
    }
    *out_meters = meters;
}

void cp_meter_tell(struct cp_meter *meter, struct cp_recorder *recorder)
{
    char line[CP_METER_LINE_MAX];
    struct utsname system;
    struct cp_load load;
    cp_recorder_set_fact(recorder, CP_FACT_VERSION, "%s", CP_VERSION);
    cp_recorder_set_fact(recorder, CP_FACT_LIBRDKAFKA, "%s", cp_kafka_library_version());
    if (cp_meter_read_redis(meter, &load)) {
        cp_recorder_set_fact(recorder, CP_FACT_REDIS, "%s", load.version);
    }
    if (!cp_meter_find_line("/proc/cpuinfo", "model name", line)) {
        (void)snprintf(line, sizeof(line), "unknown");
    }
    cp_recorder_set_fact(recorder, CP_FACT_PROCESSOR, "%d × %s", cp_meter_processor_count(), line);
    if (uname(&system) == 0) {
        cp_recorder_set_fact(recorder, CP_FACT_SYSTEM, "%s %s, %s, %.1f GiB of memory",
                             system.sysname, system.release, system.machine,
                             (double)cp_meter_memory_bytes() / (double)(INT64_C(1) << 30));
    }
}

int cp_meter_processor_count(void)
{
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

/* The limit of the container's group (version 2, then 1), where there is one below the machine. */
int64_t cp_meter_memory_bytes(void)
{
    static const char *const limits[] = {"/sys/fs/cgroup/memory.max",
                                         "/sys/fs/cgroup/memory/memory.limit_in_bytes"};
    int64_t memory = (int64_t)sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
    for (size_t at = 0; at < sizeof(limits) / sizeof(limits[0]); at++) {
        char line[CP_METER_LINE_MAX];
        int64_t limit = 0;
        if (cp_meter_read_line(limits[at], line) && sscanf(line, "%" SCNd64, &limit) == 1 &&
            limit > 0 && limit < memory) {
            memory = limit;
        }
    }
    return memory;
}

int64_t cp_meter_started_ms(void)
{
    return cp_clock_started_ms();
}
