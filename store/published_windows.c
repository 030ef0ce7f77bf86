#include "published_windows.h"

#include <stdio.h>
#include <stdlib.h>

#include "casepulse/base/memory.h"

struct cp_published_windows {
    const struct cp_keys *keys;
    char texts[CP_WINDOW_COUNT][CP_WIN_COUNT][CP_WIN_TEXT_MAX];
};

static const char *const cp_win_names[CP_WIN_COUNT] = {
#define X(name, text, value) [CP_WIN_##name] = text,
    CP_WIN_FIELDS(X)
#undef X
};

struct cp_published_windows *cp_published_windows_create(const struct cp_keys *keys)
{
    struct cp_published_windows *windows = cp_allocate(1, sizeof(*windows));
    windows->keys = keys;
    return windows;
}

void cp_published_windows_free(struct cp_published_windows *windows)
{
    free(windows);
}

static int64_t cp_win_number(const struct cp_picture *picture, enum cp_window window,
                             enum cp_win_field field)
{
    const struct cp_window_bounds *bounds = &picture->windows[window];
    switch (field) {
    case CP_WIN_FROM_MS:
        return bounds->from_ms;
    case CP_WIN_TO_MS:
        return bounds->to_ms;
    case CP_WIN_COMPLETE:
        return bounds->is_complete;
    case CP_WIN_COVERED:
        return picture->is_covered[window];
    case CP_WIN_LABEL:
    case CP_WIN_COUNT:
        break;
    }
    return 0;
}

static void cp_win_text(const struct cp_picture *picture, enum cp_window window,
                        enum cp_win_field field, char out_text[CP_WIN_TEXT_MAX])
{
    if (field == CP_WIN_LABEL) {
        (void)snprintf(out_text, CP_WIN_TEXT_MAX, "%s", picture->windows[window].label);
        return;
    }
    (void)snprintf(out_text, CP_WIN_TEXT_MAX, "%lld",
                   (long long)cp_win_number(picture, window, field));
}

bool cp_published_windows_write(struct cp_published_windows *windows,
                                struct cp_transaction *transaction, const struct cp_tick *tick,
                                enum cp_window window, struct cp_sweep *sweep)
{
    char key[CP_KEY_MAX];
    cp_key_write(windows->keys, key, CP_KEY_WIN, cp_windows[window].name);
    cp_sweep_remove(sweep, transaction, key);
    cp_hash_open(transaction, key);
    for (int field = 0; field < CP_WIN_COUNT; field++) {
        char text[CP_WIN_TEXT_MAX];
        cp_win_text(tick->picture, window, (enum cp_win_field)field, text);
        (void)cp_hash_set_changed(transaction, cp_win_names[field], text,
                                  windows->texts[window][field], CP_WIN_TEXT_MAX);
    }
    return cp_hash_close(transaction);
}

const char *cp_published_windows_text(const struct cp_published_windows *windows,
                                      enum cp_window window, enum cp_win_field field)
{
    return windows->texts[window][field];
}
