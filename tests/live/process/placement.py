"""
Placement on CPUs: a task that makes many calls shares the tracer's CPU, cannot tell, and has its mask back when the
tracer is gone, whatever ended it.
"""
import os
import random
import signal
import subprocess
import time

from harness import BOUND, Skip, check, finish, read, status, test, within

MASK = os.sched_getaffinity(0)
ROUNDS = int(os.environ.get('STROBE_KILL_ROUNDS', '20'))


def needs_cpus():
    if len(MASK) < 2:
        raise Skip('there is one CPU only')


def threads(pid):
    return [int(tid) for tid in os.listdir(f'/proc/{pid}/task')]


def masks(pid):
    found = []
    for tid in threads(pid):
        try:
            found.append(os.sched_getaffinity(tid))
        except ProcessLookupError:
            pass
    return found


def chatty(run, *options):
    """A tracer and the command, which makes call after call, once it is bound."""
    tracee = run.tracee('chatty')
    process = run.attach(tracee.pid, '-o', '/dev/null', *options)
    return process, tracee


def bound(pid):
    return all(len(mask) == 1 for mask in masks(pid))


def given_back(pid, why, bound_s=0.1):
    begin = time.monotonic()
    within(BOUND, lambda: all(mask == MASK for mask in masks(pid)), f'{why}: {masks(pid)}')
    took = time.monotonic() - begin
    check(took < bound_s + 0.4, f'{why}: only after {took:.3f} s')  # the machine may be busy


@test
def placed_while_it_is_chatty(run):
    needs_cpus()
    process, tracee = chatty(run)
    within(BOUND, lambda: bound(tracee.pid), 'it does not share a CPU')
    check(masks(process.pid) == masks(tracee.pid), 'the tracer is on another CPU')
    finish(process, signal.SIGTERM)
    check(masks(tracee.pid) == [MASK], f'detached with {masks(tracee.pid)}')


@test
def placed_not_while_it_computes(run):
    needs_cpus()
    tracee = run.tracee('computing')
    process = run.attach(tracee.pid, '-o', '/dev/null')
    within(BOUND, lambda: bound(tracee.pid), 'it does not share a CPU while it is chatty')
    within(BOUND, lambda: masks(tracee.pid) == [MASK], 'it shares the CPU while it computes')
    finish(process, signal.SIGTERM)


@test
def placed_never(run):
    process, tracee = chatty(run, '--colocate=never')
    for _ in range(50):
        check(masks(tracee.pid) == [MASK], f'bound to {masks(tracee.pid)}')
        time.sleep(0.002)
    finish(process, signal.SIGTERM)


@test
def mask_is_seen_true(run):
    needs_cpus()
    expected = str(sorted(MASK))
    script = ('import os\n'
              'for i in range(200): os.getppid()\n'
              'for pid in (0, os.getpid(), os.getppid()): print(sorted(os.sched_getaffinity(pid)))\n')
    for options in ((), ('-f', '-e', 'trace=openat'), ('-e', 'trace=none'), ('--colocate=always',)):
        out = finish(run.tracer(*options, '-o', run.path('trace'), 'python3', '-c', script))[0]
        check(out == f'{expected}\n' * 3, f'{options}: {out!r}')
    if os.path.exists(run.path('tracee32')):
        out = finish(run.tracer('-o', '/dev/null', run.path('tracee32'), 'affinity'))[0]
        check(out == f'{len(MASK)}\n', f'32 bit: {out!r}')


@test
def mask_that_is_set_stands(run):
    needs_cpus()
    cpu = max(MASK)
    script = ('import os\n'
              'def chat():\n'
              '    for i in range(200): os.getppid()\n'
              'chat()\n'
              f'for mask in ({{{cpu}}}, {MASK}):\n'
              '    os.sched_setaffinity(0, mask)\n'
              '    chat()\n'
              '    print(os.sched_getaffinity(0) == mask)\n')
    out = finish(run.tracer('-f', '-o', '/dev/null', 'python3', '-c', script))[0]
    check(out == 'True\nTrue\n', repr(out))


@test
def mask_set_from_outside_stands(run):
    needs_cpus()
    process, tracee = chatty(run)
    within(BOUND, lambda: bound(tracee.pid), 'it does not share a CPU')
    other = {max(MASK - masks(tracee.pid)[0])}
    os.sched_setaffinity(tracee.pid, other)
    time.sleep(0.1)
    check(masks(tracee.pid) == [other], f'it has {masks(tracee.pid)}')
    finish(process, signal.SIGTERM)
    check(masks(tracee.pid) == [other], f'it has {masks(tracee.pid)} once detached')


@test
def mask_is_not_inherited(run):
    needs_cpus()
    chat = 'import os\nfor i in range(200): os.getppid()\n'
    show = "grep Cpus_allowed: /proc/self/status"
    plain = finish(run.start('sh', '-c', show))[0]
    for how in (f'os.system("{show}")', f'import subprocess; subprocess.run("{show}", shell=True)'):
        out = finish(run.tracer('-o', '/dev/null', 'python3', '-c', chat + how))[0]
        check(out == plain and out, f'{how}: {out!r}, not {plain!r}')


@test
def mask_of_real_time_tasks_is_left(run):
    needs_cpus()
    tracee = run.tracee('chatty')
    try:
        os.sched_setscheduler(tracee.pid, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        raise Skip('real-time policies are not allowed here') from None
    process = run.attach(tracee.pid, '-o', '/dev/null')
    for _ in range(30):
        check(masks(tracee.pid) == [MASK], f'bound to {masks(tracee.pid)}')
        time.sleep(0.005)
    os.sched_setscheduler(tracee.pid, os.SCHED_OTHER, os.sched_param(0))
    finish(process, signal.SIGTERM)


@test
def tracer_killed_gives_masks_back(run):
    """STROBE_KILL_ROUNDS=200 for the long form."""
    needs_cpus()
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    tracee = run.tracee('chatty', 3)
    for i in range(ROUNDS):
        process = run.attach(tracee.pid, '-f', '-o', '/dev/null')
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.wait()
        given_back(tracee.pid, f'round {i} of seed {seed}')
        within(BOUND, lambda: all(status(tid, 'TracerPid') == '0' for tid in threads(tracee.pid)), 'still traced')


@test
def killed_while_processes_come_and_go(run):
    needs_cpus()
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    script = 'while :; do /bin/true; (:); done'
    for i in range(max(ROUNDS // 4, 3)):
        process = run.tracer('-f', '-o', '/dev/null', 'sh', '-c', script, stdin=subprocess.DEVNULL)
        child = within(BOUND, lambda: read(f'/proc/{process.pid}/task/{process.pid}/children').split(), 'no child')
        time.sleep(0.05 + chance.random() * 0.1)
        process.kill()
        process.wait()
        try:
            given_back(int(child[0]), f'round {i} of seed {seed}')
            grand = read(f'/proc/{child[0]}/task/{child[0]}/children').split()
            for pid in grand:
                if os.path.isdir(f'/proc/{pid}/task'):
                    given_back(int(pid), f'round {i} of seed {seed}, a child')
        except FileNotFoundError:
            pass  # that child ended meanwhile
        finally:
            os.kill(int(child[0]), signal.SIGKILL)


def guardian_of(pid):
    """The process that reads the pipe whose other end the tracer keeps open."""
    pipes = {os.readlink(f'/proc/{pid}/fd/{fd}') for fd in os.listdir(f'/proc/{pid}/fd')}
    for other in filter(str.isdigit, os.listdir('/proc')):
        try:
            if read(f'/proc/{other}/comm') == 'strobe-guardian\n' and os.readlink(f'/proc/{other}/fd/0') in pipes:
                return other
        except OSError:
            pass
    return None


@test
def guardian_is_not_left(run):
    needs_cpus()
    for sig in (signal.SIGTERM, signal.SIGKILL):
        process, tracee = chatty(run)
        guardian = within(BOUND, lambda: guardian_of(process.pid), 'there is none while it is needed')
        check(len(os.listdir(f'/proc/{guardian}/fd')) == 1, 'it keeps files open')
        finish(process, sig)
        within(BOUND, lambda: status(guardian, 'State') in ('Z', 'X', None), f'left after signal {sig}')
        tracee.kill()
