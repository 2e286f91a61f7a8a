# strobe. `make demo` and `make check` are what a newcomer runs; `make` builds build/strobe. See README.md.

CC       ?= cc
HOSTCC   ?= $(CC)
PREFIX   ?= /usr/local
VERSION  := 0.1.0
BUILD    := build$(if $(SANITIZE),/sanitize)
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers $(if $(WERROR),-Werror)
comma    := ,
SAN      := $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
STD      := -std=gnu17 -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -DSTROBE_VERSION='"$(VERSION)"'

GEN_SRC  := $(sort $(wildcard src/gen/*.c))
ROOMS    := options arch tracer decode value select resolve stack sink
SRC      := src/main.c $(foreach r,$(ROOMS),$(sort $(wildcard src/$(r)/*.c)))
OBJ      := $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/desc.o
SYS      := $(sort $(shell find syscalls -name '*.sys')) $(sort $(wildcard syscalls/abi/*))

# The stack room is what needs libdw and libunwind: they are looked for always, and linked when it is there.
PKGS     := libdw libunwind-ptrace
HAVE_PKGS := $(shell pkg-config --exists $(PKGS) 2>/dev/null && echo yes)
ifneq ($(wildcard src/stack/*.c),)
ifeq ($(HAVE_PKGS),yes)
STD      += -DHAVE_STACK $(shell pkg-config --cflags $(PKGS))
LIBS     += $(shell pkg-config --libs $(PKGS))
endif
endif

# A test program each: tests/unit/ (its owner's rooms) and tests/decode/, linked with everything but main.
UNIT_SRC := $(sort $(wildcard tests/unit/test_*.c) $(wildcard tests/decode/test_*.c))
UNIT     := $(UNIT_SRC:tests/%.c=$(BUILD)/tests/%)

all: $(BUILD)/strobe

# What everything was built with, so that other flags build everything anew.
FLAGS    := $(CC) $(STD) $(CFLAGS) $(WARN) $(SAN) $(LDFLAGS) $(LIBS)
ifneq ($(FLAGS),$(file <$(BUILD)/flags))
$(shell mkdir -p $(BUILD))
$(file >$(BUILD)/flags,$(FLAGS))
endif

$(BUILD)/strobe: $(OBJ)
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $(OBJ) $(LIBS)

# The compiler of syscalls/ runs on the build machine and needs cc and make alone.
$(BUILD)/strobe-gen: $(GEN_SRC) $(wildcard src/gen/*.h) $(addprefix include/,desc.h abi.h kind.h hooks.h) $(BUILD)/flags
	$(HOSTCC) -std=gnu17 -D_GNU_SOURCE -O1 -g $(WARN) $(SAN) -Iinclude -o $@ $(GEN_SRC)

$(BUILD)/gen/desc.c: $(BUILD)/strobe-gen $(SYS)
	@mkdir -p $(@D)
	$(BUILD)/strobe-gen --c $@ --ids $(BUILD)/gen/desc_ids.h.new $(SYS)

# Replaced only when it has changed: a new call's description compiles desc.c anew and nothing else.
$(BUILD)/gen/desc_ids.h: $(BUILD)/gen/desc.c
	@cmp -s $@.new $@ || cp $@.new $@

$(BUILD)/gen/desc.o: $(BUILD)/gen/desc.c include/desc.h include/abi.h $(BUILD)/flags
	$(CC) $(STD) -O1 $(SAN) -c -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/flags | $(BUILD)/gen/desc_ids.h
	@mkdir -p $(@D)
	$(CC) $(STD) $(CFLAGS) $(WARN) $(SAN) -MMD -MP -c -o $@ $<

$(BUILD)/tests/%: tests/%.c $(filter-out $(BUILD)/src/main.o,$(OBJ))
	@mkdir -p $(@D)
	$(CC) $(STD) $(CFLAGS) $(WARN) $(SAN) $(shell pkg-config --cflags check) -MMD -MP -MF $@.d -o $@ \
		$< $(filter %.o,$^) $(shell pkg-config --libs check) $(LIBS)

-include $(OBJ:.o=.d) $(UNIT:=.d)

# Installs what is missing, where that may be done, then builds with warnings as errors and runs every test.
check:
	@tests/needs.sh check
	@$(MAKE) --no-print-directory WERROR=1 all || { echo '0 passed, 1 failed'; exit 1; }
	@$(MAKE) --no-print-directory WERROR=1 -k unit || echo 'not every unit test could be built'
	@tests/run.sh $(BUILD)

unit: $(UNIT)

lint:
	@tests/lint.sh

# Not part of check: the two tools are large. cppcheck is told which functions do not come back; what is suppressed is meant (a frame
# that points into its caller's, >> of negative numbers) or its own trouble with GNU C.
analyse: $(BUILD)/gen/desc_ids.h
	cppcheck --std=c11 --enable=warning,performance,portability --quiet --inline-suppr --error-exitcode=1 -Iinclude \
		$(foreach f,fatal fatal_errno fatal_usage,'-D$f(...)=exit(1)') \
		$(addprefix --suppress=,autoVariables shiftTooManyBitsSigned shiftNegative internalAstError) src
	clang-tidy --quiet $(SRC) $(GEN_SRC) -- $(STD)

differential: all
	@tests/differential/run.sh $(BUILD)/strobe

# Each workload untraced, under the bare ptrace loop, strace and strobe: minutes. `tests/bench/run.py STROBE WORKLOAD...` runs some.
bench: all
	@tests/bench/run.py $(BUILD)/strobe --json $(BUILD)/bench.json

demo:
	@tests/needs.sh build
	@$(MAKE) --no-print-directory all
	@tests/demo.sh $(BUILD)/strobe

install: all
	install -D -m 755 $(BUILD)/strobe $(DESTDIR)$(PREFIX)/bin/strobe
	install -D -m 644 man/strobe.1 $(DESTDIR)$(PREFIX)/share/man/man1/strobe.1
	install -D -m 644 man/strobe-json.5 $(DESTDIR)$(PREFIX)/share/man/man5/strobe-json.5
	install -D -m 644 schema/strobe-event.schema.json $(DESTDIR)$(PREFIX)/share/strobe/strobe-event.schema.json

clean:
	rm -rf build

.PHONY: all check unit lint analyse differential bench demo install clean
.DELETE_ON_ERROR:
