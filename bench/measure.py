"""Measures everything in one run on one machine and writes the table. `bench/run` starts it.

Nothing leaves the loopback address; every loop has an end; everything lies in one folder below
`var/`, which is taken away at the end, however the run ends.
"""

import argparse
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import answering
import bars
import browsing
import notes
import publishing
import searching
import starting
import weight
from portal import Installation
from process import Failed
from report import Row, missed, table
from site_peer import SitePeer, hugo_binary

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("KAIRAN_CACHE", Path.home() / ".cache" / "kairan"))
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", CACHE / "target"))
LATEST = ROOT / "bench" / "results" / "latest.md"
README = ROOT / "bench" / "README.md"


def main() -> int:
    """Runs what was asked for; 0 when everything could be measured, whether or not the bars were reached."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    try:
        rows = measure(asked)
    except Failed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    result = result_text(rows, asked)
    print(result)
    if asked.keep:
        LATEST.parent.mkdir(exist_ok=True)
        LATEST.write_text("# The last run\n\n" + result)
        put_into_readme(result)
    return 0


def arguments() -> argparse.Namespace:
    """What was asked for; `--quick` sets everything small and keeps no results."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="few notes, one short round; shows that it runs")
    parser.add_argument("--binary", type=Path, default=TARGET / "release" / "kairan", help="the kairan to measure")
    parser.add_argument("--site", type=Path, default=ROOT / "target" / "site", help="its site folder")
    parser.add_argument("--only", choices=["publish", "answer", "search", "start", "weight", "browse"], help="one part; keeps no results")
    parser.add_argument("--rounds", type=int, help="rounds of answering (5), of publishing (3), and starts (9)")
    parser.add_argument("--seconds", type=int, help="how long each load lasts (5)")
    asked = parser.parse_args()
    rounds, seconds = asked.rounds, asked.seconds
    asked.keep = not (asked.quick or asked.only)
    asked.notes = 200 if asked.quick else 10_000
    asked.rounds = rounds or (1 if asked.quick else 5)
    asked.publish_rounds = rounds or (1 if asked.quick else 3)
    asked.starts = rounds or (1 if asked.quick else 9)
    asked.seconds = seconds or (1 if asked.quick else 5)
    return asked


def measure(asked: argparse.Namespace) -> list[Row]:
    """All rows, in the order of the table."""
    if not asked.binary.is_file():
        raise Failed(f"there is no {asked.binary}: run bench/run without --no-build")
    peer_binary = hugo_binary(CACHE)
    var = ROOT / "var"
    var.mkdir(exist_ok=True)
    # Below var/, not in /tmp: databases have to be flushed to a disk.
    work = Path(tempfile.mkdtemp(prefix="bench-", dir=var))
    try:
        return measure_in(work, asked, peer_binary)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def measure_in(work: Path, asked: argparse.Namespace, peer_binary: Path) -> list[Row]:
    """The same, in that folder."""
    count, page = asked.notes, answering.page_path(asked.notes)
    content, site = work / "content", work / "site"
    size = notes.write_content(content, count)
    peer_size = notes.write_hugo_site(site, count)
    tell(f"{count:,} notes: {size / 1e6:.1f} MB for Kairan, {peer_size / 1e6:.1f} MB for Hugo")
    peer = SitePeer(peer_binary, site, work / "hugo", count)
    parts = {
        "publish": lambda: publishing.measure(
            work, asked.binary, asked.site, content, peer, count, asked.publish_rounds
        ),
        "answer": lambda: answering.measure(work, installation, count, asked.rounds, asked.seconds),
        "search": lambda: searching.measure(work, installation, count, asked.rounds, asked.seconds),
        "start": lambda: starting.measure(installation, page, asked.starts),
        "weight": lambda: weight.measure(asked.site, installation, page),
        "browse": lambda: browsing.measure(installation, count, asked.starts),
    }
    installation = Installation(asked.binary, asked.site, content, work / "portal")
    installation.publish({"new": count, "revised": 0, "unchanged": 0})
    installation.add_people()
    rows = []
    for name, part in parts.items():
        if asked.only in (None, name):
            tell(name)
            rows += part()
    return rows


def result_text(rows: list[Row], asked: argparse.Namespace) -> str:
    """The table, what is missed, what is not measured, and on what all of this ran."""
    others = "\n".join(f"- {bar}" for bar in bars.NOT_MEASURED)
    return f"""{table(rows)}

Bars that were missed:

{missed(rows)}

Bars that nothing here measures:

{others}

{machine(asked)}
"""


def machine(asked: argparse.Namespace) -> str:
    """The machine and the peers in general words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    hugo, nginx, wrk = (version(of) for of in ([hugo_binary(CACHE), "version"], ["nginx", "-v"], ["wrk", "-v"]))
    return (
        f"Measured on {os.cpu_count()} cores and {memory:.0f} GB of memory, {platform.system()} {platform.machine()}, "
        f"everything on the loopback address; nginx {nginx}, Hugo {hugo}, wrk {wrk}. "
        f"{asked.rounds} rounds of A B B A, {asked.seconds} s each ({asked.publish_rounds} rounds of publishing, "
        f"{asked.starts} starts); medians, and the ratio with its range over the rounds."
    )


def version(arguments: list) -> str:
    """The first number with dots that a program says of itself."""
    told = subprocess.run([str(argument) for argument in arguments], capture_output=True, text=True)
    found = re.search(r"\d+(\.\d+)+", told.stdout + told.stderr)
    return found.group() if found else "of unknown version"


def put_into_readme(result: str) -> None:
    """Puts the results between the two marks in the README."""
    begin, end = "<!-- results -->\n", "<!-- end of results -->"
    before, _, rest = README.read_text().partition(begin)
    after = rest.partition(end)[2]
    README.write_text(f"{before}{begin}\n{result}\n{end}{after}")


def tell(what: str) -> None:
    """Says on standard error what is being done, so that standard output is the table alone."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
