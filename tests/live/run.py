#!/usr/bin/python3
"""Runs the live tests: cases/*.test, in the format that README.md describes."""

import argparse
import collections
import concurrent.futures
import hashlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
SECONDS = 10
ABIS = ("64", "32")
MARK = re.compile(r"\bdup\((?:\w+=)?(-77|-78|0x(?:f{8})?ffffffb3|0x(?:f{8})?ffffffb2)\)")
PLACEHOLDERS = {
    "ADDR": r"0x[0-9a-f]*[1-9a-f][0-9a-f]*",
    "N": r"-?\d+",
    "HEX": r"(?:0x[0-9a-f]+|0)",
    "HEX8": r"[0-9a-f]{8}",
    "PID": r"[1-9]\d*",
    "TIME": r"\d+(?:\.\d+)?",
    "STR": r'"(?:[^"\\]|\\.)*"(?:\.\.\.)?',
    "ANY": r".*",
    "RET": r"(?:-?\d+|0x[0-9a-f]+|-1 E[A-Z0-9]+ \([^()]*\)|\?)",
}
PLACEHOLDER = re.compile(r"\{(%s)(?::(\w+))?\}" % "|".join(PLACEHOLDERS))


class Case:
    def __init__(self, file, name, options, line):
        self.file, self.name, self.options, self.line = file, name, options, line
        self.abis, self.whole = set(ABIS), False
        self.newer = self.kernel = self.needs = None
        self.env = {}
        self.code = {"+": [], ">": []}  # [(abi or None, line number, text)]
        self.expected = []  # [(abi or None, text)]
        self.last_line = line

    def lines(self, abi):
        return [text for for_abi, text in self.expected if for_abi in (None, abi)]


def parse(path):
    """A file's prologue, [(line number, text)], and its cases. Exits on what cannot be one."""
    name = os.path.basename(path).removesuffix(".test")
    prologue, cases, case = [], [], None

    def wrong(number, why):
        sys.exit(f"FAIL live/{name}: {path}:{number}: {why}")

    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("# ") or line == "#":
                continue
            if line.startswith("."):
                if case:
                    wrong(number, "file scope ('.') after the first case")
                prologue.append((number, line[1:].strip()))
                continue
            if line.startswith("@ "):
                words = shlex.split(line[2:])
                if any(c.name == words[0] for c in cases):
                    wrong(number, f"a second case {words[0]}")
                case = Case(name, words[0], words[1:], number)
                cases.append(case)
                continue
            if not case:
                wrong(number, "neither '.' nor '@' nor '#' before the first case")
            case.last_line = number
            code = re.match(r"(64|32)?([+>])(?: (.*))?$", line)
            if code:
                case.code[code[2]].append((code[1], number, code[3] or ""))
            elif line in ("abi 64", "abi 32"):
                case.abis = {line[4:]}
            elif line == "whole":
                case.whole = True
            elif line.startswith("newer "):
                case.newer = line[6:]
            elif line.startswith("kernel "):
                case.kernel = tuple(int(n) for n in line[7:].split("."))
            elif line.startswith("needs "):
                case.needs = line[6:]
            elif re.match(r"set \w+=", line):
                case.env.update([line[4:].split("=", 1)])
            elif line.startswith(("64| ", "32| ")):
                case.expected.append((line[:2], line[4:]))
            else:
                case.expected.append((None, line))
    return prologue, cases


def source(path, prologue, cases, abi):
    """The C program of a file's cases, #line pointing into the file."""
    out = ['#include "harness.h"']

    def put(number, text):
        out.append(f'#line {number} "{path}"')
        out.append(text)

    for number, text in prologue:
        put(number, text)
    mine = [c for c in cases if abi in c.abis]
    for index, case in enumerate(mine):
        out.append(f"static void case_{index}(void)\n{{")
        for part, mark in (("+", "mark_begin();"), (">", "mark_end();")):
            for for_abi, number, text in case.code[part]:
                if for_abi in (None, abi):
                    put(number, text)
            out.append(mark)
        out.append("}")
    out.append("static const struct live_case cases[] = {")
    out += [f'{{ "{c.name}", case_{i} }},' for i, c in enumerate(mine)]
    out.append("""{ 0 } };
int main(int argc, char **argv)
{
	for (const struct live_case *c = cases; c->name; c++)
		if (!strcmp(c->name, argv[1])) {
			c->run();
			return 0;
		}
	return 111;
}""")
    return "\n".join(out) + "\n"


def build(directory, path, prologue, cases, abi):
    """The executable of a file for an ABI, built unless it is there, and the compiler's complaint or None."""
    name = os.path.basename(path).removesuffix(".test")
    program = os.path.join(directory, f"{name}.{abi}")
    text = source(path, prologue, cases, abi)
    with open(os.path.join(HERE, "harness.h"), encoding="utf-8") as file:
        key = hashlib.sha256((file.read() + text).encode()).hexdigest()
    try:
        with open(program + ".key", encoding="ascii") as file:
            if file.read() == key and os.path.exists(program):
                return program, None
    except OSError:
        pass
    with open(program + ".c", "w", encoding="utf-8") as file:
        file.write(text)
    scratch = f"{program}.{os.getpid()}"
    done = subprocess.run(["gcc", f"-m{abi}", "-static", "-O0", "-w", "-std=gnu17", "-D_GNU_SOURCE", "-I", HERE,
                           "-o", scratch, program + ".c", "-lrt", "-pthread"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        return None, done.stdout
    os.replace(scratch, program)
    with open(program + ".key", "w", encoding="ascii") as file:
        file.write(key)
    return program, None


def trace(tracer, program, case):
    """The lines a tracer printed for a case, or a complaint (str)."""
    with tempfile.TemporaryDirectory(prefix="strobe-live.") as directory:
        os.chmod(directory, 0o755)
        os.mkdir(os.path.join(directory, "d"))
        os.symlink(program, os.path.join(directory, "t"))
        out, err = os.path.join(directory, "out"), os.path.join(directory, "err")
        env = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC", **case.env}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        with open(err, "wb") as errors:
            process = subprocess.Popen([tracer, "-o", out, "-a", "1", *case.options, "../t", case.name],
                                       cwd=os.path.join(directory, "d"), env=env, start_new_session=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            try:
                process.wait(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                return f"did not end within {SECONDS} s"
            finally:
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait()
        with open(err, encoding="utf-8", errors="surrogateescape") as file:
            said = file.read()
        if "Sanitizer" in said or "runtime error:" in said:
            return "the sanitizer says: " + said
        try:
            with open(out, encoding="utf-8", errors="surrogateescape") as file:
                lines = file.read().splitlines()
        except OSError:
            return f"no trace; exit status {process.returncode}: {said}"
    if case.whole:
        return lines
    begin = end = None
    for i, line in enumerate(lines):
        mark = MARK.search(line)
        if mark and mark[1] in ("-77", "0xffffffb3", "0xffffffffffffffb3"):
            begin = i
        elif mark:
            end = i
            break
    if begin is None:
        return "no mark in the trace (an -e trace= needs `whole`, or dup among its calls):\n" + "\n".join(lines) + said
    return lines[begin + 1:end]


def pattern(line, bound):
    """An expected line as a regular expression, names already bound put in as text."""
    out, at, new = "", 0, set()
    for hole in PLACEHOLDER.finditer(line):
        out += re.escape(line[at:hole.start()])
        kind, name = hole[1], hole[2]
        if name in bound:
            out += re.escape(bound[name])
        elif name in new:
            out += f"(?P={name})"
        elif name:
            new.add(name)
            out += f"(?P<{name}>{PLACEHOLDERS[kind]})"
        else:
            out += f"(?:{PLACEHOLDERS[kind]})"
        at = hole.end()
    return out + re.escape(line[at:])


def compare(expected, actual):
    """None, or what is wrong."""
    bound = {}
    for i in range(max(len(expected), len(actual))):
        if i >= len(actual):
            return f"missing: {expected[i]}"
        if i >= len(expected):
            return f"too much: {actual[i]}"
        match = re.fullmatch(pattern(expected[i], bound), actual[i])
        if not match:
            return f"expected: {expected[i]}\n  printed:  {actual[i]}"
        bound.update(match.groupdict())
    return None


def skip_reason(case, kernel):
    if case.kernel and kernel < case.kernel:
        return "the kernel is older than " + ".".join(str(n) for n in case.kernel)
    if case.needs and subprocess.run(["sh", "-c", case.needs], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL).returncode:
        return "not so: " + case.needs
    return None


compared = collections.Counter()  # lines that both tracers were asked for, and cases in which they do not agree


def judge(case, abi, program, tracers, show):
    """The report on a case in an ABI: one line, and what helps to see why below it."""
    name = f"live/{case.file}/{case.name}/{abi}"
    expected = case.lines(abi)
    if not expected and case.code[">"] and not case.whole:
        return f"FAIL {name}: no line is expected: it cannot fail"
    problems, shown, both = [], "", len(tracers) > 1 and not case.newer
    for label, tracer in tracers:
        if label == "strace" and case.newer:
            continue
        lines = trace(tracer, program, case)
        wrong = lines if isinstance(lines, str) else compare(expected, lines)
        if wrong:
            problems.append(f"{label}: {wrong}")
        if show and not isinstance(lines, str):
            shown += "".join(f"  {label}| {line}\n" for line in lines)
    if both:
        compared["lines"] += len(expected)
        compared["cases"] += 1
        compared["differ"] += bool(problems)
    if problems:
        return f"FAIL {name}: " + "\n  ".join(problems) + ("\n" + shown.rstrip() if show else "")
    return f"ok {name}" + ("\n" + shown.rstrip() if show else "")


def generalise(line):
    """What strace printed, as an expectation: addresses of the stack and of mappings are not the same again."""
    return re.sub(r"\b0x(?:7f[0-9a-f]{10}|(?!fffff)ff[0-9a-f]{6}|f[0-9a-e][0-9a-f]{6})\b", "{ADDR}", line)


def fill(path, prologue, cases, directory, tracer):
    """Writes what the tracer prints below each case that expects nothing yet."""
    programs = {}
    for abi in ABIS:
        programs[abi], complaint = build(directory, path, prologue, cases, abi)
        if complaint:
            sys.exit(complaint)
    with open(path, encoding="utf-8") as file:
        text = file.read().splitlines()
    for case in reversed(cases):
        if case.expected:
            continue
        got = {}
        for abi in sorted(case.abis, reverse=True):
            lines = trace(tracer, programs[abi], case)
            if isinstance(lines, str):
                sys.exit(f"{case.name}: {lines}")
            got[abi] = [generalise(line) for line in lines]
        if len(got) == 2 and len(got["64"]) == len(got["32"]):
            new = []
            for a, b in zip(got["64"], got["32"]):
                new += [a] if a == b else ["64| " + a, "32| " + b]
        else:
            new = [(f"{abi}| " if len(got) == 2 else "") + line for abi in got for line in got[abi]]
        text[case.last_line:case.last_line] = new
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(text) + "\n")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("tracer")
    arguments.add_argument("cases", nargs="*", help="FILE or FILE:CASE; all of cases/ if none")
    arguments.add_argument("--build", default=os.path.join(HERE, "../../build/tests/live"))
    arguments.add_argument("--strace", default=shutil.which("strace"), help="the reference; '' for none")
    arguments.add_argument("--fill", action="store_true")
    arguments.add_argument("-j", type=int, default=os.cpu_count())
    args = arguments.parse_args()
    directory = os.path.abspath(args.build)
    os.makedirs(directory, exist_ok=True)
    tracer = shutil.which(args.tracer) or sys.exit(f"FAIL live: no tracer {args.tracer}")
    tracers = [("strobe", os.path.abspath(tracer))]
    if args.strace and not args.fill:
        tracers.append(("strace", os.path.abspath(args.strace)))
    elif not args.fill:
        print("skip live/reference: no strace here to compare the expectations with")
    wanted = args.cases or sorted(f for f in os.listdir(CASES) if f.endswith(".test"))
    kernel = tuple(int(n) for n in re.match(r"(\d+)\.(\d+)", os.uname().release).groups())

    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.j) as pool:
        jobs = []
        for want in wanted:
            path, _, only = want.partition(":")
            path = os.path.abspath(path) if os.path.exists(path) else os.path.join(CASES, os.path.basename(path))
            prologue, cases = parse(path)
            if args.fill:
                fill(path, prologue, cases, directory, tracers[0][1])
                continue
            builds = {abi: pool.submit(build, directory, path, prologue, cases, abi) for abi in ABIS
                      if any(abi in c.abis for c in cases)}
            jobs.append((path, only, cases, builds))
        results = []
        for path, only, cases, builds in jobs:
            programs = {abi: b.result() for abi, b in builds.items()}
            for case in cases:
                if only and case.name != only:
                    continue
                skip = skip_reason(case, kernel)
                for abi in sorted(case.abis, reverse=True):
                    name = f"live/{case.file}/{case.name}/{abi}"
                    program, complaint = programs[abi]
                    if skip:
                        results.append(f"skip {name}: {skip}")
                    elif complaint:
                        first = next((l for l in complaint.splitlines() if "error" in l), complaint.strip()[:200])
                        results.append(f"FAIL {name}: does not compile: {first}")
                    else:
                        results.append(pool.submit(judge, case, abi, program, tracers, bool(only)))
        for result in results:
            text = result if isinstance(result, str) else result.result()
            bad += text.startswith("FAIL")
            print(text.encode("utf-8", "backslashreplace").decode(), flush=True)
        if compared:
            print(f"note live: {compared['cases']} cases of {compared['lines']} lines compared with strace, "
                  f"{compared['differ']} differ")
        if not results and not args.fill:
            bad = 1
            print("FAIL live: no such case")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
