"""The layering of the house, as tables. Adding a room or a door is adding a row.

Patterns are those of fnmatch over the path below include/casepulse; one that begins with "!" takes
away again what an earlier one gave.
"""

# Which public headers a room may include. Its own are always among them.
ROOMS = {
    "base": ["base/*"],
    "proto": ["base/*", "proto/*"],
    # Purity by a missing door: no clock, no log, no file; of the contract only the facts.
    "aggregator": ["base/*", "!base/clock.h", "!base/log.h", "!base/ini.h", "aggregator/*",
                   "proto/event.h", "proto/verdict.h", "proto/values.h"],
    "consumer": ["base/*", "proto/*", "consumer/*"],
    "feeder": ["base/*", "proto/*", "feeder/*"],
    "store": ["base/*", "aggregator/*", "store/*",
              "proto/event.h", "proto/verdict.h", "proto/values.h"],
    # A report's measures and documents: fed by the app, knows neither Kafka nor Redis nor a clock.
    "capacity": ["base/*", "capacity/*"],
    "app": ["*"],
}

# Which files may include a foreign header: at most DOOR_FILES_MAX of DOOR_ROOMS_MAX rooms.
DOORS = {
    "librdkafka/*": ["consumer/door.h", "feeder/producer.c", "feeder/topic.c"],
    "hiredis/*": ["store/connection.c"],
    "*.pb-c.h": ["proto/contract.h"],
    "stdatomic.h": ["base/ring.c", "base/stop.c", "base/flag.c", "app/shard_parts.h"],
    "pthread.h": ["app/shard_parts.h"],
    "sched.h": ["base/core.c"],
    "csv.h": ["feeder/csv.c", "feeder/generate_csv.c"],
    "ini.h": ["base/ini.c"],
    "jansson.h": ["consumer/liveness.c", "app/top_json.c"],
    "*curses.h": ["app/top_screen.c"],
    "openssl/*": ["feeder/event_id.c", "base/digest.c"],
    "zlib.h": ["base/checksum.c"],
    "malloc.h": ["base/memory.c"],
    "immintrin.h": ["base/checksum_fold.c"],
    "emmintrin.h": ["include/casepulse/base/same.h"],
    "sys/random.h": ["base/random.c"],
    "sys/eventfd.h": ["base/bell.c"],
}

# Which files may use a name of the system that rooms should be given as an argument instead.
CALLS = {
    r"(secure_)?getenv|environ": ("the environment", ["base/zone.c", "app/settings_environment.c"]),
    r"clock_gettime|gettimeofday|timespec_get|time|clock": ("a clock", ["base/clock.c"]),
    r"exit|_exit|_Exit|quick_exit|abort": ("the end of the program",
                                           ["base/assert.c", "app/main.c"]),
}

DOOR_FILES_MAX = 4
DOOR_ROOMS_MAX = 2

# Headers of the C library and POSIX that need no door.
STANDARD = set("""
    assert.h ctype.h dirent.h errno.h fcntl.h getopt.h iconv.h inttypes.h langinfo.h limits.h locale.h
    poll.h signal.h stdalign.h stdarg.h stdbool.h stddef.h stdint.h stdio.h stdlib.h string.h
    strings.h sys/ioctl.h sys/resource.h sys/socket.h sys/stat.h sys/time.h sys/types.h
    sys/utsname.h sys/wait.h time.h unistd.h wchar.h
""".split())

# The only state at file scope that may change: the stop flag, the log's level.
STATE = {
    "base/log.c": ["cp_log_level_min"],
    "base/stop.c": ["cp_stop_asked_ms"],
}

LINE_COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 500
TEST_LINES_MAX = 800

# Function names that are not ours to choose.
FOREIGN_NAMES = ["main"]
