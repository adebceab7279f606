"""The table: figure, ours, the peer's, ratio, bar, reached."""

from collections.abc import Callable
from dataclasses import dataclass

from bars import Bar
from rounds import Rounds


@dataclass(frozen=True)
class Row:
    """One figure of one subject."""

    subject: str
    figure: str
    ours: str
    peer: str = "–"
    ratio: str = "–"
    bar: str = "–"
    reached: bool | None = None

    def cells(self, continues: bool) -> list[str]:
        """As they stand in the table; the subject is said once where the row continues it."""
        verdict = "–" if self.reached is None else "yes" if self.reached else "**no**"
        name = f"… {self.figure}" if continues else f"{self.subject}: {self.figure}"
        return [name, self.ours, self.peer, self.ratio, self.bar, verdict]


def alone(subject: str, figure: str, value: float, unit: Callable[[float], str], bar: Bar | None = None) -> Row:
    """A figure without a peer, held against its bar."""
    if bar is None:
        return Row(subject, figure, unit(value))
    return Row(subject, figure, unit(value), bar=bar.text, reached=bar.is_reached_by(value))


def beside(
    subject: str,
    figure: str,
    rounds: Rounds,
    value: Callable,
    unit: Callable[[float], str],
    ratio_bar: Bar | None = None,
    own_bar: Bar | None = None,
    less_is_better: bool = False,
) -> Row:
    """A figure beside the peer's. The ratio says how many times as good as the peer's ours is."""
    ratios = rounds.ratios(value)
    if less_is_better:
        ratios = sorted(1 / ratio for ratio in ratios)
    middle = (ratios[(len(ratios) - 1) // 2] + ratios[len(ratios) // 2]) / 2
    ours = rounds.our(value)
    verdicts = [bar.is_reached_by(held) for bar, held in ((ratio_bar, middle), (own_bar, ours)) if bar]
    return Row(
        subject,
        figure,
        unit(ours),
        unit(rounds.peer(value)),
        f"{middle:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f})",
        ", ".join(bar.text for bar in (ratio_bar, own_bar) if bar) or "–",
        all(verdicts) if verdicts else None,
    )


def table(rows: list[Row]) -> str:
    """Markdown."""
    head = ["figure", "ours", "peer's", "ratio (range)", "bar", "reached"]
    before = [None, *(row.subject for row in rows)]
    lines = [head, ["---"] * len(head), *(row.cells(row.subject == last) for row, last in zip(rows, before))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def missed(rows: list[Row]) -> str:
    """The bars that were not reached, one a line."""
    short = [row for row in rows if row.reached is False]
    lines = [f"- {row.subject}: {row.figure} {row.ours}{_ratio(row)}; bar {row.bar}" for row in short]
    return "\n".join(lines) or "None."


def _ratio(row: Row) -> str:
    return "" if row.ratio == "–" else f", ratio {row.ratio}"


def seconds(value: float) -> str:
    """`4.21 s`, or milliseconds below one second."""
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.3g} ms"


def megabytes(value: float) -> str:
    """Millions of bytes."""
    return f"{value / 1e6:.0f} MB"


def kibibytes(value: float) -> str:
    """1024 bytes each; none is `0 bytes`."""
    return f"{value / 1024:.1f} KiB" if value else "0 bytes"


def plain(value: float) -> str:
    """As it is, to three places."""
    return f"{value:.3g}"


def number(value: float) -> str:
    """Whole, with commas."""
    return f"{value:,.0f}"
