# strobe. `make` builds ./build/strobe, `make demo` and `make check` are what a newcomer runs; see README.md.

CC       ?= cc
HOSTCC   ?= $(CC)
PREFIX   ?= /usr/local
VERSION  := 0.1.0
BUILD    := build$(if $(SANITIZE),/sanitize)
CFLAGS   ?= -O2 -g
WARN     := -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers $(if $(WERROR),-Werror)
SAN      := $(if $(SANITIZE),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
comma    := ,
STD      := -std=gnu17 -D_GNU_SOURCE -Iinclude -I$(BUILD)/gen -DSTROBE_VERSION='"$(VERSION)"'
PKGS     := libdw libunwind-ptrace
PKG_OK   := $(shell pkg-config --exists $(PKGS) 2>/dev/null && echo yes)

GEN_SRC  := $(wildcard src/gen/*.c)
ROOMS    := options arch tracer decode value select resolve stack sink
SRC      := src/main.c $(foreach r,$(ROOMS),$(wildcard src/$(r)/*.c))
OBJ      := $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/desc.o
SYS      := $(sort $(shell find syscalls -name '*.sys')) $(sort $(wildcard syscalls/abi/*))

all: $(BUILD)/strobe

$(BUILD)/strobe: $(OBJ)
	$(CC) $(CFLAGS) $(SAN) -o $@ $(OBJ) $(LDFLAGS)

# The compiler of syscalls/ runs on the build machine and needs cc and make alone.
$(BUILD)/strobe-gen: $(GEN_SRC) $(wildcard src/gen/*.h) include/desc.h include/abi.h include/kind.h include/hooks.h
	@mkdir -p $(@D)
	$(HOSTCC) -std=gnu17 -D_GNU_SOURCE -O1 -g $(WARN) $(SAN) -Iinclude -o $@ $(GEN_SRC)

$(BUILD)/gen/desc.c: $(BUILD)/strobe-gen $(SYS)
	@mkdir -p $(@D)
	$(BUILD)/strobe-gen --c $@ --ids $(BUILD)/gen/desc_ids.h $(SYS)

$(BUILD)/gen/desc_ids.h: $(BUILD)/gen/desc.c

$(BUILD)/gen/desc.o: $(BUILD)/gen/desc.c include/desc.h include/abi.h
	$(CC) $(STD) -O1 $(SAN) -c -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/gen/desc_ids.h
	@mkdir -p $(@D)
	$(CC) $(STD) $(CFLAGS) $(WARN) $(SAN) -MMD -MP -c -o $@ $<

-include $(OBJ:.o=.d)

clean:
	rm -rf build

.PHONY: all clean
