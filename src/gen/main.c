/*
 * main.c: strobe-gen, the compiler of syscalls/. Reads descriptions (*.sys), ABIs (*.abi) and number tables
 * (*.tbl), runs the passes, and writes what was asked for. It runs on the build machine and needs nothing but
 * the C library.
 */
#include "gen.h"
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static const char usage[] =
	"usage: strobe-gen [--c OUT.c] [--ids OUT.h] [--layout OUT.tsv] [--dump OUT.txt] FILE...\n"
	"  FILE       *.sys and *.abi are descriptions, ABI.tbl is a table of call numbers\n"
	"  --c        the arrays that include/desc.h declares\n"
	"  --ids      desc_ids.h: names of tables, structs and calls\n"
	"  --layout   offsets, sizes and constants, a line each, for tests\n"
	"  --dump     the compiled description in a readable form\n";

static char *read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text;
	long size;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < 0)
		die("%s: %s", path, strerror(errno));
	rewind(f);
	text = alloc(size + 1);
	if (fread(text, 1, size, f) != (size_t)size)
		die("%s: cannot read it", path);
	fclose(f);
	if (strlen(text) != (size_t)size)
		die("%s: holds a NUL byte", path);
	return text;
}

/* A reader never sees half a file: it is written beside and renamed. */
static void write_file(struct gen *g, const char *path, void (*write)(struct gen *, FILE *))
{
	const char *temp = format("%s.%d.tmp", path, (int)getpid());
	FILE *f = fopen(temp, "w");
	bool bad;

	if (!f)
		die("%s: %s", temp, strerror(errno));
	write(g, f);
	bad = ferror(f);
	if (fclose(f) || bad || rename(temp, path)) {
		remove(temp);
		die("%s: %s", path, strerror(errno));
	}
}

static bool has_suffix(const char *text, const char *suffix)
{
	size_t n = strlen(text), m = strlen(suffix);

	return n > m && !strcmp(text + n - m, suffix);
}

static void stop_after_errors(void)
{
	if (error_count())
		exit(1);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *option;
		void (*write)(struct gen *, FILE *);
	} outputs[] = {
		{ "--c", emit_c }, { "--ids", emit_ids }, { "--layout", emit_layout }, { "--dump", emit_dump }
	};
	enum { OUTPUTS = sizeof outputs / sizeof *outputs };
	const char *paths[OUTPUTS] = { 0 };
	struct gen *g = alloc(sizeof *g);
	bool any = false;

	for (int i = 1; i < argc; i++) {
		int k = 0;

		while (k < OUTPUTS && strcmp(argv[i], outputs[k].option) != 0)
			k++;
		if (k < OUTPUTS && i + 1 < argc) {
			paths[k] = argv[++i];
			continue;
		}
		if (argv[i][0] == '-') {
			fputs(usage, stderr);
			return 2;
		}
		any = true;
		if (has_suffix(argv[i], ".tbl"))
			parse_numbers(g, name_of(argv[i]), read_file(argv[i]));
		else
			parse_descriptions(g, name_of(argv[i]), read_file(argv[i]));
	}
	if (!any) {
		fputs(usage, stderr);
		return 2;
	}
	stop_after_errors();
	check(g);
	stop_after_errors();
	layout(g);
	stop_after_errors();
	lower(g);
	stop_after_errors();
	for (int k = 0; k < OUTPUTS; k++)
		if (paths[k])
			write_file(g, paths[k], outputs[k].write);
	return 0;
}
