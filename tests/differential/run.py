#!/usr/bin/python3
"""Runs real commands under strobe and under strace, and compares what they print line by line. See README.md."""

import argparse
import collections
import ctypes
import difflib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 60
TRIES = 3
ADDR_NO_RANDOMIZE = 0x0040000
libc = ctypes.CDLL(None, use_errno=True)

Command = collections.namedtuple("Command", "name tasks client drop variants words")
Run = collections.namedtuple("Run", "pid status streams said")


def parse_commands(path):
    variants, commands = {}, []
    with open(path, encoding="utf-8") as file:
        for line in file:
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("variant "):
                _, name, *options = shlex.split(line)
                variants[name] = options
                continue
            name, words, which, command = (part.strip() for part in line.split("|", 3))
            words = [w for w in words.replace(",", " ").split()]
            drop, flags = set(), set()
            for word in words:  # drop=a,b was cut at its comma: what is no flag goes on with the list
                (flags if word in ("tasks", "client") else drop).add(word.removeprefix("drop="))
            commands.append(Command(name, "tasks" in flags, "client" in flags, drop, which.split(), command))
    return variants, commands


def parse_expected(path):
    """Differences that are right: [(reason, pattern of strace's line, pattern of ours)]."""
    entries = []
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\n")
            if not line.strip() or line.startswith("#"):
                continue
            key, _, text = line.partition(" ")
            if key == "reason":
                entries.append([text, None, None])
            elif key in ("strace", "strobe") and entries:
                entries[-1][1 if key == "strace" else 2] = re.compile(text)
            else:
                sys.exit(f"FAIL differential: {path}:{number}: neither reason nor strace nor strobe")
    return entries


# ---- running ----

def in_child():
    """Addresses are the same in every run, so that they can be compared too."""
    libc.personality(ADDR_NO_RANDOMIZE)
    os.setsid()


def run(tracer, options, command, place, tasks):
    """Runs a command under a tracer: its exit status, {file: lines} of the trace and all it said."""
    output = tempfile.mkdtemp(prefix="strobe-diff.")
    try:
        out = os.path.join(output, "out")
        if tasks and not {"-f", "-ff"} & set(options):
            options = ["-f", *options]
        env = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": place, "PYTHONHASHSEED": "0",
               "PYTHONDONTWRITEBYTECODE": "1", "GIT_CONFIG_NOSYSTEM": "1", "GIT_OPTIONAL_LOCKS": "0"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            env[name] = os.environ.get(name, "")
        # a file that stays the same: a new one, or a pipe, would have an inode number of its own in each trace
        stdout = open(os.path.join(place, "said"), "w+b")
        process = subprocess.Popen(["strace", "-o", out, *options, *shlex.split(command)], executable=tracer, cwd=place,
                                   env=env, preexec_fn=in_child, stdin=subprocess.DEVNULL, stdout=stdout,
                                   stderr=subprocess.STDOUT)
        try:
            status = process.wait(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            status = f"not ended within {SECONDS} s"
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()
        with stdout:
            stdout.seek(0)
            said = stdout.read()
        streams = {}
        for name in sorted(os.listdir(output)):
            with open(os.path.join(output, name), encoding="utf-8", errors="surrogateescape") as file:
                streams[name] = file.read().splitlines()
        return Run(process.pid, status, streams, said.decode("utf-8", "surrogateescape").splitlines())
    finally:
        shutil.rmtree(output)


# ---- making comparable ----

STAMP = r"(?:[0-9:]+(?:\.\d+)? +)?(?: *\d+\.\d+ )?"
NORMAL = [
    (re.compile(r"/tmp/cc[A-Za-z0-9]{6}"), "/tmp/ccXXXXXX"),
    (re.compile(r"(strobe|strace)-diff\.\w+"), "OUTPUT"),
    (re.compile(r'(getrandom\()"[^"]*"(.*?\)) +='), r'\1"RANDOM"\2 ='),
    (re.compile(r"(si_[us]time=)\d+(?: /\* [0-9.]+ s \*/)?"), r"\1TIME"),
    (re.compile(r"(ru_[us]time=)\{[^}]*\}"), r"\1TIME"),
    (re.compile(r"(ru_\w+=)\d+"), r"\1N"),
    (re.compile(r"((?:st|stx)_[abcm]time(?:_nsec)?=)(?:\{[^}]*\}|-?\d+)(?: /\* [^*]* \*/)?"), r"\1TIME"),
    (re.compile(r"\b((?:st|stx|d)_ino=)\d+"), r"\1N"),
    (re.compile(r"(\bleft )\{[^}]*\}"), r"\1TIME"),
    (re.compile(r"(uptime=|loads=\[|freeram=|sharedram=|bufferram=|procs=|freehigh=|f_bfree=|f_bavail=|f_ffree=|f_files=)"
                r"[0-9, ]+"), r"\1N"),
    (re.compile(r"((?:clock_gettime|gettimeofday|time|times|clock_gettime64)\(.*)(?:\{.*\}|\[\d+.*\])"), r"\1TIME"),
    (re.compile(r"(\btimes?\(.*\)) += \d+.*"), r"\1 = TIME"),
    (re.compile(r"(\\x2f\\x74\\x6d\\x70\\x2f\\x63\\x63)(?:\\x\w\w){6}"), r"\1XXXXXX"),
    # the ports that the kernel hands out
    (re.compile(r'(sin6?_port=)"\\x\w\w\\x\w\w"'), r'\1"PORT"'),
    (re.compile(r"htons\((?:3[2-9]|[45]\d|6[0-5])\d{3}\)"), "htons(PORT)"),
]


def family(streams):
    """{pid: path}: 1 for the first task, 1.2 for its second child: the same in both runs, whatever the pids."""
    births, pids = collections.defaultdict(list), []
    for name, lines in streams.items():
        own = name.partition(".")[2]
        for line in lines:
            prefix = re.match(r"(\d+) ", line)
            pid = own or (prefix[1] if prefix else None)
            if not pid:
                continue
            if pid not in pids:
                pids.append(pid)
            born = re.search(r"\b(?:clone3?|v?fork)(?:\(| resumed).* = (\w+)(?: |$)", line)
            if born and re.fullmatch(r"0x[0-9a-f]+|\d+", born[1]):
                births[pid].append(str(int(born[1], 0)))
    paths = {}

    def name_tree(pid, path):
        if pid not in paths:
            paths[pid] = path
            for i, child in enumerate(births[pid], 1):
                name_tree(child, f"{path}.{i}")

    # whoever's birth the trace does not tell, in the order of the pids: the first, and all where clone is filtered out
    children = {child for of in births.values() for child in of}
    for i, pid in enumerate(sorted((p for p in pids if p not in children), key=int), 1):
        name_tree(pid, str(i))
    return paths


def join(lines):
    """`read(5,  <unfinished ...>` and `<... read resumed>…` as one line, where the first stood."""
    out, waiting = [], None
    for line in lines:
        resumed = re.match(r"(.*?)<\.\.\. \w+ resumed>(.*)$", line)
        if resumed and waiting is not None:
            out[waiting] = out[waiting] + resumed[2]
            waiting = None
        elif line.endswith("<unfinished ...>"):
            waiting = len(out)
            out.append(re.sub(r" ?<unfinished \.\.\.>$", "", line))
        else:
            out.append(line)
    return out


def begun(lines):
    """The first line is a call of the tracer's own child: where its memory and its code lie is the tracer's affair."""
    if lines and re.search(r"\bexecve\(", lines[0]):
        lines[0] = re.sub(r"0x(?:7ff|5555|60[0-9])[0-9a-f]{4,}", "ADDR", re.sub(r"\[[0-9a-f]{16}\]", "[IP]", lines[0]))
        lines[0] = re.sub(r"\) +=", ") =", lines[0])
    return lines


def tidy(line, options, tasks):
    if "-T" in options:
        line = re.sub(r" <\d+\.\d+>$", " <TIME>", line)
    if "-r" in options:
        line = re.sub(r"^ *\d+\.\d{6} ", "RELATIVE ", line)
    if "-ttt" in options:
        line = re.sub(r"^\d{10}\.\d{6} ", "STAMP ", line)
    for pattern, replacement in NORMAL:
        line = pattern.sub(replacement, line)
    if tasks:
        # where a call was cut in two, its alignment is gone, and which ones are cut differs from run to run
        line = re.sub(r"\) +(= (?:-?\d|0x|\?))", r") \1", line)
    return line


def table(lines):
    """A summary with its times made uniform, each as wide as it was, and its rows, ordered by time, in order of their text."""
    def wide(m):
        return "T".rjust(len(m[0]))

    rows, out = [], []
    for line in lines:
        times = re.sub(r" *\d+\.\d+", wide, line)
        if re.match(r" *\d+\.\d\d +\d+\.\d{6} ", line):  # the usual columns: then usecs/call is a time too
            times = re.sub(r"(?<=T) +\d+", wide, times, count=1)
        (rows if re.match(r" *[T\d]", times) and not times.endswith(" total") else out).append(times)
    return out + sorted(rows)


def streams_of(result, options, command):
    """{task: lines}, comparable but for the numbers of processes, and a pattern of these."""
    lines_of = collections.defaultdict(list)
    counted = "-c" in options or "-C" in options
    paths = family(result.streams)
    known = {str(result.pid), *paths}
    for lines in result.streams.values():
        for line in lines:
            own = re.search(r"(?:set_tid_address|getpid|gettid)\(.*\) += (\w+)", line)
            if own:
                known.add(str(int(own[1], 0)))
    known |= {hex(int(pid)) for pid in known}
    ids = re.compile(r"(?<![\w.])(?:%s)(?![\w.])" % "|".join(known))
    tables = []
    for name, lines in result.streams.items():
        own = name.partition(".")[2]
        for line in lines:
            if counted and not re.match(r"(?:\d+ +)?(?:\w+\(|<\.\.\. |--- |\+\+\+ )", line):
                tables.append(line)
                continue
            prefix = None if own else re.match(r"(\d+) +", line)
            pid = own or (prefix[1] if prefix else None)
            if prefix and pid in paths:
                line = line[prefix.end():]
            lines_of[paths.get(pid, "1")].append(line)
    done = {}
    for task, lines in lines_of.items():
        lines = join(begun(lines) if task == "1" else lines)
        lines = [tidy(line, options, command.tasks) for line in lines
                 if not any(re.match(STAMP + re.escape(call) + r"\w*\(", line) for call in command.drop)]
        if command.tasks:  # when a child's end is told differs from run to run; that it is told does not
            sigchld = [l for l in lines if "--- SIGCHLD" in l]
            lines = [l for l in lines if "--- SIGCHLD" not in l] + sorted(sigchld)
        done[task] = lines
    if tables:
        done["summary"] = table(tables)
    said = [tidy(l, [], True) for l in result.said]
    if re.search(r" attached$|^\[ Process ", "\n".join(said), re.M) or command.tasks:
        said = sorted(said)
    done["said"] = [*said, f"exit status {result.status}"]
    return done, ids


# ---- comparing ----

class Comparison:
    def __init__(self):
        self.lines = self.expected = 0
        self.different = []  # text, as of a diff
        self.hits = collections.Counter()


def compare(theirs, ours, expected):
    (theirs, their_ids), (ours, our_ids) = theirs, ours
    result = Comparison()

    def settle(lines, side, ids):
        out = []
        for line in lines:
            for i, entry in enumerate(expected):
                if entry[side] and entry[side].search(line):
                    out.append((f"<expected difference {i}>", line))
                    break
            else:
                out.append((ids.sub("PID", line), line))
        return out

    for task in sorted(set(theirs) | set(ours)):
        a, b = settle(theirs.get(task, []), 1, their_ids), settle(ours.get(task, []), 2, our_ids)
        keys_a, keys_b = [k for k, _ in a], [k for k, _ in b]
        result.lines += max(len(a), len(b))
        for tag, a0, a1, b0, b1 in difflib.SequenceMatcher(None, keys_a, keys_b, autojunk=False).get_opcodes() \
                if keys_a != keys_b else [("equal", 0, len(a), 0, len(b))]:
            if tag == "equal":
                for key, _ in a[a0:a1]:
                    if key.startswith("<expected difference"):
                        result.expected += 1
                        result.hits[key] += 1
                continue
            for i in range(max(a1 - a0, b1 - b0)):
                if a0 + i < a1 and b0 + i < b1 and a[a0 + i][1] == b[b0 + i][1]:
                    continue  # a size that happens to be the number of a process in one of the runs
                if a0 + i < a1:
                    result.different.append(f"{task}: -{a[a0 + i][1]}")
                if b0 + i < b1:
                    result.different.append(f"{task}: +{b[b0 + i][1]}")
    return result


def count(different):
    """Lines that differ; one that is another in both is one."""
    sides = [text.split(": ", 1)[1][0] for text in different]
    return max(sides.count("-"), sides.count("+"))


# ---- the fixture ----

def prepare(place, binaries):
    tree = os.path.join(place, "tree")
    os.makedirs(os.path.join(tree, "a", "b"))
    for i in range(20):
        with open(os.path.join(tree, "a", f"file{i}"), "w", encoding="ascii") as file:
            file.write("x" * i * 100)
    os.symlink("a/file3", os.path.join(tree, "link"))
    with open(os.path.join(place, "hello.c"), "w", encoding="ascii") as file:
        file.write('#include <stdio.h>\nint main(void)\n{\n\tputs("hello");\n\treturn 0;\n}\n')
    with open(os.path.join(place, "http_round.py"), "w", encoding="ascii") as file:
        file.write("import http.client, http.server, threading\n"
                   "class Quiet(http.server.SimpleHTTPRequestHandler):\n"
                   "    wbufsize = -1\n"
                   "    def log_message(self, *args): pass\n"
                   "server = http.server.HTTPServer(('127.0.0.1', 0), Quiet)\n"
                   "thread = threading.Thread(target=server.handle_request)\n"
                   "thread.start()\n"
                   "client = http.client.HTTPConnection('127.0.0.1', server.server_port)\n"
                   "client.request('GET', '/hello.c')\n"
                   "print(len(client.getresponse().read()))\n"
                   "thread.join()\n")
    repository = os.path.join(place, "repository")
    env = dict(os.environ, HOME=place, GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_DATE="1700000000 +0000",
               GIT_COMMITTER_DATE="1700000000 +0000")
    for command in (f"git init -q {repository}", f"cp -r {tree} {repository}/tree",
                    f"git -C {repository} -c user.name=a -c user.email=a@example.org add .",
                    f"git -C {repository} -c user.name=a -c user.email=a@example.org commit -q -m first",
                    f"sh -c 'echo new >{repository}/new; echo changed >{repository}/tree/a/file1'",
                    f"git -C {repository} status"):
        subprocess.run(shlex.split(command), env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, check=False)
    os.makedirs(binaries)
    for name in sorted(os.listdir(os.path.join(HERE, "programs"))):
        for bits in ("64", "32"):
            subprocess.run(["gcc", f"-m{bits}", "-O1", "-w", "-std=gnu17", "-D_GNU_SOURCE", "-pthread", "-o",
                            os.path.join(binaries, name.removesuffix(".c") + bits),
                            os.path.join(HERE, "programs", name)], check=False)


SERVER = """
import socket
listener = socket.create_server(('127.0.0.1', 0))
print(listener.getsockname()[1], flush=True)
while True:
    peer, _ = listener.accept()
    peer.recv(65536)
    peer.sendall(b'HTTP/1.0 200 OK\\r\\nContent-Length: 6\\r\\nContent-Type: text/plain\\r\\n\\r\\nhello\\n')
    peer.close()
"""


def serve():
    """A web server that stays untraced and answers in one piece, and its port."""
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    return server, server.stdout.readline().decode().strip()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("tracer")
    arguments.add_argument("names", nargs="*", help="NAME or NAME/VARIANT; all if none")
    arguments.add_argument("--strace", default=shutil.which("strace"))
    arguments.add_argument("-v", action="store_true", help="all differences, not the first few")
    arguments.add_argument("--noise", action="store_true", help="strace against itself: what is left is the comparison's noise")
    args = arguments.parse_args()
    if not args.strace:
        print("FAIL differential: no strace here to compare with")
        return 1
    tracer = os.path.abspath(args.strace if args.noise else shutil.which(args.tracer) or args.tracer)
    variants, commands = parse_commands(os.path.join(HERE, "commands"))
    expected = parse_expected(os.path.join(HERE, "expected-differences"))
    place = tempfile.mkdtemp(prefix="sd.", dir="/tmp")
    binaries = os.path.join(place, "bin")
    prepare(place, binaries)
    server, port = serve()
    lines = different = known = again = failed = 0
    hits = collections.Counter()
    try:
        for command in commands:
            for variant in command.variants:
                name = f"{command.name}/{variant}"
                if args.names and name not in args.names and command.name not in args.names:
                    continue
                text = command.words.replace("$HERE", place).replace("$BIN", binaries).replace("$PORT", port)
                if shutil.which(shlex.split(text)[0]) is None:
                    print(f"skip differential/{name}: no {shlex.split(text)[0]} here")
                    continue
                best = None
                for attempt in range(TRIES):
                    begin = time.monotonic()
                    runs = [run(t, variants[variant], text, place, command.tasks) for t in (args.strace, tracer)]
                    tried = compare(*(streams_of(r, variants[variant], command) for r in runs), expected)
                    if not best or len(tried.different) < len(best.different):
                        best = tried
                    # what stays is a difference; what goes away was the order of events
                    if not best.different or time.monotonic() - begin > 15:
                        break
                again += attempt
                hits += best.hits
                bad = count(best.different)
                lines, different, known = lines + best.lines, different + bad, known + best.expected
                if bad:
                    failed += 1
                    print(f"FAIL differential/{name}: {bad} of {best.lines} lines differ: " + " ".join(best.different[:2]))
                    for text in best.different[:None if args.v else 20]:
                        print("  " + text.encode("utf-8", "backslashreplace").decode())
                else:
                    print(f"ok differential/{name} ({best.lines} lines)")
                sys.stdout.flush()
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(place, ignore_errors=True)
    print(f"note differential: {lines} lines compared, {different} differ, {known} differ for a listed reason, "
          f"{again} runs repeated")
    for i, entry in enumerate(expected):
        print(f"  listed: {entry[0]}: {hits[f'<expected difference {i}>']} lines")
    return 1 if failed or not lines else 0


if __name__ == "__main__":
    sys.exit(main())
