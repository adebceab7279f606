"""Starting: from the start of the process to the first page, and the memory held when nothing is asked."""

import time
from statistics import median

import bars
import process
from portal import Installation
from report import Row, alone, megabytes, seconds

SETTLE = 5
"""Seconds after the first page until memory is looked at."""


def measure(installation: Installation, first_page: str, starts: int) -> list[Row]:
    """With the notes published already, once as configured by default and once without publishing at the start."""
    rows = []
    for publishes, subject in [
        (True, "start, publishing the unchanged content first (the default)"),
        (False, "start, not publishing"),
    ]:
        times, sizes = [], []
        for _ in range(starts):
            with installation.serving(first_page, publishes) as server:
                times.append(server.seconds_to_first_page)
                time.sleep(SETTLE)
                sizes.append(process.resident_bytes(server.pid))
        rows.append(alone(subject, "time to the first page", median(times), seconds, bars.START_SECONDS))
        rows.append(alone(subject, "memory when idle", median(sizes), megabytes, bars.IDLE_BYTES))
    return rows
