"""Which parts of a scene are handed out: by class, by confidence, and no more than so many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from svr_ros.labels import NAMES


def _all_labels() -> NDArray[np.bool_]:
    return np.ones(256, np.bool_)


@dataclass(frozen=True)
class Selection:
    """Hold which labels are wanted, bool [256], and the least confidence."""

    labels: NDArray[np.bool_] = field(default_factory=_all_labels)
    min_confidence: float = 0.0

    @classmethod
    def of_classes(cls, names: Iterable[str], min_confidence: float = 0.0) -> Selection:
        """Select some classes by their names."""
        labels = np.zeros(256, np.bool_)
        labels[[NAMES.index(name) for name in names]] = True
        return cls(labels, min_confidence)

    def keeps(self, labels: NDArray[np.uint8], confidence: NDArray[np.float32]) -> NDArray[np.bool_]:
        """Return which of the labels and confidences, of one shape, are selected."""
        sure = confidence >= self.min_confidence
        return sure if self.labels.all() else sure & self.labels[labels]


def even_share(index: NDArray[Any], count: int | None) -> NDArray[Any]:
    """Return at most count of the indices, chosen by a hash of their value: spread evenly and always the same."""
    if count is None or len(index) <= count:
        return index
    rank = index.astype(np.uint32) * np.uint32(2654435761)  # Knuth's multiplicative hash, modulo 2^32
    # Sorting is what takes time: of many, only those are sorted that can be among the lowest.
    low = np.flatnonzero(rank < min(1.2 * count / len(index), 1.0) * 2**32)
    if len(low) >= count:
        index, rank = index[low], rank[low]
    return index[np.sort(np.argpartition(rank, count)[:count])] if len(index) > count else index
