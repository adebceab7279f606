"""Processes and what they cost: time on the wall, time on the processors, memory.

Figures come from the kernel's own accounting: of a process that has ended from `wait4`, of one
that runs from `/proc`. Linux only.
"""

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Failed(Exception):
    """A measurement that cannot be trusted; the run ends."""


@dataclass(frozen=True)
class Usage:
    """What a process that has ended used."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(arguments: list, log: Path, folder: Path, environment: dict | None = None, limit: float = 900) -> Usage:
    """Runs a command to its end. Its output goes to the log; any exit code but 0 fails."""
    with log.open("wb") as output:
        os.sync()
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
        )
        stop = threading.Timer(limit, process.kill)
        stop.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        finally:
            stop.cancel()
        seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{Path(arguments[0]).name} ended with {process.returncode}:\n{tail(log)}")
    return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


@contextmanager
def running(arguments: list, log: Path, folder: Path, environment: dict | None = None):
    """A process that runs while the block does, and is told to stop at its end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(argument) for argument in arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """The time a running process has spent on the processors, in and for it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_bytes(pid: int) -> int:
    """The memory a running process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """The processes that a process started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def tail(log: Path, lines: int = 20) -> str:
    """The end of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
