#include "casepulse/base/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

#include "casepulse/base/clock.h"

/* Some senders signal a process and its whole group: what comes so close to the first wish is the
 * same one. */
#define CP_SAME_WISH_MS 200

/* Steady time of the first wish; 0: none. Nothing is handed over with it, so its order does not
 * matter: relaxed. */
static atomic_llong cp_stop_asked_ms;

static void cp_stop_on_signal(int number)
{
    const long long asked_ms = atomic_load_explicit(&cp_stop_asked_ms, memory_order_relaxed);
    if (asked_ms != 0 && cp_clock_steady_ms() - asked_ms >= CP_SAME_WISH_MS) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
    cp_stop_ask();
}

void cp_stop_on_signals(void)
{
    struct sigaction action = {.sa_handler = cp_stop_on_signal};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigemptyset(&ignore.sa_mask);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

void cp_stop_ask(void)
{
    long long never = 0;
    (void)atomic_compare_exchange_strong_explicit(&cp_stop_asked_ms, &never, cp_clock_steady_ms(),
                                                  memory_order_relaxed, memory_order_relaxed);
}

bool cp_stop_is_asked(void)
{
    return atomic_load_explicit(&cp_stop_asked_ms, memory_order_relaxed) != 0;
}
