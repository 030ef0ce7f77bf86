#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "casepulse/aggregator/windows.h"
#include "casepulse/base/stop.h"
#include "command.h"
#include "top.h"

enum { CP_TOP_ONCE, CP_TOP_JSON, CP_TOP_WINDOW, CP_TOP_AGAINST, CP_TOP_PAGE, CP_TOP_LANGUAGE };

static const struct cp_option cp_top_table[] = {
    [CP_TOP_ONCE] = {"once", 'o', NULL, "print one picture as text and end"},
    [CP_TOP_JSON] = {"json", 'j', NULL, "with --once: all published figures as JSON"},
    [CP_TOP_WINDOW] = {"window", 'w', "NAME",
                       "such as 24h, month, reportyear (default), year-prev"},
    [CP_TOP_AGAINST] = {"against", 'a', "PERIOD",
                        "show changes: prev, lastyear, or none (default)"},
    [CP_TOP_PAGE] = {"page", 'p', "NAME", "of figures: overview (default), complaints, …"},
    [CP_TOP_LANGUAGE] = {"language", 'l', "en|da", "of names and words (default: the locale's)"},
    {NULL, 0, NULL, NULL},
};

/* All names of a table in one line. */
struct cp_names_line {
    char text[400];
};

static void cp_names_add(struct cp_names_line *line, const char *name)
{
    const size_t used = strlen(line->text);
    (void)snprintf(line->text + used, sizeof(line->text) - used, "%s%s", used == 0 ? "" : " ",
                   name);
}

static enum cp_status cp_top_fail_window(const char *name, struct cp_failure *out_failure)
{
    struct cp_names_line allowed = {""};
    for (int window = 0; window < CP_WINDOW_COUNT; window++) {
        cp_names_add(&allowed, cp_windows[window].name);
    }
    return cp_fail(out_failure, CP_USAGE, "there is no window \"%.40s\"; allowed: %s", name,
                   allowed.text);
}

static enum cp_status cp_top_fail_page(const char *name, struct cp_failure *out_failure)
{
    struct cp_names_line allowed = {""};
    for (int page = 0; page < CP_TOP_PAGE_COUNT; page++) {
        cp_names_add(&allowed, cp_top_page_title((enum cp_top_page_name)page, CP_TOP_ENGLISH));
    }
    return cp_fail(out_failure, CP_USAGE, "there is no page \"%.40s\"; allowed: %s", name,
                   allowed.text);
}

/* "da", "da_DK.UTF-8": what the environment says about messages. */
static enum cp_top_language cp_top_locale_language(void)
{
    const char *locale = setlocale(LC_MESSAGES, "");
    return locale != NULL && strncmp(locale, "da", 2) == 0 ? CP_TOP_DANISH : CP_TOP_ENGLISH;
}

static enum cp_status cp_top_read_view(const char *const *options, struct cp_top_choice *out_choice,
                                       struct cp_failure *out_failure)
{
    const char *window_name = options[CP_TOP_WINDOW];
    const char *against_name = options[CP_TOP_AGAINST];
    const char *page_name = options[CP_TOP_PAGE];
    const char *language_name = options[CP_TOP_LANGUAGE];
    const int window = cp_window_find(window_name == NULL ? "reportyear" : window_name);
    const int against = cp_top_against_find(against_name == NULL ? "none" : against_name);
    const int page = page_name == NULL ? CP_TOP_PAGE_OVERVIEW : cp_top_page_find(page_name);
    const int language =
        language_name == NULL ? (int)cp_top_locale_language() : cp_top_language_find(language_name);
    if (window < 0) {
        return cp_top_fail_window(window_name, out_failure);
    }
    if (against < 0) {
        return cp_fail(out_failure, CP_USAGE,
                       "nothing to compare with is called \"%.40s\"; allowed: none prev lastyear",
                       against_name);
    }
    if (page < 0) {
        return cp_top_fail_page(page_name, out_failure);
    }
    if (language < 0) {
        return cp_fail(out_failure, CP_USAGE, "no language \"%.40s\"; allowed: en da",
                       language_name);
    }
    cp_top_choice_set_window(out_choice, (enum cp_window)window);
    out_choice->against = (enum cp_top_period)against;
    out_choice->page = (enum cp_top_page_name)page;
    out_choice->language = (enum cp_top_language)language;
    return CP_OK;
}

static enum cp_status cp_top_read_options(const struct cp_invocation *invocation,
                                          struct cp_top_options *out_options,
                                          struct cp_failure *out_failure)
{
    struct cp_top_options options = {
        .is_once = invocation->options[CP_TOP_ONCE] != NULL,
        .is_json = invocation->options[CP_TOP_JSON] != NULL,
        .is_stopping = cp_stop_is_asked,
    };
    if (invocation->operand_count > 1) {
        return cp_fail(out_failure, CP_USAGE, "one administration at a time, such as BIF");
    }
    if (options.is_json && !options.is_once) {
        return cp_fail(out_failure, CP_USAGE, "--json goes with --once");
    }
    if (invocation->operand_count == 1) {
        (void)snprintf(options.choice.code, sizeof(options.choice.code), "%s",
                       invocation->operands[0]);
    }
    const enum cp_status status =
        cp_top_read_view(invocation->options, &options.choice, out_failure);
    if (status == CP_OK) {
        *out_options = options;
    }
    return status;
}

static enum cp_status cp_top(const struct cp_invocation *invocation, struct cp_failure *out_failure)
{
    struct cp_top_options options;
    const enum cp_status status = cp_top_read_options(invocation, &options, out_failure);
    if (status != CP_OK) {
        return status;
    }
    const struct cp_redis_settings redis = cp_command_redis(invocation->settings);
    return cp_top_run(&redis, &options, out_failure);
}

const struct cp_command cp_command_top = {
    .name = "top",
    .operands = "[ADMINISTRATION]",
    .summary = "show the live figures as a table",
    .needs_settings = true,
    .options = cp_top_table,
    .run = cp_top,
};
