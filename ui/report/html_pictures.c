/*
 * The two pictures of the HTML report, as inline SVG that also reads well in print and without colour: the
 * way of the mail with the place where it stops, and when each check ran.
 */
#include "ui/report/html_page.h"

#include "ui/words/words.h"

/* The stations of the mail, in the order of enum way from WAY_YOU on. */
static const char *station(size_t i)
{
	switch (i) {
	case 0:
		return _("you");
	case 1:
		return _("your network");
	case 2:
		return _("internet company");
	case 3:
		return _("mail server");
	default:
		return _("recipient");
	}
}

#define STATIONS 5

/* How many stations the mail passes before it stops; STATIONS when nothing stops it, 0 when it is not known. */
static size_t reached(enum way stops_at)
{
	switch (stops_at) {
	case WAY_YOU:
		return 1;
	case WAY_NETWORK:
		return 2;
	case WAY_INTERNET:
		return 3;
	case WAY_SERVER:
		return 4;
	case WAY_RECIPIENT:
	case WAY_THROUGH:
		return STATIONS;
	default:
		return 0;
	}
}

/* One station: a box with its name below; the place where the mail stops has a cross in it, not only another
 * colour. */
static void put_station(struct page *page, size_t i, size_t passed, bool stops)
{
	int x = 20 + (int)i * 140;

	str_addf(page->out,
		"<rect x=\"%d\" y=\"10\" width=\"80\" height=\"34\" rx=\"6\" fill=\"%s\" stroke=\"#111\" "
		"stroke-width=\"2\"/>",
		x,
		stops	     ? "#fff"
		: i < passed ? "#d9ead3"
			     : "#eee");
	if (stops)
		str_addf(page->out,
			"<path d=\"M%d 14l26 26m0-26l-26 26\" stroke=\"#a00\" stroke-width=\"4\"/>", x + 27);
	if (i + 1 < STATIONS)
		str_addf(page->out,
			"<path d=\"M%d 27h52m-8-6l8 6-8 6\" fill=\"none\" stroke=\"#111\" "
			"stroke-width=\"2\"%s/>",
			x + 84, i + 1 < passed ? "" : " stroke-dasharray=\"4 4\"");
	str_addf(page->out, "<text x=\"%d\" y=\"64\" text-anchor=\"middle\" font-size=\"13\">", x + 40);
	html_text(page, station(i));
	html_put(page, "</text>");
}

void html_way(struct page *page)
{
	enum way stops_at = page->record->diagnosis.stops_at;
	size_t passed = reached(stops_at);
	struct str text = STR_INIT;

	html_element(page, "h2", _("The way of your mail"));
	html_put(page, "<svg viewBox=\"0 0 680 76\" role=\"img\" aria-labelledby=\"way\" "
		       "xmlns=\"http://www.w3.org/2000/svg\">");
	for (size_t i = 0; i < STATIONS; i++)
		put_station(page, i, passed, stops_at != WAY_THROUGH && passed == i + 1);
	html_put(page, "</svg>\n");
	words_way(&text, page->record, page->style);
	html_element(page, "p id=\"way\"", str_text(&text));
	str_release(&text);
}

/* A bar for when a check began and how long it took; the figures stand beside it. */
void html_bar(struct page *page, const struct check_result *check)
{
	int64_t whole = page->record->ms > 0 ? page->record->ms : 1;
	int x = (int)(check->began_ms * 200 / whole), width = (int)(check->ms * 200 / whole);

	str_addf(page->out,
		"<svg width=\"200\" height=\"12\" viewBox=\"0 0 200 12\" aria-hidden=\"true\"><rect x=\"%d\" "
		"y=\"1\" width=\"%d\" "
		"height=\"10\" fill=\"#456\"/></svg>",
		x > 198 ? 198 : x,
		width < 2     ? 2
		: width > 200 ? 200
			      : width);
}
