#include "top_sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct cp_value meta_values[] = {{"schema", "1"},
                                        {"seq", "4711"},
                                        {"as_of_ms", "1369134309000"},
                                        {"lag_records", "12345"},
                                        {"lag_ms", "3999"},
                                        {"partitions_seen", "11"},
                                        {"partitions_total", "12"},
                                        {"balanced", "1"},
                                        {"state", "partial"},
                                        {"reason", ""},
                                        {"published_at_ms", "1369134309000"}};
static struct cp_value window_values[] = {{"from_ms", "1333231200000"},
                                          {"to_ms", "1364767200000"},
                                          {"label", "2012"},
                                          {"complete", "1"},
                                          {"covered", "1"}};
static struct cp_value against_values[] = {{"from_ms", "1301608800000"},
                                           {"to_ms", "1333231200000"},
                                           {"label", "2011"},
                                           {"complete", "1"},
                                           {"covered", "1"}};
static struct cp_value book_values[] = {{"all.counted", "561470"},
                                        {"all.retracted", "3"},
                                        {"all.duplicate", "5"},
                                        {"all.malformed", "2"},
                                        {"all.too_late", "10"}};
static struct cp_value name_values[] = {{"OKF", "Økonomiforvaltningen"},
                                        {"BIF", "Job\x1b[2Jcenter"}};
static struct cp_value city_values[] = {{"inquiries", "450000"},
                                        {"decisions", "125000"},
                                        {"complaints", "939"},
                                        {"complaints.kind.formality", "427"},
                                        {"complaints.kind.merits", "700"},
                                        {"complaints_per_1000_decisions", "7.5120"},
                                        {"complaints_per_1000_decisions.num", "939"},
                                        {"complaints_per_1000_decisions.den", "125000"},
                                        {"upheld_share", "53.7806"},
                                        {"upheld_share.num", "505"},
                                        {"upheld_share.den", "939"},
                                        {"reversal_rate", "20.0000"},
                                        {"reversal_rate.num", "1"},
                                        {"reversal_rate.den", "5"},
                                        {"reversal_rate.small", "1"},
                                        {"appeals", "6"},
                                        {"retractions", "3"},
                                        {"active_cases", "51227"},
                                        {"subject_share.aids", "25.0000"},
                                        {"subject_share.aids.num", "1"},
                                        {"subject_share.aids.den", "4"},
                                        {"duration_p50", "14"},
                                        {"duration_mean", "15.2500"},
                                        {"duration_mean.num", "61"},
                                        {"duration_mean.den", "4"}};
static struct cp_value city_before_values[] = {{"inquiries", "0"},
                                               {"decisions", "-4"},
                                               {"complaints", "1103"},
                                               {"complaints_per_1000_decisions.num", "1103"},
                                               {"complaints_per_1000_decisions.den", "-4"},
                                               {"upheld_share", "50.0000"},
                                               {"upheld_share.num", "500"},
                                               {"upheld_share.den", "1000"},
                                               {"subject_share.aids", "50.0000"},
                                               {"subject_share.aids.num", "1"},
                                               {"subject_share.aids.den", "2"},
                                               {"duration_p50", "21"},
                                               {"duration_mean", "14.0000"},
                                               {"duration_mean.num", "14"},
                                               {"duration_mean.den", "1"}};
static struct cp_value empty_values[] = {{"inquiries", "0"},
                                         {"decisions", "0"},
                                         {"complaints", "-4"},
                                         {"complaints.kind.formality", "0"},
                                         {"complaints.kind.merits", "0"},
                                         {"complaints_per_1000_decisions.num", "-4"},
                                         {"complaints_per_1000_decisions.den", "0"},
                                         {"upheld_share.num", "0"},
                                         {"upheld_share.den", "0"},
                                         {"reversal_rate.num", "0"},
                                         {"reversal_rate.den", "0"},
                                         {"appeals", "0"},
                                         {"retractions", "0"}};
static struct cp_value incomplete_values[] = {{"inquiries", "7"}, {"incomplete", "1"}};

static struct cp_view_row rows[] = {
    {"ALL", VALUES(city_values), VALUES(city_before_values)},
    {"OKF", VALUES(empty_values), {0, NULL}},
    {"BIF", VALUES(incomplete_values), VALUES(incomplete_values)},
};

struct cp_view top_sample_view(void)
{
    return (struct cp_view){.has_writer = true,
                            .meta = VALUES(meta_values),
                            .books = VALUES(book_values),
                            .window = VALUES(window_values),
                            .against = VALUES(against_values),
                            .names = VALUES(name_values),
                            .row_count = 3,
                            .rows = rows};
}

struct cp_top_choice top_sample_choice(void)
{
    return (struct cp_top_choice){.base = CP_WINDOW_REPORTYEAR};
}

char *top_sample_text(const struct cp_view *view, const struct cp_top_choice *choice, size_t width,
                      const char *trouble)
{
    static struct cp_zone zone;
    struct cp_failure failure;
    if (zone.transition_count == 0) {
        assert_int_equal(cp_zone_load(CP_ZONE_MUNICIPALITY, &zone, &failure), CP_OK);
    }
    const struct cp_top_page page = {.namespace_name = "live",
                                     .place = "localhost:6379/0",
                                     .view = view,
                                     .zone = &zone,
                                     .choice = choice,
                                     .trouble = trouble,
                                     .now_ms = 1369134310500};
    struct cp_top_sheet sheet = {.width = width};
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    (void)cp_top_page_compose(&page, &sheet);
    cp_top_sheet_write(&sheet, out);
    cp_top_sheet_done(&sheet);
    (void)fclose(out);
    return text;
}

void top_sample_has(const char *text, const char *part)
{
    if (strstr(text, part) == NULL) {
        fail_msg("\"%s\" is not in:\n%s", part, text);
    }
}
