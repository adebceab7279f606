"""Searching: the whole page of results, beside a scan of the same texts in the same database.

The words are parts of the notes: Japanese of one to four characters and of eight, and English words,
drawn with a fixed seed, so that most of them stand in hundreds or thousands of notes. The peer's is the
nearest thing that finds the same: every folded text in one table of the same SQLite file, and
`LIKE '%…%'`. What both find is compared for each word before anything is measured.
"""

import json
import random
import re
import sqlite3
import time
import unicodedata
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

import bars
import notes
import process
from http_once import ask
from load import Load, cycle
from portal import Installation, Server, sign_in
from process import Failed
from report import Row, alone, beside, megabytes, number, seconds
from rounds import in_rounds

TENANTS = 5000
WORDS_OF_A_SORT = 40
SORTS = [("ja", 1), ("ja", 2), ("ja", 3), ("ja", 4), ("ja", 8), ("en", None)]
COUNT = re.compile(r'role="status"[^>]*>(?:<!>)?([0-9]+)件')


@dataclass(frozen=True)
class Scan:
    """How long the scans took."""

    p50: float
    p99: float
    per_cpu_second: float


def measure(work: Path, installation: Installation, count: int, rounds: int, duration: int) -> list[Row]:
    """Search and list against one running server, with thousands of tenants."""
    words = draw(count)
    add_tenants(installation.database)
    with closing(sqlite3.connect(installation.database)) as database:
        build_scan(database)
        with installation.serving("/notices") as server:
            compare(server, database, words)
            rows = beside_scan(work, server, database, words, rounds, duration)
            rows += alone_rows(work, server, words, count, rounds, duration)
            rows.append(alone("server after all searches", "memory", process.resident_bytes(server.pid), megabytes))
        database.execute("DROP TABLE bench_scan")
        database.commit()
    return rows


def draw(count: int) -> list[str]:
    """The words to look for: the same every time, mixed."""
    dice = random.Random(20261124)
    drawn = []
    for language, length in SORTS:
        of_sort: set[str] = set()
        while len(of_sort) < WORDS_OF_A_SORT:
            one = notes.note(dice.randrange(count))
            text = one.body[0 if language == "ja" else 1]
            parts = re.findall(r"[぀-ヿ一-鿿]+" if language == "ja" else r"[A-Za-z]{3,}", text)
            part = dice.choice(parts)
            if length is None:
                of_sort.add(part)
            elif len(part) >= length:
                start = dice.randrange(len(part) - length + 1)
                of_sort.add(part[start : start + length])
            elif len(of_sort) > 5 and dice.random() < 0.001:
                break  # Too few long runs to fill the sort.
        drawn += sorted(of_sort)
    dice.shuffle(drawn)
    return drawn


def add_tenants(path: Path) -> None:
    """Thousands of tenants, each using some components."""
    keys = [key for key, _, _ in notes.COMPONENTS]
    rows = [
        (f"tenant-{nth:05}", json.dumps({"ja": f"第{nth}株式会社", "en": None}), "standard", "[]", json.dumps(
            [key for at, key in enumerate(keys) if nth >> at & 1]))
        for nth in range(TENANTS)
    ]
    with closing(sqlite3.connect(path)) as database:
        database.executemany(
            "INSERT INTO tenant (id, name, plan, regions, components) VALUES (?, ?, ?, ?, ?)", rows
        )
        database.commit()


def build_scan(database: sqlite3.Connection) -> None:
    """The peer's table: what Kairan's index is of, of what everyone may see."""
    current = database.execute(
        "SELECT p.id, p.name, r.editions FROM publication p JOIN revision r"
        " ON r.publication_id = p.id AND r.number = p.current_revision WHERE p.audience = '\"everyone\"'"
    )
    texts_of = database.execute(
        "SELECT b.publication_id, b.locale, b.text, b.guidance FROM revision_body b JOIN publication p"
        " ON p.id = b.publication_id AND p.current_revision = b.number"
    )
    bodies = {(publication, locale): (text, json.loads(guidance)) for publication, locale, text, guidance in texts_of}
    rows = []
    for publication, name, editions in current:
        for locale, edition in json.loads(editions).items():
            if edition:
                text, guidance = bodies[publication, locale]
                actions = [re.sub("<[^>]*>", "", html) for html in guidance["actions"] + guidance["alternatives"]]
                text = re.sub(r" \((?:/|https?://)[^)\n]*\)", "", text)
                said = [guidance[key] for key in ("affects", "systems") if guidance[key]]
                texts = [edition["title"], name, text, edition["summary"], *actions, *said]
                rows.append((publication, unicodedata.normalize("NFKC", "\n".join(texts)).lower()))
    database.execute("DROP TABLE IF EXISTS bench_scan")
    database.execute("CREATE TABLE bench_scan (publication INTEGER, text TEXT)")
    database.executemany("INSERT INTO bench_scan VALUES (?, ?)", rows)
    database.commit()


def scan(database: sqlite3.Connection, word: str) -> int:
    """How many publications contain the word."""
    found = database.execute(
        "SELECT count(DISTINCT publication) FROM bench_scan WHERE text LIKE ?",
        (f"%{unicodedata.normalize('NFKC', word).lower()}%",),
    )
    return found.fetchone()[0]


def compare(server: Server, database: sqlite3.Connection, words: list[str]) -> None:
    """Both have to find the same number of publications for every word."""
    for word in words:
        answer = ask(server.port, f"/search?q={quote(word)}")
        told = COUNT.search(answer.body.decode())
        ours, scanned = int(told.group(1)) if told else 0, scan(database, word)
        if answer.status != 200 or ours != scanned:
            raise Failed(f"the search for {word} found {ours} publications, a scan {scanned}")


def beside_scan(
    work: Path, server: Server, database: sqlite3.Connection, words: list[str], rounds: int, duration: int
) -> list[Row]:
    """The search beside the scan, which gets each word once a turn."""
    paths = paths_file(work / "searches.txt", words)

    def ours() -> Load:
        return cycle(server.pid, server.port, paths, {}, duration)

    def theirs() -> Scan:
        times, before = [], time.process_time()
        for word in words[:: max(1, len(words) // 60)]:
            begun = time.perf_counter()
            scan(database, word)
            times.append(time.perf_counter() - begun)
        used = time.process_time() - before
        return Scan(median(times), quantiles(times, n=100)[98], len(times) / used)

    measured = in_rounds(rounds, ours, theirs)
    subject = f"search, the whole page of results ({len(words)} words in turn; the peer scans the texts)"
    less = {"less_is_better": True}
    return [
        beside(subject, "p50", measured, lambda one: one.p50, seconds, None, bars.SEARCH_P50, **less),
        beside(subject, "p99", measured, lambda one: one.p99, seconds, **less),
        beside(subject, "searches a processor second", measured, lambda one: one.per_cpu_second, number),
    ]


def alone_rows(
    work: Path, server: Server, words: list[str], count: int, rounds: int, duration: int
) -> list[Row]:
    """What has no peer: the worst words, a reader who is signed in, and the list."""
    cookie = {"Cookie": sign_in(server.port)}
    single = [word for word in words if len(word) == 1]
    lists = [f"/notices?page={page}" for page in range(1, min(40, count // 20))]
    filtered = [f"/notices?category={one}&page={page}" for one in notes.CATEGORIES for page in range(1, 4)]
    cases = [
        ("search for one character", paths_file(work / "single.txt", single), {}),
        ("search, signed in", paths_file(work / "searches.txt", words), cookie),
        ("list of notices, signed in, page by page", lines(work / "lists.txt", lists), cookie),
        ("list of notices, signed in, filtered", lines(work / "filtered.txt", filtered), cookie),
    ]
    rows = []
    for subject, paths, headers in cases:
        loads = [cycle(server.pid, server.port, paths, headers, duration) for _ in range(rounds)]
        rows.append(alone(subject, "p50", median(one.p50 for one in loads), seconds))
        rows.append(alone(subject, "p99", median(one.p99 for one in loads), seconds))
    return rows


def paths_file(file: Path, words: list[str]) -> Path:
    """A file of searches for wrk."""
    return lines(file, [f"/search?q={quote(word)}" for word in words])


def lines(file: Path, paths: list[str]) -> Path:
    """A file of paths for wrk."""
    file.write_text("\n".join(paths) + "\n")
    return file
