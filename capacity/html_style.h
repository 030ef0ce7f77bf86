/* How the report looks: light and dark as the reader's system is, and on paper.
 *
 * Threads: any; constant. */
#ifndef CASEPULSE_CAPACITY_HTML_STYLE_H
#define CASEPULSE_CAPACITY_HTML_STYLE_H

/* A style sheet without < and &, so that it may stand in XML as it is. */
extern const char cp_html_style[];

#endif
