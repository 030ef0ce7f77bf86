#include "casepulse/base/reload.h"

#include <signal.h>
#include <stddef.h>
#include <time.h>

static void cp_reload_signals(sigset_t *out_signals)
{
    (void)sigemptyset(out_signals);
    (void)sigaddset(out_signals, SIGHUP);
}

void cp_reload_await(void)
{
    sigset_t signals;
    cp_reload_signals(&signals);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
}

bool cp_reload_take(void)
{
    static const struct timespec no_time = {0};
    sigset_t signals;
    cp_reload_signals(&signals);
    return sigtimedwait(&signals, NULL, &no_time) == SIGHUP;
}
