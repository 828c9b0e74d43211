/*
 * psv2c TABLE.psv SYMBOL OUT.c: compiles a table of ids and patterns into C.
 *
 * The first line names the columns; blank lines and lines that begin with '#' are left out. Every row must have
 * as many cells as the header, or the build fails with the file and line. The result is
 *     const char *const SYMBOL[][N]   the cells, rows in the order of the file
 *     const size_t SYMBOL_rows
 * It runs at build time only, so it may speak and exit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES 4096

static int count_cells(const char *line)
{
	int n = 1;

	for (; *line; line++)
		n += *line == '|';
	return n;
}

static void put_cell(FILE *out, const char *cell, size_t len)
{
	fputc('"', out);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)cell[i];

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f || c == '?')
			fprintf(out, "\\%03o", c);
		else
			fputc(c, out);
	}
	fputc('"', out);
}

static void put_row(FILE *out, const char *line)
{
	fputs("\t{", out);
	for (;;) {
		size_t len = strcspn(line, "|");

		put_cell(out, line, len);
		if (!line[len])
			break;
		fputs(", ", out);
		line += len + 1;
	}
	fputs("},\n", out);
}

static int convert(FILE *in, FILE *out, const char *name, const char *symbol)
{
	char line[LINE_MAX_BYTES];
	int cells = 0, lineno = 0;

	fputs("#include <stddef.h>\n\n", out);
	while (fgets(line, sizeof line, in)) {
		lineno++;
		line[strcspn(line, "\r\n")] = '\0';
		if (!line[0] || line[0] == '#')
			continue;
		if (!cells) {
			cells = count_cells(line);
			fprintf(out,
				"extern const char *const %s[][%d];\nextern const size_t %s_rows;\n\n"
				"const char *const %s[][%d] = {\n",
				symbol, cells, symbol, symbol, cells);
		} else if (count_cells(line) != cells) {
			fprintf(stderr, "%s:%d: %d cells, the header has %d\n", name, lineno,
				count_cells(line), cells);
			return 1;
		} else {
			put_row(out, line);
		}
	}
	fprintf(out, "};\n\nconst size_t %s_rows = sizeof %s / sizeof %s[0];\n", symbol, symbol, symbol);
	return 0;
}

int main(int argc, char **argv)
{
	FILE *in, *out;
	int rc;

	if (argc != 4) {
		fputs("usage: psv2c TABLE.psv SYMBOL OUT.c\n", stderr);
		return 2;
	}
	in = fopen(argv[1], "r");
	out = fopen(argv[3], "w");
	if (!in || !out) {
		perror(in ? argv[3] : argv[1]);
		return 1;
	}
	rc = convert(in, out, argv[1], argv[2]);
	fclose(in);
	if (fclose(out))
		rc = 1;
	if (rc)
		remove(argv[3]);
	return rc;
}
