"""Load from wrk: one thread, every answer looked at; as fast as 32 connections can, or one request after another."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import process
from process import Failed

CONNECTIONS = 32
SCRIPT = Path(__file__).with_name("answer.lua")
CYCLE = Path(__file__).with_name("cycle.lua")

SIZE_TOLERANCE = 0.01
"""How far the size of all answers may be from what the one looked at beforehand makes them."""


@dataclass(frozen=True)
class Load:
    """How a server stood a load."""

    per_second: float
    per_cpu_second: float
    p50: float
    """Seconds."""
    p99: float
    """Seconds."""


def load(pid: int, port: int, path: str, headers: dict, status: int, size: int, seconds: int) -> Load:
    """Asks as fast as answers come. `pid` is the process whose time is counted, `size` an answer's bytes.

    Any other status, any other size and any broken connection fails.
    """
    arguments = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
    for name, value in headers.items():
        arguments += ["-H", f"{name}: {value}"]
    arguments += [f"http://127.0.0.1:{port}{path}", "--", str(status)]
    before = process.cpu_seconds(pid)
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    used = process.cpu_seconds(pid) - before
    figures = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    requests = figures["requests"]
    if not requests or figures["unexpected"] or figures["broken"]:
        wrong, broken = figures["unexpected"], figures["broken"]
        raise Failed(f"{path}: of {requests} answers {wrong} were not {status}, {broken} broke")
    # At the end as many answers as there are connections may be under way, their bytes counted or not.
    if abs(figures["bytes"] - requests * size) > (requests * SIZE_TOLERANCE + CONNECTIONS) * size:
        raise Failed(f"{path}: answers had {figures['bytes'] / requests:.0f} bytes in the mean instead of {size}")
    return Load(
        per_second=requests / (figures["microseconds"] / 1e6),
        per_cpu_second=requests / used,
        p50=figures["p50"] / 1e6,
        p99=figures["p99"] / 1e6,
    )


def cycle(pid: int, port: int, paths: Path, headers: dict, seconds: int) -> Load:
    """Asks for one path after another over one connection, so that the times are those of one reader.

    `paths` is a file with a path on each line. Any status but 200 and any broken connection fails.
    """
    arguments = ["wrk", "-t1", "-c1", f"-d{seconds}s", "--timeout", "10s", "-s", str(CYCLE)]
    for name, value in headers.items():
        arguments += ["-H", f"{name}: {value}"]
    arguments += [f"http://127.0.0.1:{port}", "--", str(paths)]
    before = process.cpu_seconds(pid)
    told = subprocess.run(arguments, capture_output=True, text=True, timeout=seconds + 60, check=True).stdout
    used = process.cpu_seconds(pid) - before
    figures = json.loads(next(line for line in told.splitlines() if line.startswith("{")))
    if not figures["requests"] or figures["unexpected"] or figures["broken"]:
        raise Failed(f"{paths.name}: {figures['unexpected']} answers were not 200, {figures['broken']} broke")
    return Load(
        per_second=figures["requests"] / (figures["microseconds"] / 1e6),
        per_cpu_second=figures["requests"] / used,
        p50=figures["p50"] / 1e6,
        p99=figures["p99"] / 1e6,
    )
