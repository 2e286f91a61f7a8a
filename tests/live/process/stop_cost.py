"""What a stop costs in system calls of the tracer's own, as strace counts them."""
import re
import shutil

from harness import TRACER, Skip, check, finish, read, test

CALLS = 2000


def counted(run, *options):
    """The tracer's calls by name, for a command that makes CALLS writes of a few bytes."""
    if not shutil.which('strace'):
        raise Skip('there is no strace to count with')
    # The leak checker of a sanitized tracer cannot run where it is itself traced.
    process = run.start('strace', '-E', 'ASAN_OPTIONS=detect_leaks=0', '-c', '-U', 'calls,name', '-o', run.path('count'), TRACER, *options,
                        '-o', run.path('trace'), run.path('tracee'), 'write', CALLS)
    finish(process)
    check(process.returncode == 0, f'exit status {process.returncode}')
    return {name: int(count) for count, name in re.findall(r'^\s*(\d+) (\w+)$', read(run.path('count')), re.M)}


def at_most(calls, **limits):
    for name, limit in limits.items():
        check(calls.get(name, 0) <= limit, f'{calls.get(name)} calls of {name}, more than {limit:.0f}')
    others = sum(count for name, count in calls.items() if name not in limits and name != 'total')
    check(others < 600, f'{others} other calls: {calls}')


@test
def requests_of_a_stop(run):
    """Wait, ask what it is, resume: for each of a call's two stops; and its memory is read once."""
    calls = counted(run)
    spare = 200     # what surrounds the calls
    at_most(calls, wait4=2 * CALLS + spare, ptrace=4 * CALLS + spare, process_vm_readv=CALLS + spare, write=CALLS / 4)
    check(calls['wait4'] >= 2 * CALLS, f'it did not count: {calls}')


@test
def requests_of_calls_not_selected(run):
    """Two stops and no more; the exit is not even asked about."""
    calls = counted(run, '-e', 'trace=openat')
    spare = 200
    at_most(calls, wait4=2 * CALLS + spare, ptrace=3 * CALLS + spare, process_vm_readv=spare, write=CALLS / 4)


@test
def requests_of_a_count(run):
    calls = counted(run, '-c')
    spare = 200
    at_most(calls, wait4=2 * CALLS + spare, ptrace=4 * CALLS + spare, process_vm_readv=spare, write=CALLS / 4)
