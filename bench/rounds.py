"""Rounds in the order A B B A, so that a machine that grows slower or faster meets both alike."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Rounds(Generic[T]):
    """What was measured: two of each side in every round."""

    ours: list[tuple[T, T]]
    peers: list[tuple[T, T]]

    def our(self, figure: Callable[[T], float]) -> float:
        """The median of a figure over all of our measurements."""
        return median(figure(one) for pair in self.ours for one in pair)

    def peer(self, figure: Callable[[T], float]) -> float:
        """The same of the peer's."""
        return median(figure(one) for pair in self.peers for one in pair)

    def ratios(self, figure: Callable[[T], float]) -> list[float]:
        """Ours to the peer's, round by round, in rising order."""
        mean = lambda pair: (figure(pair[0]) + figure(pair[1])) / 2
        return sorted(mean(ours) / mean(peers) for ours, peers in zip(self.ours, self.peers))


def in_rounds(count: int, ours: Callable[[], T], peers: Callable[[], T]) -> Rounds[T]:
    """Measures both sides in so many rounds."""
    rounds: Rounds[T] = Rounds([], [])
    for _ in range(count):
        first = ours()
        pair = (peers(), peers())
        rounds.ours.append((first, ours()))
        rounds.peers.append(pair)
    return rounds
