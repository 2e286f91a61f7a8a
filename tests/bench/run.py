#!/usr/bin/env python3
"""
How fast: run.py STROBE [--rounds N] [--json FILE] [WORKLOAD…]. Runs each workload untraced, under the bare ptrace loop
(apart and together), strace and strobe, in turn, several rounds; prints the medians and their ratios as a Markdown
table and writes all times to a JSON file.
"""
import argparse
import json
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BOUND = 300
HOW = ('untraced', 'apart', 'together', 'strace', 'strobe')
C_FILE = '#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\nint f{0}(int n) {{ printf("%d", n); return n + {0}; }}\n'


class Workload:
    def __init__(self, name, command, options=('-f',), output='file', prepare=None):
        self.name = name
        self.command = command
        self.options = options
        self.output = output
        self.prepare = prepare


def workloads(place):
    work = f'{place}/work'
    script = 'i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i + 1)); done'

    def objects():
        for i in range(24):
            if os.path.exists(f'{place}/c/f{i}.o'):
                os.remove(f'{place}/c/f{i}.o')

    return [
        Workload('write loop', [work, 'write', '100000']),
        Workload('write loop to a pipe', [work, 'write', '100000'], output='pipe'),
        Workload('write loop -c', [work, 'write', '100000'], ('-f', '-c')),
        Workload('write loop -e trace=openat', [work, 'write', '100000'], ('-f', '-e', 'trace=openat')),
        Workload('read in 4 KiB', [work, 'read', f'{place}/large']),
        Workload('find /usr', ['find', '/usr']),
        Workload('find /usr -e trace=openat', ['find', '/usr'], ('-f', '-e', 'trace=openat')),
        Workload('grep -r', ['grep', '-r', 'no such text in there', '/usr/include']),
        Workload('python imports', [sys.executable, '-c', 'import json, asyncio, http.client']),
        Workload('gcc -c', ['gcc', '-O2', '-c', f'{place}/c/f0.c', '-o', '/dev/null']),
        Workload('git status', ['git', '-C', f'{place}/tree', 'status', '-s']),
        Workload('make -j2', ['make', '-s', '-j2', '-C', f'{place}/c'], prepare=objects),
        Workload('make -j2 -ff', ['make', '-s', '-j2', '-C', f'{place}/c'], ('-ff',), prepare=objects),
        Workload('100 processes', ['sh', '-c', script]),
        Workload('two computing threads', [work, 'compute']),
        Workload('two threads, 20 us a call', [work, 'calls']),
        Workload('4000 idle threads, one busy', [work, 'idle', '4000', '20000']),
        Workload('no idle threads, one busy', [work, 'write', '20000']),
        Workload('epoll echo', [work, 'echo']),
        Workload('true', ['true']),
    ]


def prepare(place):
    for name in ('bare', 'work'):
        subprocess.run(['cc', '-O2', '-pthread', '-o', f'{place}/{name}', f'{HERE}/{name}.c'], check=True)
    os.makedirs(f'{place}/c')
    for i in range(24):
        with open(f'{place}/c/f{i}.c', 'w') as file:
            file.write(C_FILE.format(i))
    with open(f'{place}/c/Makefile', 'w') as file:
        file.write('CFLAGS = -O2\nall: ' + ' '.join(f'f{i}.o' for i in range(24)) + '\n')
    with open(f'{place}/large', 'wb') as file:
        file.write(b'\0' * (100 << 20))
    tree = f'{place}/tree'
    for d in range(200):
        os.makedirs(f'{tree}/d{d}')
        for f in range(10):
            with open(f'{tree}/d{d}/f{f}', 'w') as file:
                file.write(f'{d} {f}\n')
    git = ['git', '-C', tree, '-c', 'user.name=b', '-c', 'user.email=b@example.org']
    for words in (['init', '-q'], ['add', '.'], ['commit', '-q', '-m', 'all']):
        subprocess.run([*git, *words], check=True)


def command(how, workload, place, strobe):
    if how == 'untraced':
        return workload.command
    if how in ('apart', 'together'):
        return [f'{place}/bare', how, *workload.command]
    target = f'{place}/trace/{how}' if workload.output == 'file' else '|cat >/dev/null'
    return [shutil.which('strace') if how == 'strace' else strobe, *workload.options, '-o', target, *workload.command]


def once(how, workload, place, strobe):
    """Seconds, or None: it did not end in time or badly."""
    shutil.rmtree(f'{place}/trace', ignore_errors=True)
    os.makedirs(f'{place}/trace')
    if workload.prepare:
        workload.prepare()
    words = command(how, workload, place, strobe)
    begin = time.monotonic()
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              timeout=BOUND, check=False)
    except subprocess.TimeoutExpired:
        print(f'{workload.name}, {how}: not done within {BOUND} s', file=sys.stderr)
        return None
    took = time.monotonic() - begin
    if done.returncode not in (0, 1):
        print(f'{workload.name}, {how}: ended with {done.returncode}: {done.stderr[-200:]!r}', file=sys.stderr)
        return None
    return took


def measure(workload, rounds, place, strobe):
    times = {how: [] for how in HOW}
    for _ in range(rounds):
        for how in HOW:
            if how == 'strace' and not shutil.which('strace'):
                continue
            took = once(how, workload, place, strobe)
            if took is not None:
                times[how].append(took)
    return times


def cell(seconds):
    return '-' if seconds is None else f'{seconds:.3g}' if seconds >= 0.01 else f'{seconds:.4f}'


def ratio(a, b):
    return '-' if a is None or b is None else f'{a / b:.2f}'


def row(name, times):
    median = {how: statistics.median(times[how]) if times[how] else None for how in HOW}
    print(f'| {name} | ' + ' | '.join(cell(median[how]) for how in HOW) +
          f' | {ratio(median["strace"], median["strobe"])} | {ratio(median["strobe"], median["together"])} |', flush=True)
    return median


def machine():
    with open('/proc/cpuinfo') as file:
        model = next((line.split(':', 1)[1].strip() for line in file if line.startswith('model name')), 'unknown')
    return f'{len(os.sched_getaffinity(0))} CPUs ({model}), Linux {platform.release()}'


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('strobe')
    parser.add_argument('--rounds', type=int, default=3)
    parser.add_argument('--json', default='bench.json')
    parser.add_argument('workload', nargs='*')
    chosen = parser.parse_intermixed_args()
    strobe = os.path.abspath(chosen.strobe)
    place = tempfile.mkdtemp(prefix='strobe-bench.')
    result = {'machine': machine(), 'rounds': chosen.rounds, 'seconds': {}}
    gains = []
    try:
        prepare(place)
        print(f'{machine()}; medians of {chosen.rounds} rounds, seconds\n')
        print('| workload | untraced | bare, apart | bare, together | strace | strobe | strace / strobe | strobe / together |')
        print('|---|---|---|---|---|---|---|---|', flush=True)
        for workload in workloads(place):
            if chosen.workload and workload.name not in chosen.workload:
                continue
            times = measure(workload, chosen.rounds, place, strobe)
            result['seconds'][workload.name] = times
            median = row(workload.name, times)
            if median['strace'] and median['strobe']:
                gains.append(median['strace'] / median['strobe'])
    finally:
        shutil.rmtree(place, ignore_errors=True)
    if gains:
        result['geometric_mean'] = math.exp(sum(map(math.log, gains)) / len(gains))
        print(f'\ngeometric mean of strace / strobe: {result["geometric_mean"]:.2f}')
    with open(chosen.json, 'w') as file:
        json.dump(result, file, indent='\t')


main()
