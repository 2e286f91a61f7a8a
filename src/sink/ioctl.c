/*
 * Names of ioctl numbers: those of the table, families that have a length or an axis in the number, and what the number
 * itself says where nothing is known of it.
 */
#include "kinds.h"
#include "tables.h"
#include <sys/ioctl.h>

/* _IOC(_IOC_READ, 0x5a, 0x6, 0x8) */
static void put_ioc(struct output *out, uint32_t number)
{
	static const char *const dirs[] = { "_IOC_NONE", "_IOC_WRITE", "_IOC_READ", "_IOC_READ|_IOC_WRITE" };
	put_literal(out, "_IOC(");
	put_string(out, dirs[_IOC_DIR(number)]);
	put_literal(out, ", ");
	put_hex(out, _IOC_TYPE(number));
	put_literal(out, ", ");
	put_hex(out, _IOC_NR(number));
	put_literal(out, ", ");
	put_hex(out, _IOC_SIZE(number));
	put_char(out, ')');
}

/* Commands whose size is the caller's buffer's: any size is the same command. */
struct family {
	uint8_t dir, type, first, last;
	const char *name;
	uint32_t table; /* the number is first plus one of these; 0: none */
	bool length; /* the size is shown */
};
static const struct family families[] = {
	{ _IOC_READ, 'E', 0x06, 0x06, "EVIOCGNAME", 0, true },
	{ _IOC_READ, 'E', 0x07, 0x07, "EVIOCGPHYS", 0, true },
	{ _IOC_READ, 'E', 0x08, 0x08, "EVIOCGUNIQ", 0, true },
	{ _IOC_READ, 'E', 0x09, 0x09, "EVIOCGPROP", 0, true },
	{ _IOC_READ, 'E', 0x0a, 0x0a, "EVIOCGMTSLOTS", 0, true },
	{ _IOC_READ, 'E', 0x18, 0x18, "EVIOCGKEY", 0, true },
	{ _IOC_READ, 'E', 0x19, 0x19, "EVIOCGLED", 0, true },
	{ _IOC_READ, 'E', 0x1a, 0x1a, "EVIOCGSND", 0, true },
	{ _IOC_READ, 'E', 0x1b, 0x1b, "EVIOCGSW", 0, true },
	{ _IOC_READ, 'E', 0x20, 0x3f, "EVIOCGBIT", TABLE_EV_TYPES, true },
	{ _IOC_READ, 'E', 0x40, 0x7f, "EVIOCGABS", TABLE_ABS_AXES, false },
	{ _IOC_WRITE, 'E', 0xc0, 0xff, "EVIOCSABS", TABLE_ABS_AXES, false },
	{ _IOC_READ, 'H', 0x04, 0x04, "HIDIOCGRAWNAME", 0, true },
	{ _IOC_READ, 'H', 0x05, 0x05, "HIDIOCGRAWPHYS", 0, true },
	{ _IOC_READ | _IOC_WRITE, 'H', 0x06, 0x06, "HIDIOCSFEATURE", 0, true },
	{ _IOC_READ | _IOC_WRITE, 'H', 0x07, 0x07, "HIDIOCGFEATURE", 0, true },
	{ _IOC_READ, 'H', 0x08, 0x08, "HIDIOCGRAWUNIQ", 0, true },
	{ _IOC_READ, 'j', 0x13, 0x13, "JSIOCGNAME", 0, true },
	{ _IOC_READ, 'U', 0x2c, 0x2c, "UI_GET_SYSNAME", 0, true },
};

static const struct family *family_of(uint32_t number)
{
	uint32_t dir = _IOC_DIR(number), type = _IOC_TYPE(number), nr = _IOC_NR(number);
	for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
		const struct family *f = &families[i];
		if (f->dir == dir && f->type == type && f->first <= nr && nr <= f->last)
			return f;
	}
	return NULL;
}

static void put_family(struct render *r, const struct family *f, uint32_t number, enum xlat_style style)
{
	uint32_t which = _IOC_NR(number) - f->first;
	put_string(r->out, f->name);
	put_char(r->out, '(');
	if (f->table) {
		bool zero = f->length && !which; /* EVIOCGBIT(0, …) asks for the types themselves */
		/* Within a comment, what is unknown has none of its own. */
		bool bare = style == XLAT_VERBOSE && !const_find(f->table, which);
		render_const(r, f->table, which, 4, zero || bare ? XLAT_RAW : XLAT_ABBREV);
	}
	if (f->table && f->length)
		put_literal(r->out, ", ");
	if (f->length)
		put_unsigned(r->out, _IOC_SIZE(number));
	put_char(r->out, ')');
}

/* One number may belong to several drivers: all its names show. */
void put_ioctl_name(struct render *r, uint32_t number, enum xlat_style style)
{
	const struct desc_table *t = &desc_tables[TABLE_IOCTL_NUMBERS];
	const struct desc_const *c = const_find(TABLE_IOCTL_NUMBERS, number), *first = c;
	const struct family *family = c ? NULL : family_of(number);
	if (family)
		put_family(r, family, number, style);
	else if (!c)
		put_ioc(r->out, number);
	for (; c && c < t->consts + t->count && (uint32_t)c->value == number; c++) {
		if (c != first)
			put_literal(r->out, " or ");
		put_text(r->out, desc_str(c->str), c->len);
	}
}
