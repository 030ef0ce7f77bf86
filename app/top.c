#include "top.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "casepulse/base/backoff.h"
#include "casepulse/base/clock.h"
#include "casepulse/store/reader.h"

#include "top_json.h"
#include "top_page.h"
#include "top_screen.h"
#include "top_sheet.h"
#include "top_source.h"

#define CP_TOP_PULSE_MS 250
#define CP_TOP_REFRESH_MS 1000
#define CP_TOP_GIVE_UP_MS 30000

struct cp_top {
    const struct cp_redis_settings *settings;
    const struct cp_top_options *options;
    struct cp_top_choice choice;
    struct cp_top_looks looks; /* of what was drawn last */
    struct cp_zone zone;
    struct cp_reader *reader;
    struct cp_top_source source;
    bool has_read;                    /* the source holds a reading of this choice */
    struct cp_top_choice read_choice; /* of the last reading */
    int64_t seq;
    int64_t read_ms;  /* steady clock of the last reading */
    int64_t retry_ms; /* steady clock: do not ask Redis before */
    int64_t down_ms;  /* steady clock since when Redis does not answer; 0: it does */
    struct cp_backoff backoff;
    struct cp_failure trouble; /* "" when all is well */
};

static bool cp_top_is_stopping(const struct cp_top *top)
{
    return top->options->is_stopping != NULL && top->options->is_stopping();
}

static struct cp_top_page cp_top_page_of(const struct cp_top *top)
{
    return (struct cp_top_page){
        .namespace_name = top->settings->namespace_name,
        .place = cp_reader_label(top->reader),
        .view = &top->source.view,
        .zone = &top->zone,
        .choice = &top->choice,
        .trouble = top->trouble.text[0] == '\0' ? NULL : top->trouble.text,
        .now_ms = cp_clock_wall_ms(),
        .is_screen = !top->options->is_once,
    };
}

static struct cp_top_sheet cp_top_sheet_of(int width)
{
    return (struct cp_top_sheet){.width =
                                     (size_t)(width < CP_TOP_WIDTH_MIN ? CP_TOP_WIDTH_MIN : width),
                                 .is_ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0};
}

/* Reads if the tick is another, the window is, or a second has passed. */
static enum cp_status cp_top_refresh(struct cp_top *top, int64_t now_ms,
                                     struct cp_failure *out_failure)
{
    int64_t seq = 0;
    bool has_writer = false;
    const enum cp_status pulse = cp_reader_pulse(top->reader, &seq, &has_writer, out_failure);
    if (pulse != CP_OK) {
        return pulse;
    }
    if (top->has_read && seq == top->seq && now_ms - top->read_ms < CP_TOP_REFRESH_MS) {
        return CP_OK;
    }
    const enum cp_status status =
        cp_top_source_read(&top->source, top->reader, &top->choice, out_failure);
    if (status == CP_OK) {
        top->has_read = true;
        top->read_choice = top->choice;
        top->seq = seq;
        top->read_ms = now_ms;
    }
    return status;
}

/* Asks Redis if it is time to. Its absence is shown, not returned; other trouble is returned. */
static enum cp_status cp_top_poll(struct cp_top *top, struct cp_failure *out_failure)
{
    const int64_t now_ms = cp_clock_steady_ms();
    if (now_ms < top->retry_ms) {
        return CP_OK;
    }
    const enum cp_status status = cp_top_refresh(top, now_ms, &top->trouble);
    if (status == CP_OK) {
        top->trouble.text[0] = '\0';
        top->down_ms = 0;
        cp_backoff_reset(&top->backoff);
        return CP_OK;
    }
    if (status != CP_UNREACHABLE) {
        *out_failure = top->trouble;
        return status;
    }
    top->down_ms = top->down_ms == 0 ? now_ms : top->down_ms;
    top->retry_ms = cp_clock_steady_ms() + cp_backoff_next_ms(&top->backoff);
    return CP_OK;
}

static int cp_top_stdout_width(void)
{
    struct winsize size;
    if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return CP_TOP_WIDTH;
}

static enum cp_status cp_top_check_rows(const struct cp_top *top, struct cp_failure *out_failure)
{
    const struct cp_view *view = &top->source.view;
    if (view->meta.count == 0) {
        return cp_fail(out_failure, CP_RUNTIME,
                       "redis %s: namespace %s holds no figures; is `casepulse run` running?",
                       cp_reader_label(top->reader), top->settings->namespace_name);
    }
    if (view->row_count == 0) {
        return cp_fail(out_failure, CP_USAGE,
                       "no row \"%.60s\"; allowed: ALL or an administration's code",
                       top->choice.code);
    }
    return CP_OK;
}

static enum cp_status cp_top_run_once(struct cp_top *top, struct cp_failure *out_failure)
{
    while (!top->has_read) {
        const enum cp_status status = cp_top_poll(top, out_failure);
        if (status != CP_OK) {
            return status;
        }
        const int64_t now_ms = cp_clock_steady_ms();
        if (top->has_read) {
            break;
        }
        if (cp_top_is_stopping(top) || now_ms - top->down_ms >= CP_TOP_GIVE_UP_MS) {
            *out_failure = top->trouble;
            return CP_UNREACHABLE;
        }
        cp_clock_sleep_ms(top->retry_ms > now_ms ? top->retry_ms - now_ms : 0);
    }
    const enum cp_status status = cp_top_check_rows(top, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const struct cp_top_page page = cp_top_page_of(top);
    if (top->options->is_json) {
        return cp_top_json_write(stdout, &page, out_failure);
    }
    struct cp_top_sheet sheet = cp_top_sheet_of(cp_top_stdout_width());
    (void)cp_top_page_compose(&page, &sheet);
    cp_top_sheet_write(&sheet, stdout);
    cp_top_sheet_done(&sheet);
    return fflush(stdout) == 0 ? CP_OK : cp_fail(out_failure, CP_RUNTIME, "cannot write to stdout");
}

static const char *cp_top_help_line(const struct cp_top_choice *choice)
{
    const enum cp_top_word word = choice->is_help           ? CP_TOP_WORD_HELP_END
                                  : choice->code[0] == '\0' ? CP_TOP_WORD_HELP_LINE
                                                            : CP_TOP_WORD_HELP_LINE_UNITS;
    return cp_top_word(choice->language, word);
}

static void cp_top_draw(struct cp_top *top, struct cp_top_screen *screen)
{
    const struct cp_view *view = &top->source.view;
    struct cp_top_choice *choice = &top->choice;
    struct cp_top_sheet sheet = cp_top_sheet_of(cp_top_screen_width(screen));
    const struct cp_top_page page = cp_top_page_of(top);
    top->looks.row_count = view->row_count;
    cp_top_choice_settle(choice, &top->looks);
    if (choice->is_help) {
        cp_top_help_compose(&page, &sheet);
    } else {
        top->looks.part_count = cp_top_page_compose(&page, &sheet);
        cp_top_sheet_squeeze(&sheet, cp_top_screen_height(screen));
        top->looks.room = cp_top_sheet_body_room(&sheet, cp_top_screen_height(screen));
        cp_top_choice_settle(choice, &top->looks);
    }
    top->looks.row_name = view->row_count == 0 ? NULL : view->rows[choice->row].name;
    cp_top_screen_show(screen, &sheet, choice->first_row, cp_top_help_line(choice));
    cp_top_sheet_done(&sheet);
}

/* Before anything is drawn: a choice that could not be read is none. */
static void cp_top_keep_to_reading(struct cp_top *top)
{
    if (top->down_ms != 0 && top->source.view.meta.count > 0) {
        cp_top_choice_keep(&top->choice, &top->read_choice);
    }
}

static void cp_top_turn(struct cp_top *top, enum cp_top_key key)
{
    const struct cp_top_choice before = top->choice;
    cp_top_choice_turn(&top->choice, key, &top->looks);
    top->has_read = top->has_read && cp_top_choice_reads_same(&before, &top->choice);
}

static enum cp_status cp_top_run_screen(struct cp_top *top, struct cp_failure *out_failure)
{
    struct cp_top_screen *screen = NULL;
    enum cp_status status = cp_top_screen_open(&screen, out_failure);
    if (status != CP_OK) {
        return status;
    }
    enum cp_top_key key = CP_TOP_KEY_NONE;
    while (key != CP_TOP_KEY_QUIT && !cp_top_is_stopping(top)) {
        cp_top_turn(top, key);
        status = cp_top_poll(top, out_failure);
        if (status != CP_OK) {
            break;
        }
        cp_top_keep_to_reading(top);
        cp_top_draw(top, screen);
        key = cp_top_screen_key(screen, CP_TOP_PULSE_MS);
    }
    cp_top_screen_close(screen);
    return status;
}

enum cp_status cp_top_run(const struct cp_redis_settings *settings,
                          const struct cp_top_options *options, struct cp_failure *out_failure)
{
    if (options->is_json && !options->is_once) {
        return cp_fail(out_failure, CP_USAGE, "top --json is for one picture: add --once");
    }
    /* For the terminal's character set alone: numbers are written as always. */
    (void)setlocale(LC_CTYPE, "");
    struct cp_top *top = calloc(1, sizeof(*top));
    if (top == NULL) {
        return cp_fail(out_failure, CP_RUNTIME, "no memory");
    }
    top->settings = settings;
    top->options = options;
    top->choice = options->choice;
    top->backoff.seed = (uint64_t)cp_clock_wall_ms();
    enum cp_status status = cp_zone_load(CP_ZONE_MUNICIPALITY, &top->zone, out_failure);
    if (status == CP_OK) {
        status = cp_redis_check(settings, out_failure);
    }
    if (status == CP_OK) {
        top->reader = cp_reader_create(settings);
        status = options->is_once ? cp_top_run_once(top, out_failure)
                                  : cp_top_run_screen(top, out_failure);
    }
    cp_top_source_done(&top->source);
    cp_reader_free(top->reader);
    free(top);
    return status;
}
