/*
 * Read once at the start; a file of any size or kind is harmless: a few KiB are looked at.
 */
#include "ui/keep/config.h"

#include <fcntl.h>

#include "checks/base/ascii.h"
#include "checks/base/str.h"

#define CONFIG_MAX 4096

static char *config_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (config && config[0] == '/')
		return str_print("%s/mailmend/config", config);
	return home && home[0] == '/' ? str_print("%s/.config/mailmend/config", home) : NULL;
}

/* The file's text, at most CONFIG_MAX - 1 bytes; "" where there is none. */
static void read_config(char *text)
{
	char *path = config_path();
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
	ssize_t n = fd >= 0 ? read(fd, text, CONFIG_MAX - 1) : 0;

	text[n > 0 ? n : 0] = '\0';
	if (fd >= 0)
		close(fd);
	free(path);
}

bool config_wish(const char *key, bool otherwise)
{
	char text[CONFIG_MAX], *rest = text;
	bool wish = otherwise;

	read_config(text);
	for (char *line = strsep(&rest, "\n"); line; line = strsep(&rest, "\n")) {
		char *value = line + strspn(line, " \t");
		const char *name = strsep(&value, " \t=");
		if (!value || !ascii_caseeq(name, key))
			continue;
		value += strspn(value, " \t=");
		value[strcspn(value, " \t\r")] = '\0';
		if (ascii_caseeq(value, "yes") || ascii_caseeq(value, "no"))
			wish = ascii_caseeq(value, "yes");
	}
	return wish;
}
