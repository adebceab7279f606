"""The bars: what each figure has to reach. A change here is a decision, not a repair."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """A limit, and on which side of it a figure has to be."""

    limit: float
    at_least: bool
    text: str

    def is_reached_by(self, figure: float) -> bool:
        """Whether a figure is on the right side; the limit itself is."""
        return figure >= self.limit if self.at_least else figure <= self.limit


PUBLISH_SECONDS = Bar(6.0, False, "≤ 6 s")
PUBLISH_CPU_RATIO = Bar(3.0, True, "≥ 3 × Hugo")
PUBLISH_BYTES = Bar(150e6, False, "≤ 150 MB")
REPUBLISH_SECONDS = Bar(0.150, False, "≤ 150 ms")
PAGE_RATIO = Bar(0.5, True, "≥ 0.5 × nginx")
NOT_MODIFIED_RATIO = Bar(0.6, True, "≥ 0.6 × nginx")
SIGNED_IN_PER_CPU_SECOND = Bar(5000.0, True, "≥ 5,000")
SIGNED_IN_P99 = Bar(0.010, False, "≤ 10 ms")
START_SECONDS = Bar(0.150, False, "≤ 150 ms")
IDLE_BYTES = Bar(60e6, False, "≤ 60 MB")
SEARCH_P50 = Bar(0.002, False, "≤ 2 ms")
BROWSER_BYTES = Bar(60 * 1024.0, False, "≤ 60 KiB")
NO_ISLAND_BYTES = Bar(0.0, False, "0 bytes")
LARGEST_PAINT_SECONDS = Bar(0.8, False, "≤ 0.8 s")
LAYOUT_SHIFT = Bar(0.0, False, "0")

NOT_MEASURED = [
    "mail fan-out, personalised and durable, against smtp-source",
    "acknowledgements over HTTP, durable",
    "coverage of one notice at 1,000,000 acknowledgements",
]
"""Bars the project has set itself and that this harness does not measure."""
