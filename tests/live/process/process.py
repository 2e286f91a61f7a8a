"""
What a tracer does to processes: statuses passed on, attaching, detaching, stops, threads, deaths. Each test
runs the tracer as a user would and looks at the processes themselves, by waitpid and /proc. All waits are bounded.
"""
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from harness import BOUND, Failure, Run, Skip, answers, check, finish, finish_with, free, read
from harness import sleeping_in_read, status, test, tests, within

HERE = os.path.dirname(os.path.abspath(__file__))


# ---- statuses ----

@test
def exit_status(run):
    for code in (0, 7, 255):
        got = run.trace('sh', '-c', f'exit {code}')[0]
        check(got == code, f'{code} became {got}')


@test
def death_by_signal(run):
    for sig in (signal.SIGTERM, signal.SIGKILL, signal.SIGSEGV, signal.SIGPIPE):
        got, trace, _ = run.trace(run.path('tracee'), 'die', int(sig))
        check(got == -sig, f'{sig.name} became {got}')
        check(f'+++ killed by {sig.name}' in trace, 'the trace does not say so')


@test
def status_of_the_command_not_of_its_children(run):
    got, trace, _ = run.trace('-f', 'sh', '-c', '(sleep 0.3; exit 9) & exit 4')
    check(got == 4, f'{got} instead of 4')
    check('+++ exited with 9 +++' in trace, 'the child was not traced to its end')


@test
def status_after_attach(run):
    tracee = run.tracee('sleep', 300)
    process = run.attach(tracee.pid)
    finish(process)
    check(process.returncode == 0, f'{process.returncode} instead of 0')


@test
def leader_exits_first(run):
    got, trace, _ = run.trace('-f', run.path('tracee'), 'leader-exit')
    check(got == 8, f'{got} instead of 8')


# ---- starting a command ----

@test
def trace_begins_with_execve(run):
    _, trace, _ = run.trace('sh', '-c', 'exit 0')
    check(trace.startswith('execve("'), f'begins with {trace[:60]!r}')
    check(trace.split('\n')[0].endswith(' = 0'), 'the execve did not succeed')


@test
def command_not_executable(run):
    path = run.path('plain')
    with open(path, 'w') as file:
        file.write('no program')
    os.chmod(path, 0o644)
    got, trace, said = run.trace(path)
    lines = trace.splitlines()
    check(got == 1, f'exit status {got}')
    check(len(lines) == 2 and lines[0].endswith('= -1 EACCES (Permission denied)'), f'trace: {trace!r}')
    check(lines[1] == '+++ exited with 1 +++', f'trace: {trace!r}')
    check(re.fullmatch(r'.*: exec: Permission denied\n', said), f'said {said!r}')
    os.chmod(path, 0o755)
    got, trace, said = run.trace(path)
    check(got == 1 and 'ENOEXEC' in trace and said.endswith(': exec: Exec format error\n'), f'said {said!r}')


@test
def signal_dispositions_and_mask(run):
    def prepare():
        for sig in (signal.SIGINT, signal.SIGCHLD, signal.SIGALRM, signal.SIGTTOU):
            signal.signal(sig, signal.SIG_IGN)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGUSR2, signal.SIGALRM})
    command = ('grep', '-E', 'Sig(Blk|Ign)', '/proc/self/status')
    plain = finish(run.start(*command, preexec_fn=prepare))[0]
    traced = finish(run.tracer('-o', '/dev/null', *command, preexec_fn=prepare))[0]
    check(plain == traced and 'SigIgn' in plain, f'{plain!r} became {traced!r}')


@test
def no_descriptor_leaks(run):
    command = ('sh', '-c', 'echo /proc/self/fd/*')
    plain = finish(run.start(*command))[0]
    traced = finish(run.tracer('-o', run.path('trace'), *command))[0]
    check(plain == traced and plain, f'{plain!r} became {traced!r}')


@test
def environment(run):
    out = finish(run.tracer('-o', '/dev/null', '-E', 'STROBE_A=1', '-E', 'STROBE_B', 'sh', '-c',
                            'echo $STROBE_A,${STROBE_B-unset}', env={**os.environ, 'STROBE_B': '2'}))[0]
    check(out == '1,unset\n', repr(out))


# ---- attach and detach ----

@test
def fatal_signal_detaches(run):
    for sig in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        tracee = run.tracee('echo')
        sleeping_in_read(tracee.pid)
        process = run.attach(tracee.pid, sign='read(0, ')
        finish(process, sig)
        check(process.returncode == -sig, f'{sig.name}: ended with {process.returncode}')
        check('detached' in run.said(), f'{sig.name}: said {run.said()!r}')
        check(free(tracee.pid), f'{sig.name}: left in state {status(tracee.pid, "State")}')
        check(answers(tracee), f'{sig.name}: it does not answer')


def child_of(process):
    return int(read(f'/proc/{process.pid}/task/{process.pid}/children').split()[0])


@test
def fatal_signal_ends_the_command_too(run):
    for stop in (False, True):
        process = run.tracer(run.path('tracee'), 'echo', stderr=open(run.path('said'), 'w'))
        within(BOUND, lambda: run.said().endswith('read(0, '), 'no half line')
        pid = child_of(process)
        if stop:
            os.kill(pid, signal.SIGSTOP)
            within(BOUND, lambda: run.said().endswith('--- stopped by SIGSTOP ---\n'), 'it does not stop')
        process.send_signal(signal.SIGTERM)
        process.wait(BOUND)
        check(process.returncode == -signal.SIGTERM, f'ended with {process.returncode}')
        within(2, lambda: status(pid, 'State') in (None, 'Z', 'X'), 'the command lives on')


@test
def command_may_catch_the_fatal_signal(run):
    script = 'trap "echo caught" TERM; echo ready; read line || read line; echo $line'
    process = run.tracer('sh', '-c', script, stderr=subprocess.DEVNULL)
    check(process.stdout.readline() == b'ready\n', 'not ready')
    within(BOUND, lambda: status(child_of(process), 'State') == 'S', 'it does not come to its read')
    process.send_signal(signal.SIGTERM)
    process.wait(BOUND)
    check(process.stdout.readline() == b'caught\n', 'the command was not told')
    process.stdin.write(b'goes on\n')
    process.stdin.flush()
    check(process.stdout.readline() == b'goes on\n', 'the command does not go on')


@test
def fatal_signals_are_ignored_with_an_output_file(run):
    process = run.tracer('-o', run.path('trace'), run.path('tracee'), 'echo')
    within(BOUND, lambda: read(run.path('trace')).endswith('read(0, '), 'no half line')
    for sig in (signal.SIGINT, signal.SIGTERM):
        process.send_signal(sig)
    check(answers(process), 'it does not answer')
    check(finish(process) and process.returncode == 0, f'ended with {process.returncode}')
    check('+++ exited with 0 +++' in read(run.path('trace')), 'the trace was cut')


@test
def signal_at_any_moment_ends_it(run):
    tracee = run.tracee('idle', 3)
    sleeping_in_read(tracee.pid)
    for _ in range(40):
        process = run.tracer('-f', '-p', tracee.pid, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * 0.012)
        finish(process, signal.SIGINT, 5)
        check(process.returncode == -signal.SIGINT, f'ended with {process.returncode}')
        check(within(1, lambda: free(tracee.pid), 'not let go'), '')
    check(answers(tracee), 'it does not answer')


@test
def half_line_of_a_blocked_read(run):
    tracee = run.tracee('echo')
    sleeping_in_read(tracee.pid)
    out = run.path('trace')
    process = run.tracer('-o', out, '-p', tracee.pid)
    within(2, lambda: read(out) == 'read(0, ', lambda: f'trace: {read(out)!r}')
    check(answers(tracee), 'it does not answer')
    within(2, lambda: read(out).startswith('read(0, "x", 1)'), lambda: f'trace: {read(out)!r}')
    tracee.stdin.close()
    process.wait(BOUND)
    check(read(out).endswith('+++ exited with 0 +++\n'), f'trace: {read(out)!r}')


@test
def sleep_is_not_lengthened(run):
    begin = time.monotonic()
    tracee = run.tracee('sleep', 900)
    for _ in range(3):
        finish(run.attach(tracee.pid), signal.SIGINT)
    tracee.wait(BOUND)
    took = time.monotonic() - begin
    check(tracee.returncode == 0, f'its sleep was interrupted ({tracee.returncode})')
    check(0.89 < took < 1.8, f'took {took:.2f} s instead of 0.9')


@test
def no_signal_is_lost(run):
    tracee = run.tracee('count')
    check(tracee.stdout.readline() == b'ready\n', 'not ready')
    sent = 0
    for _ in range(8):
        process = run.tracer('-p', tracee.pid, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(25):
            os.kill(tracee.pid, signal.SIGRTMIN)
            sent += 1
            time.sleep(random.random() * 0.001)
        finish(process, signal.SIGINT)
    out = finish_with(tracee, b'x')
    check(out == f'{sent}\n', f'{sent} sent, {out.strip()} arrived')


@test
def threads_attached_and_detached(run):
    tracee = run.tracee('idle', 50)
    within(BOUND, lambda: len(os.listdir(f'/proc/{tracee.pid}/task')) == 51, 'no threads')
    process = run.attach(tracee.pid, '-f')
    check(f'Process {tracee.pid} attached with 51 threads' in run.said(), f'said {run.said()[:200]!r}')
    tids = os.listdir(f'/proc/{tracee.pid}/task')
    for tid in tids:
        check(status(tid, 'TracerPid') == str(process.pid), f'thread {tid} is not traced')
    finish(process, signal.SIGINT)
    for tid in tids:
        check(free(tid), f'thread {tid} was left in state {status(tid, "State")}')
    check(run.said().count(' detached\n') == 51, f'{run.said().count(" detached")} detached')
    check(answers(tracee), 'it does not answer')


@test
def several_processes(run):
    tracees = [run.tracee('sleep', 300) for _ in range(3)]
    process = run.tracer('-p', ','.join(str(t.pid) for t in tracees))
    said = finish(process)[1]
    check(process.returncode == 0 and said.count('+++ exited with 0 +++') == 3, f'said {said!r}')


@test
def missing_process(run):
    process = run.tracer('-p', 4000000)
    said = finish(process)[1]
    check(process.returncode == 1, f'exit status {process.returncode}')
    wanted = r'.*: attach: ptrace\(PTRACE_SEIZE, 4000000\): No such process\n'
    check(re.fullmatch(wanted, said), f'said {said!r}')


@test
def one_of_two_missing(run):
    tracee = run.tracee('sleep', 300)
    process = run.tracer('-p', 4000000, '-p', tracee.pid)
    said = finish(process)[1]
    check(process.returncode == 0, f'exit status {process.returncode}')
    check('4000000): No such process' in said and '+++ exited with 0 +++' in said, f'said {said!r}')


@test
def refusal_says_why(run):
    tracee = run.tracee('echo')
    first = run.attach(tracee.pid)
    second = run.tracer('-p', tracee.pid)
    said = finish(second)[1]
    check(second.returncode == 1, f'exit status {second.returncode}')
    check(re.fullmatch(rf'.*: attach: ptrace\(PTRACE_SEIZE, {tracee.pid}\): Operation not permitted '
                       rf'\(.*{first.pid}.*\)\n', said), f'said {said!r}')
    finish(first, signal.SIGINT)


# ---- stops ----

@test
def group_stop_is_seen_by_the_parent(run):
    tracee = run.tracee('echo')
    sleeping_in_read(tracee.pid)
    process = run.attach(tracee.pid, sign='read(0, ')
    os.kill(tracee.pid, signal.SIGSTOP)
    got = within(5, lambda: os.waitpid(tracee.pid, os.WUNTRACED | os.WNOHANG)[1], 'the parent sees no stop')
    check(os.WIFSTOPPED(got) and os.WSTOPSIG(got) == signal.SIGSTOP, f'wait status {got:#x}')
    within(5, lambda: '--- stopped by SIGSTOP ---' in run.said(), 'the trace does not tell of the stop')
    time.sleep(0.1)
    check(status(tracee.pid, 'State') in ('t', 'T'), 'it does not stay stopped')
    os.kill(tracee.pid, signal.SIGCONT)
    got = within(5, lambda: os.waitpid(tracee.pid, os.WCONTINUED | os.WNOHANG)[1], 'no SIGCONT is seen')
    check(os.WIFCONTINUED(got), f'wait status {got:#x}')
    check(answers(tracee), 'it does not answer')
    finish(process, signal.SIGINT)
    check(run.said().count('--- stopped by SIGSTOP ---') == 1, f'said {run.said()!r}')
    check('--- SIGCONT {si_signo=SIGCONT, ' in run.said(), f'said {run.said()!r}')


@test
def stopped_stays_stopped(run):
    tracee = run.tracee('echo')
    sleeping_in_read(tracee.pid)
    os.kill(tracee.pid, signal.SIGSTOP)
    within(5, lambda: status(tracee.pid, 'State') == 'T', 'it does not stop')
    for _ in range(3):
        process = run.attach(tracee.pid, sign='--- stopped by SIGSTOP ---')
        finish(process, signal.SIGINT)
        check(status(tracee.pid, 'State') == 'T', f'left in state {status(tracee.pid, "State")}')
        check(status(tracee.pid, 'TracerPid') == '0', 'still traced')
    os.kill(tracee.pid, signal.SIGCONT)
    check(answers(tracee), 'it does not answer')


# ---- threads, children, execve ----

@test
def execve_by_a_thread(run):
    got, trace, _ = run.trace('-f', '-e', 'trace=execve,pause', run.path('tracee'), 'exec-thread')
    leader = trace.split()[0]
    found = re.search(r'^(\d+) +\+\+\+ superseded by execve in pid (\d+) \+\+\+$', trace, re.M)
    check(found, f'nothing superseded: {trace!r}')
    check(found.group(1) == leader != found.group(2), f'superseded: {found.group(0)}')
    check(re.search(rf'^{leader} +<... execve resumed>\) += 0$', trace, re.M), f'trace: {trace!r}')
    check(re.search(rf'^{leader} +<... pause resumed>\) += \?$', trace, re.M), f'trace: {trace!r}')
    check(got == 6 and trace.endswith('+++ exited with 6 +++\n'), f'exit status {got}')


@test
def execve_by_a_thread_not_followed(run):
    got, trace, _ = run.trace('-e', 'trace=execve,pause', run.path('tracee'), 'exec-thread')
    check(got == 6 and trace.endswith('pause()                                 = ?\n+++ exited with 6 +++\n'),
          f'exit status {got}, trace: {trace!r}')


@test
def two_hundred_threads(run):
    got, trace, said = run.trace('-f', '-e', 'trace=getppid', run.path('tracee'), 'threads', 200)
    check(got == 0, f'exit status {got}')
    ends = len(re.findall(r'^\d+ +\+\+\+ exited with 0 \+\+\+$', trace, re.M))
    check(ends == 201, f'{ends} of 201 ended')
    calls = len(re.findall(r'getppid\(', trace))
    check(calls == 1000, f'{calls} of 1000 calls')


@test
def vfork(run):
    got, trace, said = run.trace('-f', '-e', 'trace=vfork,execve', run.path('tracee'), 'vfork')
    check(got == 0, f'exit status {got}')
    check('+++ exited with 6 +++' in trace, f'the child was not traced: {trace!r}')
    check(re.search(r'vfork\(|vfork resumed>', trace), f'trace: {trace!r}')


@test
def storm_of_births_and_deaths(run):
    for _ in range(3):
        got, trace, said = run.trace('-f', '-e', 'trace=none', run.path('tracee'), 'storm', 3)
        ends = re.findall(r'^(\d+) +\+\+\+ (?:exited|killed)', trace, re.M)
        check(got == 5, f'exit status {got}')
        check(len(ends) == len(set(ends)) > 50, f'{len(ends)} ends of {len(set(ends))} tasks')


@test
def births_go_on_after_detach(run):
    """Detached amid forks, of a process and of its children: none is lost or left stopped."""
    for _ in range(10):
        script = 'read x; for i in 1 2 3 4 5 6 7 8 9; do sh -c "exit 0" & wait; done; echo over'
        shell = run.start('sh', '-c', script)
        process = run.attach(shell.pid, '-f')
        shell.stdin.write(b'\n')
        shell.stdin.flush()
        time.sleep(random.random() * 0.03)
        finish(process, signal.SIGINT, 5)
        check(process.returncode in (0, -signal.SIGINT), f'ended with {process.returncode}')
        check(finish(shell)[0] == 'over\n', 'the shell does not go on')


# ---- deaths ----

@test
def killed_while_traced(run):
    tracee = run.tracee('echo')
    sleeping_in_read(tracee.pid)
    process = run.attach(tracee.pid, sign='read(0, ')
    tracee.kill()
    finish(process)
    check(process.returncode == 0, f'ended with {process.returncode}')
    check(run.said().endswith('+++ killed by SIGKILL +++\n'), f'said {run.said()!r}')


@test
def killed_amid_calls(run):
    """SIGKILL between a stop and the next request must not be an error."""
    for _ in range(20):
        said = open(run.path('said'), 'w')
        script = 'while :; do :; done & while :; do (:); done'
        process = run.tracer('-f', '-e', 'trace=none', 'sh', '-c', script, stderr=said,
                             start_new_session=True)
        time.sleep(0.03 + random.random() * 0.02)
        for pid in session(process.pid):
            if pid != process.pid:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
        for _ in range(50):
            if process.poll() is not None:
                break
            for pid in session(process.pid):
                if pid != process.pid:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass
            time.sleep(0.02)
        check(process.poll() == -signal.SIGKILL, f'ended with {process.poll()}')
        check('ptrace' not in run.said() and 'rror' not in run.said(), f'said {run.said()!r}')


def session(sid):
    found = []
    for pid in os.listdir('/proc'):
        if pid.isdigit():
            try:
                if os.getsid(int(pid)) == sid:
                    found.append(int(pid))
            except ProcessLookupError:
                pass
    return found


def stopped_in_session(sid):
    return [pid for pid in session(sid) if status(pid, 'State') in ('t', 'T')]


@test
def tracer_killed_at_its_start(run):
    for _ in range(20):
        process = run.tracer('-f', '-o', '/dev/null', run.path('tracee'), 'idle', 3, start_new_session=True)
        time.sleep(random.random() * 0.010)
        process.kill()
        process.wait(BOUND)
        try:
            within(2, lambda: not stopped_in_session(process.pid),
                   lambda: f'left stopped: {stopped_in_session(process.pid)}')
        finally:
            for pid in session(process.pid):
                os.kill(pid, signal.SIGKILL)


@test
def tracer_killed_while_attaching(run):
    tracee = run.tracee('idle', 20)
    sleeping_in_read(tracee.pid)
    for _ in range(20):
        process = run.tracer('-f', '-p', tracee.pid, stderr=subprocess.DEVNULL)
        time.sleep(random.random() * 0.010)
        process.kill()
        process.wait(BOUND)
        for tid in os.listdir(f'/proc/{tracee.pid}/task'):
            within(2, lambda tid=tid: free(tid), f'thread {tid} is not let go')
    check(answers(tracee), 'it does not answer')


@test
def kill_on_exit(run):
    said = open(run.path('said'), 'w')
    process = run.tracer('--kill-on-exit', run.path('tracee'), 'echo', stderr=said)
    within(BOUND, lambda: run.said().endswith('read(0, ') or process.poll() is not None, 'no half line')
    if 'unrecognized option' in run.said():
        raise Skip('an older tracer')
    pid = int(read(f'/proc/{process.pid}/task/{process.pid}/children').split()[0])
    process.kill()
    process.wait(BOUND)
    within(5, lambda: status(pid, 'State') in (None, 'Z', 'X'), 'the command lives on')


# ---- the other ABI ----

@test
def int_0x80(run):
    process = run.tracer(run.path('tracee'), 'int80')  # with an output file strace does not tell of the ABI
    trace = finish(process)[1]
    check(process.returncode == 0, f'exit status {process.returncode}')
    check(re.search(r'^\[ Process PID=\d+ runs in 32 bit mode. \]\ngetpid\(\) += \d+\n'
                    r'\[ Process PID=\d+ runs in 64 bit mode. \]$', trace, re.M), f'trace: {trace[-400:]!r}')


@test
def program_of_32_bits(run):
    if not os.path.exists(run.path('tracee32')):
        raise Skip('cc -m32 does not work here')
    process = run.tracer('-f', run.path('tracee32'), 'threads', 5)
    trace = finish(process)[1]
    check(process.returncode == 0, f'exit status {process.returncode}')
    line = trace.splitlines()[1]
    check(re.fullmatch(r'\[ Process PID=\d+ runs in 32 bit mode. \]', line), f'second line {line!r}')
    check(trace.count(' mode. ]') == 1, 'more changes of mode')
    check(len(re.findall(r'getppid\(', trace)) == 25, 'calls are missing')


import placement, stop_cost  # noqa: E401,E402,F401  their tests come after these


def main():
    place = tempfile.mkdtemp(prefix='strobe-process.')
    chosen = sys.argv[2:]
    failed = 0
    try:
        source = os.path.join(HERE, 'tracee.c')
        compiler = os.environ.get('CC', 'cc').split()
        subprocess.run([*compiler, '-O1', '-pthread', '-o', place + '/tracee', source], check=True)
        subprocess.run([*compiler, '-m32', '-O1', '-pthread', '-o', place + '/tracee32', source],
                       stderr=subprocess.DEVNULL, check=False)
        for function in tests:
            name = function.__name__.replace('_', '-')
            if chosen and name not in chosen:
                continue
            run = Run(place)
            try:
                function(run)
                print(f'ok process/{name}', flush=True)
            except Skip as why:
                print(f'skip process/{name}: {why}', flush=True)
            except Exception as why:  # whatever it is, the others are still to be run
                failed = 1
                kind = '' if type(why) is Failure else type(why).__name__ + ': '
                print(f'FAIL process/{name}: {kind}{why}', flush=True)
            finally:
                run.end()
    finally:
        shutil.rmtree(place, ignore_errors=True)
    sys.exit(failed)


main()
