#!/usr/bin/python3
"""Compares the layouts and constants of syscalls/ with the headers at hand, by static assertions, for -m64 and -m32.

What the headers define is found by reading them, so a description needs no line here unless its struct has another name
there: see `map`. A constant is right if a header agrees with it, wrong if headers define it and none does. What no header here
defines (they are those of one kernel) is counted and not judged."""

import collections
import concurrent.futures
import fnmatch
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ABIS = ("64", "32")
INCLUDES = ("/usr/include", "/usr/include/x86_64-linux-gnu")
# what the kernel's own headers leave to the C library
LIBC = ("sys/socket.h", "signal.h", "sched.h", "sys/wait.h", "netinet/in.h", "netinet/tcp.h", "sys/epoll.h", "fcntl.h", "sys/stat.h",
        "sys/mman.h", "sys/resource.h", "sys/time.h", "time.h", "sys/timex.h", "sys/uio.h", "poll.h", "unistd.h", "sys/ipc.h",
        "sys/sem.h", "sys/shm.h", "sys/msg.h", "sys/utsname.h", "sys/times.h", "sys/personality.h", "utime.h", "sys/reboot.h",
        "sys/swap.h", "sys/klog.h", "sys/select.h", "sys/un.h", "sys/signalfd.h", "sys/inotify.h", "sys/fanotify.h", "sys/xattr.h")
PREFIX = "#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdint.h>\n#include <%s>\n"


class Struct:
    def __init__(self, open_tail, sizes):
        self.open, self.sizes, self.members = open_tail, sizes, {}


def read_layout(path):
    structs, constants = {}, collections.defaultdict(dict)
    with open(path, encoding="ascii") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if cells[0] in ("struct", "open"):
                structs[cells[1]] = Struct(cells[0] == "open", [int(n) for n in cells[5:7]])
            elif cells[0] == "member":
                structs[cells[1]].members[cells[2]] = [int(n) for n in cells[3:7]]
            elif cells[0] == "const":
                constants[cells[1]][cells[2]] = int(cells[3], 0)
    return structs, constants


class Rule:
    """A line of `map`: where a struct stands, or why it stands nowhere."""

    def __init__(self, text):
        left, _, right = text.partition(" = ")
        self.name, *words = left.split()
        self.reason = right if words and words[0] == "-" else None
        self.header = None if self.reason else words.pop(0) if words else None
        self.type = None if self.reason else right.strip()
        self.abis = [w for w in words if w in ABIS] or list(ABIS)
        self.compare = "<=" if "grows" in words else ">=" if "part" in words else "=="
        self.only_offset = {w[:-1] for w in words if w.endswith("@")}
        self.renamed = dict(w.split(":", 1) for w in words if ":" in w)


def read_map(path):
    rules = collections.defaultdict(list)
    exceptions = {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.split("#", 1)[0].strip()
            if line.startswith("const "):
                _, name, reason = line.split(None, 2)
                exceptions[name] = reason
            elif line:
                rule = Rule(line)
                rules[rule.name].append(rule)
    return rules, exceptions


def index_headers():
    """{word: [headers]} for structs and for constants, of the kernel's headers by their text, of libc's preprocessed."""
    structs, words = collections.defaultdict(list), collections.defaultdict(list)
    kernel = []
    for root in INCLUDES:
        for directory in ("linux", "asm", "asm-generic", "rdma", "scsi", "sound", "drm", "mtd"):
            kernel += [(path, os.path.relpath(path, root)) for path in
                       sorted(glob.glob(f"{root}/{directory}/**/*.h", recursive=True))]
    for path, name in kernel:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        for struct in set(re.findall(r"^\s*struct\s+(\w+)\s*\{", text, re.M)):
            structs[struct].append(name)
        for word in set(re.findall(r"^#\s*define\s+(\w+)\s", text, re.M)) | set(re.findall(r"^\s*([A-Z_]\w+)\s*[=,/\n]", text, re.M)):
            words[word].append(name)
    for name in LIBC:
        done = subprocess.run(["gcc", "-E", "-dD", "-x", "c", "-"], input=PREFIX % name, capture_output=True, text=True)
        for word in set(re.findall(r"^#define (\w+) ", done.stdout, re.M)) | set(re.findall(r"^\s*([A-Z_]\w+)\s*[=,]", done.stdout, re.M)):
            words[word].append(name)
    return structs, words


def compile_asserts(header, asserts, abi):
    """{key: True, False or None (cannot be told)} for assertions [(key, C expression)] with a header."""
    lines = (PREFIX % header).splitlines()
    first = len(lines) + 1
    lines += [f'_Static_assert({expression}, "");' for _, expression in asserts]
    with tempfile.NamedTemporaryFile("w", suffix=".c") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        done = subprocess.run(["gcc", f"-m{abi}", "-std=gnu17", "-w", "-fsyntax-only", "-fmax-errors=0", file.name],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
    results = {key: True for key, _ in asserts}
    usable = True
    for line in done.stderr.splitlines():
        where = re.match(r"(.*?):(\d+):(?:\d+:)? (?:fatal )?error: (.*)", line)
        if not where:
            continue
        if where[1] != file.name or int(where[2]) < first:
            usable = False
            continue
        key = asserts[int(where[2]) - first][0]
        results[key] = False if "static assertion failed" in where[3] and results[key] is not None else None
    if not usable:  # the header does not stand alone: what it says may not be what it means
        results = {key: True if value else None for key, value in results.items()}
    return results


def struct_asserts(struct, rule, abi):
    column = ABIS.index(abi)
    kind = rule.type
    out = []
    if not struct.open:
        size = struct.sizes[column]
        out.append((f"sizeof = {size}", f"sizeof({kind}) {rule.compare} {size}"))
    for member, numbers in struct.members.items():
        theirs = rule.renamed.get(member, member)
        if not theirs or theirs == "_":
            continue
        offset, size = numbers[column], numbers[2 + column]
        out.append((f"{member} at {offset}", f"offsetof({kind}, {theirs}) == {offset}"))
        if size and member not in rule.only_offset:
            out.append((f"{member} of {size}", f"sizeof((({kind} *)0)->{theirs}) == {size}"))
    return out


def constant_assert(name, value):
    wide = value > 0xffffffff
    return (name, f"sizeof({name}) <= 4 || (long long)({name}) < 0 && {int(not wide)} ? (uint32_t)({name}) == {value & 0xffffffff}u && "
                  f"({int(not wide)} || (int64_t)(int)({name}) == (int64_t){value}ull) : (uint64_t)({name}) == {value}ull")


def main():
    build = sys.argv[1] if len(sys.argv) > 1 else "build"
    layout = os.path.join(build, "tests", "layout.tsv")
    os.makedirs(os.path.dirname(layout), exist_ok=True)
    root = os.path.dirname(os.path.dirname(HERE))
    sources = sorted(glob.glob(f"{root}/syscalls/**/*.sys", recursive=True)) + sorted(glob.glob(f"{root}/syscalls/abi/*"))
    done = subprocess.run([os.path.join(build, "strobe-gen"), "--layout", layout, *sources])
    if done.returncode:
        print("FAIL layout: the descriptions do not compile")
        return 1
    structs, tables = read_layout(layout)
    rules, exceptions = read_map(os.path.join(HERE, "map"))
    in_structs, in_words = index_headers()

    jobs = collections.defaultdict(list)  # (header, abi): asserts
    unmapped = []
    for name, struct in structs.items():
        mine = rules.get(name)
        if mine is None:
            mine = [Rule(f"{name} {header} = struct {name}") for header in in_structs.get(name, ())[:1]]
        if not mine:
            unmapped.append(name)
        for rule in mine:
            for abi in rule.abis if not rule.reason else ():
                jobs[rule.header, abi] += [(("struct", name, abi, what), text) for what, text in struct_asserts(struct, rule, abi)]
    constants = {name: value for table in tables.values() for name, value in table.items()}
    exceptions = [name for name in constants for pattern in exceptions if fnmatch.fnmatch(name, pattern)]
    for name in constants:
        for header in in_words.get(name, ())[:6]:
            for abi in ABIS:
                # a number that holds a size may have a row of its own for i386 (ioctl)
                value = constants.get(f"{name}_32", constants[name]) if abi == "32" else constants[name]
                what, text = constant_assert(name, value)
                jobs[header, abi].append((("const", name, abi, header), text))

    verdicts = collections.defaultdict(list)
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(lambda job: compile_asserts(job[0][0], job[1], job[0][1]), jobs.items()):
            for (what, name, abi, detail), verdict in result.items():
                verdicts[what, name, abi].append((detail, verdict))

    told = collections.Counter()
    for name in structs:
        for abi in ABIS:
            checks = verdicts.get(("struct", name, abi), [])
            wrong = [detail for detail, verdict in checks if verdict is False]
            right = sum(verdict is True for _, verdict in checks)
            told["layout", abi] += right
            told["unknown", abi] += sum(verdict is None for _, verdict in checks)
            if wrong:
                bad += 1
                print(f"FAIL layout/{name}/{abi}: the headers do not have {', '.join(wrong)}")
            elif right:
                print(f"ok layout/{name}/{abi} ({right} sizes and offsets)")
            missing = [detail for detail, verdict in checks if verdict is None]
            if missing:
                print(f"  not in the headers here: {name}/{abi}: {', '.join(missing)}")
    for table, entries in tables.items():
        for abi in ABIS:
            right, wrong = 0, []
            for name in entries:
                verdict = [v for _, v in verdicts.get(("const", name, abi), [])]
                if name in exceptions or not any(v is not None for v in verdict):
                    told["unknown constants", abi] += 1
                elif True in verdict:
                    right += 1
                else:
                    wrong.append(f"{name} = {entries[name]:#x}")
            told["constants", abi] += right
            if wrong:
                bad += 1
                print(f"FAIL layout/{table}/{abi}: the headers differ from {len(wrong)}: {', '.join(wrong)}")
            elif right:
                print(f"ok layout/{table}/{abi} ({right} constants)")
    for abi in ABIS:
        print(f"note layout: -m{abi}: {told['layout', abi]} sizes and offsets and {told['constants', abi]} constants as in the headers; "
              f"{told['unknown', abi]} and {told['unknown constants', abi]} that they do not define")
    for name in unmapped:
        print(f"  in no header here, nor in tests/layout/map: {name}")
    for name in sorted(set(rules) - set(structs)):
        bad += 1
        print(f"FAIL layout/map: {name} is not described")
    return 1 if bad or not told["layout", "64"] or not told["constants", "32"] else 0


if __name__ == "__main__":
    sys.exit(main())
