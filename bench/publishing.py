"""Publishing a folder of notes, beside Hugo building a site of the same."""

import shutil
from pathlib import Path

import bars
from portal import Installation
from process import Usage
from report import Row, beside, megabytes, number, seconds
from rounds import in_rounds
from site_peer import SitePeer


def measure(work: Path, binary: Path, site: Path, content: Path, peer: SitePeer, count: int, rounds: int) -> list[Row]:
    """Cold and second publishes. A cold one starts with no database and no built site."""
    everything = {"new": count, "revised": 0, "unchanged": 0}
    nothing = {"new": 0, "revised": 0, "unchanged": count}
    folder = work / "publishing"
    again = Installation(binary, site, content, work / "publishing-again")

    def cold() -> Usage:
        shutil.rmtree(folder, ignore_errors=True)
        return Installation(binary, site, content, folder).publish(everything)

    def cold_peer() -> Usage:
        peer.clean()
        return peer.build()

    # One of each unmeasured, so that both find their files in memory.
    again.publish(everything)
    cold_peer()
    first = in_rounds(rounds, cold, cold_peer)
    second = in_rounds(rounds, lambda: again.publish(nothing), peer.build)
    shutil.rmtree(folder)
    shutil.rmtree(again.folder)
    peer.clean()

    wall, cpu, peak = (lambda one: one.seconds), (lambda one: one.cpu_seconds), (lambda one: one.peak_bytes)
    less = {"less_is_better": True}
    notes = f"publish {number(count)} notes into an empty database"
    again_notes = "publish them again, nothing changed"
    return [
        beside(notes, "time", first, wall, seconds, None, bars.PUBLISH_SECONDS, **less),
        beside(notes, "processor time", first, cpu, seconds, bars.PUBLISH_CPU_RATIO, **less),
        beside(notes, "notes a second", first, lambda one: count / one.seconds, number),
        beside(notes, "notes a processor second", first, lambda one: count / one.cpu_seconds, number),
        beside(notes, "peak memory", first, peak, megabytes, None, bars.PUBLISH_BYTES, **less),
        beside(again_notes, "time", second, wall, seconds, None, bars.REPUBLISH_SECONDS, **less),
        beside(again_notes, "processor time", second, cpu, seconds, **less),
        beside(again_notes, "peak memory", second, peak, megabytes, None, bars.PUBLISH_BYTES, **less),
    ]
