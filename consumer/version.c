#include "casepulse/consumer/version.h"

#include "door.h"

const char *cp_kafka_library_version(void)
{
    return rd_kafka_version_str();
}
