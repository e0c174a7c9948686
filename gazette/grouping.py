"""Things by a name of theirs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sized
from typing import TypeVar

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def group_by(things: Iterable[T], key: Callable[[T], K]) -> dict[K, tuple[T, ...]]:
    """The things by their key, in their order."""
    found: dict[K, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return {name: tuple(own) for name, own in found.items()}


def count_all(groups: Mapping[K, Sized]) -> int:
    """How many things there are in all groups."""
    return sum(map(len, groups.values()))
