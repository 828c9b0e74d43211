/*
 * ux.md section 4, 1-9, 13, 17, 20-24: newterm and never initscr, no terminal queries, one table of the modes
 * that we set.
 */
#define NCURSES_WIDECHAR 1
#include "ui/screen/terminal.h"

#include <curses.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "checks/base/str.h"
#include "ui/flow/signals.h"
#include "ui/screen/gather.h"
#include "ui/screen/keys.h"
#include "ui/words/words.h"

#include <term.h> /* last: it defines names such as lines and columns as macros */

static SCREEN *screen;
static bool colours;
static bool paste_on;
static int saved_stderr = -1;

/* Names that Debian's base set of terminal descriptions lacks, and that behave as xterm does. */
static bool behaves_like_xterm(const char *term)
{
	static const char *const names[] = {
		"xterm-", "alacritty", "foot", "wezterm", "kitty", "ghostty", "vscode"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strncmp(term, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Terminals known to take "?2004h" as meant or to ignore it in silence. */
static bool knows_private_modes(const char *term)
{
	static const char *const names[] = {"xterm", "screen", "tmux", "rxvt", "putty", "alacritty", "foot",
		"wezterm", "kitty", "ghostty", "vscode"};

	for (size_t i = 0; term && i < sizeof names / sizeof *names; i++)
		if (strncmp(term, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

/* Into a block of its own: it is wanted most when no memory is left. */
struct restore_bytes {
	char bytes[200];
	size_t len;
};

static void add_bytes(struct restore_bytes *out, const char *bytes)
{
	size_t len = strlen(bytes);

	if (len > sizeof out->bytes - out->len)
		return;
	memcpy(out->bytes + out->len, bytes, len);
	out->len += len;
}

static void add_capability(struct restore_bytes *out, const char *name)
{
	const char *value = tigetstr(name);

	if (value && value != (char *)-1)
		add_bytes(out, value);
}

/* What a crash writes: paste mode off, attributes off, cursor on, keypad off, the other screen gone. */
static void remember_restore(void)
{
	struct restore_bytes out = {.len = 0};

	if (knows_private_modes(termname()))
		add_bytes(&out, "\033[?2004l");
	add_capability(&out, "sgr0");
	add_capability(&out, "cnorm");
	add_capability(&out, "rmkx");
	add_capability(&out, "rmcup");
	add_bytes(&out, "\r\n");
	signals_set_restore(out.bytes, out.len);
}

static bool is_paintable(void)
{
	const char *cup = tigetstr("cup");

	return cup && cup != (char *)-1 && tigetflag("hc") != 1 && tigetflag("gn") != 1;
}

/* LINES and COLUMNS in the environment would freeze the size for ever (ncurses(3)). */
static void trust_the_terminal_size(void)
{
	struct winsize size;

	use_tioctl(TRUE);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
		unsetenv("LINES");
		unsetenv("COLUMNS");
	}
}

/* Ctrl-S must not freeze the wizard; Ctrl-C, Ctrl-Z and Ctrl-\ keep their meaning. */
static void set_modes(void)
{
	struct termios modes;

	cbreak();
	noecho();
	nonl();
	if (tcgetattr(STDIN_FILENO, &modes) == 0) {
		modes.c_iflag &= (tcflag_t)~IXON;
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	}
	def_prog_mode(); /* after Ctrl-Z the same modes come back */
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	meta(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	leaveok(stdscr, FALSE);
	typeahead(-1); /* an update is short: it is never broken off for a key */
	curs_set(1);
	/* a slow link splits an arrow key; Esc alone is only "back" (ux.md 3d) */
	if (!getenv("ESCDELAY"))
		set_escdelay(getenv("SSH_CONNECTION") ? 500 : 250);
	keys_define();
}

static void set_colours(const struct wizard_options *options)
{
	const char *no_color = getenv("NO_COLOR");

	colours = !options->no_color && !(no_color && no_color[0]) && has_colors();
	if (!colours)
		return;
	start_color();
	use_default_colors();
	for (short colour = 1; colour <= 6; colour++)
		init_pair(colour, colour, -1);
}

/* Messages of libraries would be written over the screen. */
static void hush_stderr(void)
{
	int nowhere = isatty(STDERR_FILENO) ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;

	if (nowhere < 0)
		return;
	saved_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	dup2(nowhere, STDERR_FILENO);
	close(nowhere);
}

bool terminal_open(const struct wizard_options *options, const char **why_r)
{
	const char *term = getenv("TERM");

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		*why_r = _("Plain mode is on because input or output is not a terminal.");
		return false;
	}
	if (!term || !term[0] || strcmp(term, "dumb") == 0) {
		*why_r = _("Plain mode is on because the terminal does not say what it is.");
		return false;
	}
	trust_the_terminal_size();
	signals_arm(); /* curses itself may fail */
	screen = newterm(NULL, stdout, stdin);
	if (!screen && behaves_like_xterm(term))
		screen = newterm("xterm-256color", stdout, stdin);
	if (!screen) {
		*why_r = _("Plain mode is on because this type of terminal is not known here.");
		return false;
	}
	if (!is_paintable()) {
		endwin();
		delscreen(screen);
		screen = NULL;
		*why_r = _("Plain mode is on because this terminal cannot move its cursor.");
		return false;
	}
	remember_restore();
	set_modes();
	set_colours(options);
	if (options->mouse) {
		mousemask(BUTTON1_CLICKED, NULL);
		mouseinterval(0);
	}
	signals_arm(); /* again: curses has set handlers of its own */
	gather_open();
	hush_stderr();
	return true;
}

void terminal_paste(bool on)
{
	if (on == paste_on || !knows_private_modes(termname()))
		return;
	paste_on = on;
	putp(on ? "\033[?2004h" : "\033[?2004l");
	fflush(stdout);
}

bool terminal_has_colours(void)
{
	return colours;
}

void terminal_close(void)
{
	if (!screen)
		return;
	alarm(2); /* endwin() may wait for a terminal that is gone or stopped: then the default action ends us */
	terminal_paste(false);
	flushinp();
	endwin();
	alarm(0);
	gather_close();
	signals_set_restore("", 0);
	if (saved_stderr >= 0) {
		dup2(saved_stderr, STDERR_FILENO);
		close(saved_stderr);
		saved_stderr = -1;
	}
	delscreen(screen);
	screen = NULL;
}
