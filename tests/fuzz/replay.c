/*
 * Runs a fuzz target over the files of a folder, once each: what libFuzzer's own main does with -runs=0.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "checks/base/mem.h"
#include "checks/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static int replay(const char *folder, const char *name)
{
	char *path = str_print("%s/%s", folder, name);
	FILE *file = fopen(path, "rb");
	struct str all = STR_INIT;
	char buf[4096];
	size_t n;

	free(path);
	if (!file)
		return -1;
	for (n = fread(buf, 1, sizeof buf, file); n > 0; n = fread(buf, 1, sizeof buf, file))
		str_add_bytes(&all, buf, n);
	fclose(file);
	/* A copy of exactly that size: a sanitizer sees every byte read beyond it. */
	if (all.len) {
		uint8_t *exact = malloc(all.len);

		if (exact) {
			memcpy(exact, all.s, all.len);
			LLVMFuzzerTestOneInput(exact, all.len);
		}
		free(exact);
	}
	str_release(&all);
	return 0;
}

int main(int argc, char **argv)
{
	DIR *dir = argc == 2 ? opendir(argv[1]) : NULL;
	struct dirent *entry;
	int n = 0;

	if (!dir) {
		fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
		return 2;
	}
	for (entry = readdir(dir); entry; entry = readdir(dir)) {
		if (entry->d_name[0] == '.')
			continue;
		if (replay(argv[1], entry->d_name) < 0) {
			fprintf(stderr, "cannot read %s\n", entry->d_name);
			return 1;
		}
		n++;
	}
	closedir(dir);
	printf("%d inputs\n", n);
	return n ? 0 : 1;
}
