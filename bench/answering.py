"""Answering: public pages and feeds beside nginx with the same bytes, and pages of someone signed in."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median

import bars
import notes
from bars import Bar
from http_once import ask
from load import CONNECTIONS, Load, load
from portal import Installation, Server, sign_in
from process import Failed
from report import Row, alone, beside, number, seconds
from rounds import in_rounds
from web_peer import Copy, Place, WebPeer, nginx

FEED = "/feeds/notices.rss"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
READER = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Case:
    """One thing that is asked for."""

    subject: str
    path: str
    asked: dict
    status: int
    bar: Bar | None


def page_path(count: int) -> str:
    """A notice in the middle that asks nothing of anyone."""
    return f"/notices/{notes.number(count // 2)}"


def asking_page_path(count: int) -> str:
    """A notice in the middle that asks every member to acknowledge it."""
    asking = (count // 2) // notes.ASKS_EVERY * notes.ASKS_EVERY + notes.ASKS_EVERY - 1
    return f"/notices/{notes.number(asking)}"


def measure(work: Path, installation: Installation, count: int, rounds: int, duration: int) -> list[Row]:
    """All of it against one running server."""
    page = page_path(count)
    cases = [
        Case("public notice page, as a browser asks for it (Brotli)", page, BROWSER, 200, bars.PAGE_RATIO),
        Case("public notice page, not compressed", page, {}, 200, bars.PAGE_RATIO),
        Case("feed, as a reader asks for it (gzip)", FEED, READER, 200, None),
        Case("feed, not compressed", FEED, {}, 200, None),
        Case("feed, not modified (304)", FEED, READER, 304, bars.NOT_MODIFIED_RATIO),
    ]
    with installation.serving(page) as server:
        copies = [_copy(server.port, case) for case in cases]
        rows = []
        with nginx(work / "nginx", copies) as peer:
            for case, copy, place in zip(cases, copies, peer.places):
                rows += _beside_nginx(server, peer, case, copy, place, rounds, duration)
        cookie = {"Cookie": sign_in(server.port)} | BROWSER
        for subject, path in [
            ("notice page, signed in", page),
            ("notice page that asks to be acknowledged, signed in", asking_page_path(count)),
        ]:
            rows += _signed_in(server, subject, path, cookie, rounds, duration)
    return rows


def _copy(port: int, case: Case) -> Copy:
    ask(port, case.path, case.asked)
    full = ask(port, case.path, case.asked)
    if full.status != 200 or not full.body:
        raise Failed(f"{case.path} was answered with {full.status}")
    if case.status == 200:
        return Copy(case.path, case.asked, full, full)
    return Copy(case.path, case.asked, full, ask(port, case.path, case.asked | {"If-None-Match": full.header("etag")}))


def _beside_nginx(
    server: Server, peer: WebPeer, case: Case, copy: Copy, place: Place, rounds: int, duration: int
) -> list[Row]:
    size = len(copy.matched.head) + len(copy.matched.body)

    def asked(etag: str) -> dict:
        return case.asked | ({"If-None-Match": etag} if case.status == 304 else {})

    def ours() -> Load:
        etag = copy.full.header("etag")
        return load(server.pid, server.port, case.path, asked(etag), case.status, size, duration)

    def theirs() -> Load:
        return load(peer.worker, place.port, case.path, asked(place.etag), case.status, place.size, duration)

    measured = in_rounds(rounds, ours, theirs)
    subject = f"{case.subject}, {size:,} bytes"
    return [
        beside(subject, "requests a processor second", measured, lambda one: one.per_cpu_second, number, case.bar),
        beside(subject, "requests a second", measured, lambda one: one.per_second, number),
    ]


def _signed_in(server: Server, subject: str, path: str, asked: dict, rounds: int, duration: int) -> list[Row]:
    answer = ask(server.port, path, asked)
    if answer.status != 200 or "no-store" not in (answer.header("cache-control") or ""):
        raise Failed(f"{path} was not answered as to someone signed in")
    size = len(answer.head) + len(answer.body)
    loads = [load(server.pid, server.port, path, asked, 200, size, duration) for _ in range(2 * rounds)]
    per_cpu_second = median(one.per_cpu_second for one in loads)
    p99 = median(one.p99 for one in loads)
    return [
        alone(subject, "requests a processor second", per_cpu_second, number, bars.SIGNED_IN_PER_CPU_SECOND),
        alone(subject, "requests a second", median(one.per_second for one in loads), number),
        alone(subject, f"p99 at {CONNECTIONS} connections", p99, seconds, bars.SIGNED_IN_P99),
    ]
