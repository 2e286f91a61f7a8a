"""What the process tests stand on: starting processes, waiting for them, looking at them in /proc."""
import os
import re
import signal
import subprocess
import sys
import time

TRACER = os.path.abspath(sys.argv[1])
BOUND = 20
tests = []


class Failure(Exception):
    pass


class Skip(Exception):
    pass


def test(function):
    tests.append(function)
    return function


def check(condition, why):
    if not condition:
        raise Failure(why)


def within(seconds, condition, why):
    """Waits until condition() gives something true, and returns that."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failure(why() if callable(why) else why)
        time.sleep(0.005)


def read(path):
    try:
        with open(path, errors='replace') as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ''


def status(pid, field):
    found = re.search(rf'^{field}:\s*(\S+)', read(f'/proc/{pid}/status'), re.M)
    return found and found.group(1)


def free(pid):
    """Neither stopped nor traced."""
    return status(pid, 'State') not in ('t', 'T', None) and status(pid, 'TracerPid') == '0'


class Run:
    """A test's processes, which end with it."""

    def __init__(self, place):
        self.place = place
        self.started = []

    def path(self, name):
        return os.path.join(self.place, name)

    def start(self, *command, **more):
        more = {'stdin': subprocess.PIPE, 'stdout': subprocess.PIPE, 'stderr': subprocess.PIPE, **more}
        process = subprocess.Popen([str(word) for word in command], **more)
        self.started.append(process)
        return process

    def tracer(self, *arguments, **more):
        return self.start(TRACER, *arguments, **more)

    def tracee(self, *arguments, **more):
        return self.start(self.path('tracee'), *arguments, **more)

    def trace(self, *arguments, **more):
        """Runs the tracer to its end; returns its status (negative: signal), the trace, what else it said."""
        out = self.path('trace')
        if os.path.exists(out):
            os.remove(out)
        process = self.tracer('-o', out, *arguments, **more)
        said = finish(process)
        return process.returncode, read(out), said[1]

    def attach(self, pid, *options, sign='attached'):
        """Attaches, and returns once the tracer said so."""
        log = open(self.path('said'), 'w+')
        process = self.tracer(*options, '-p', pid, stderr=log)
        within(BOUND, lambda: sign in self.said() or process.poll() is not None, 'does not attach')
        check(process.poll() is None, 'does not attach: ' + read(self.path('said')))
        return process

    def said(self):
        return read(self.path('said'))

    def end(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe:
                    try:
                        pipe.close()
                    except BrokenPipeError:
                        pass


def finish(process, sig=None, bound=BOUND):
    """Ends a process by a signal, or waits for its own end."""
    if sig:
        process.send_signal(sig)
    try:
        out, err = process.communicate(timeout=bound)
    except subprocess.TimeoutExpired:
        raise Failure(f'did not end within {bound} s' + (f' of signal {sig}' if sig else '')) from None
    return (out or b'').decode(errors='replace'), (err or b'').decode(errors='replace')


def answers(process):
    process.stdin.write(b'x')
    process.stdin.flush()
    return os.read(process.stdout.fileno(), 1) == b'x'


def sleeping_in_read(pid):
    return within(BOUND, lambda: status(pid, 'State') == 'S', 'the tracee does not come to its read')


def finish_with(process, data):
    return process.communicate(data, timeout=BOUND)[0].decode()
