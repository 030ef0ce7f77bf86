#include "casepulse/base/bell.h"

#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "casepulse/base/assert.h"

void cp_bell_init(struct cp_bell *bell)
{
    bell->descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    CP_ASSERT(bell->descriptor >= 0); /* the system has no descriptor left, at the start */
}

void cp_bell_done(struct cp_bell *bell)
{
    (void)close(bell->descriptor);
    bell->descriptor = -1;
}

void cp_bell_ring(const struct cp_bell *bell)
{
    (void)eventfd_write(bell->descriptor, 1);
}

bool cp_bell_wait(const struct cp_bell *bell, int64_t timeout_ms)
{
    struct pollfd rung = {.fd = bell->descriptor, .events = POLLIN};
    eventfd_t count = 0;
    if (poll(&rung, 1, timeout_ms < INT_MAX ? (int)timeout_ms : INT_MAX) != 1) {
        return false;
    }
    return eventfd_read(bell->descriptor, &count) == 0;
}
