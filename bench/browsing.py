"""In a browser: when the largest thing of a page is painted on a slow line and processor, and whether anything moves."""

import json
import subprocess
from pathlib import Path
from statistics import median

import answering
import bars
from portal import Installation, sign_in
from process import Failed
from report import Row, alone, plain, seconds

SCRIPT = Path(__file__).with_name("browsing.mjs")
LIMIT = 300
"""Seconds after which a browser is no longer waited for."""


def measure(installation: Installation, count: int, loads: int) -> list[Row]:
    """First visits to what is opened first: the front page, the list, a notice; and a notice for someone signed in."""
    notice = answering.page_path(count)
    with installation.serving(notice) as server:
        visits = [
            ("front page", "/", ""),
            ("list of notices", "/notices", ""),
            ("notice", notice, ""),
            ("notice, signed in", answering.asking_page_path(count), sign_in(server.port)),
        ]
        rows = []
        for name, path, cookie in visits:
            measured = _opened(f"http://127.0.0.1:{server.port}{path}", cookie, loads)
            subject = f"{name}, on slow 4G with a processor four times slower"
            painted = median(load["largest"] for load in measured) / 1000
            moved = max(load["moved"] for load in measured)
            rows.append(alone(subject, "largest contentful paint", painted, seconds, bars.LARGEST_PAINT_SECONDS))
            rows.append(alone(subject, "layout shift, the most of all loads", moved, plain, bars.LAYOUT_SHIFT))
    return rows


def _opened(address: str, cookie: str, loads: int) -> list[dict]:
    """What was measured in each load."""
    command = ["node", SCRIPT, loads, cookie, address]
    try:
        told = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise Failed(f"the browser did not come to an end with {address}") from None
    if told.returncode != 0:
        raise Failed(f"the browser could not open {address}:\n{told.stderr}")
    measured = json.loads(told.stdout)
    if len(measured) != loads or not all(load["largest"] > 0 for load in measured):
        raise Failed(f"the browser did not say what it painted of {address}")
    return measured
