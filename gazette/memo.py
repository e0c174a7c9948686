"""What pure functions gave last time, for a process that builds again and again.

A result is used again only where every argument is the same in value, type and order, so it equals a fresh one byte for
byte. The very same object needs no look inside: a part that was kept makes what follows from it cheap to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass
from operator import attrgetter
from typing import Any, TypeVar

from gazette.jobs import Jobs, Row

T = TypeVar("T")


class Kept:
    """Calls a pure function, or gives what it gave. This one keeps nothing: for a build that is the only one of its process."""

    def __init__(self, jobs: Jobs | None = None) -> None:
        self.jobs = jobs or Jobs()

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:  # noqa: ARG002
        """The result. ``at`` tells calls of one function apart: a path."""
        return function(*args)

    def each(self, function: Callable[..., T], rows: Mapping[str, Row]) -> Iterator[T]:
        """The results for rows of arguments, each at its place, in their order."""
        return self.jobs.each(function, tuple(rows.values()))

    def beside(self, function: Callable[..., T], *args: object) -> AbstractContextManager[Callable[[], T]]:
        """A call that is made beside what is done in the block; what it gives is asked for there. It is not kept."""
        return self.jobs.beside(function, *args)


fresh = Kept()


def itself(value: T) -> T:
    """The value. Kept, it is the very object of last time where it is the same, and what is made of it is compared at a glance."""
    return value


class Memo(Kept):
    """Keeps the last result of each function at each place. Calls all in this process, which goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._used: set[Hashable] = set()

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:
        place = (function, at)
        self._used.add(place)
        last = self._last.get(place)
        if last is None or not same(last[0], args):
            last = self._last[place] = (args, function(*args))
        result: T = last[1]
        return result

    def each(self, function: Callable[..., T], rows: Mapping[str, Row]) -> Iterator[T]:
        """The results one after the other."""
        return (self(function, *args, at=at) for at, args in rows.items())

    def forget(self) -> None:
        """Drop what was not asked for since the last time: pages and documents that are gone."""
        self._last = {place: last for place, last in self._last.items() if place in self._used}
        self._used.clear()

    def __len__(self) -> int:
        return len(self._last)


_PLAIN = (str, int, bool, bytes)
_PARTS: dict[type, Callable[[object], tuple[object, ...]]] = {}


def same(a: object, b: object) -> bool:
    """Whether nothing could tell the two apart: stricter than ``==``, for which 1.0 is 1.00 and dicts have no order."""
    return _same((a,), (b,))


def _same(a: Iterable[object], b: Iterable[object]) -> bool:
    """The things of two rows of one length; written for speed, as a preview compares all pages after each save."""
    for x, y in zip(a, b, strict=True):
        if x is y:
            continue
        kind = type(x)
        if kind is not type(y):
            return False
        if kind in _PLAIN:
            if x != y:
                return False
        elif isinstance(x, (tuple, list)) and isinstance(y, (tuple, list)):
            if len(x) != len(y) or not _same(x, y):
                return False
        elif isinstance(x, dict) and isinstance(y, dict):
            if list(x) != list(y) or not _same(x.values(), y.values()):
                return False
        elif is_dataclass(kind):
            parts = _PARTS.get(kind)
            if parts is None:
                # two names at least: with one, attrgetter gives no tuple
                parts = _PARTS[kind] = attrgetter("__class__", "__class__", *(field.name for field in fields(kind)))
            if not _same(parts(x), parts(y)):
                return False
        elif x != y or repr(x) != repr(y):
            return False
    return True
