#include "casepulse/base/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

/* Nothing is handed over with the flag, so its order does not matter: relaxed. */
static atomic_bool cp_stop_flag;

static void cp_stop_on_signal(int number)
{
    if (cp_stop_is_asked()) {
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
    atomic_store_explicit(&cp_stop_flag, true, memory_order_relaxed);
}

bool cp_stop_is_asked(void)
{
    return atomic_load_explicit(&cp_stop_flag, memory_order_relaxed);
}
