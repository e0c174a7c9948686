"""What pure functions gave last time, for a process that builds again and again.

A result is used again only where every argument is the same in value, type and order, so it equals a fresh one byte for
byte. The very same object needs no look inside: a part that was kept makes what follows from it cheap to compare.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields, is_dataclass
from operator import attrgetter
from types import MethodType
from typing import Any, TypeVar

from msgspec import Struct

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


class Composed:
    """A dataclass that is made of parts which others of its kind share: these are looked at once, not once for each."""

    __slots__ = ()


def itself(value: T) -> T:
    """The value. Kept, it is the very object of last time where it is the same, and what is made of it is compared at a glance."""
    return value


class Memo(Kept):
    """Keeps the last result of each function at each place; calls all in this process, which goes on.

    A result that came out as it was is the very object of last time; of one that did not it is noted, so that whoever takes it
    sees at a glance that it is another.
    """

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[Hashable, tuple[tuple[object, ...], Any]] = {}
        self._used: set[Hashable] = set()
        self._unlike: Unlike = {}

    def __call__(self, function: Callable[..., T], *args: object, at: str = "") -> T:
        place = (function, at)
        self._used.add(place)
        last = self._last.get(place)
        if last is None or not _same(last[0], args, self._unlike):
            made = function(*args)
            if last is not None and self._alike(last[1], made):
                made = last[1]
            last = self._last[place] = (args, made)
        result: T = last[1]
        return result

    def each(self, function: Callable[..., T], rows: Mapping[str, Row]) -> Iterator[T]:
        """The results one after the other."""
        return (self(function, *args, at=at) for at, args in rows.items())

    def forget(self) -> None:
        """Drop what was not asked for since the last time: pages and documents that are gone."""
        self._last = {place: last for place, last in self._last.items() if place in self._used}
        self._used.clear()
        self._unlike.clear()

    def _alike(self, old: object, new: object) -> bool:
        """Whether the two are the same; else they are noted, and the first of their parts that differ."""
        ours, theirs = _parts(old), _parts(new)
        if type(old) is type(new) and len(ours) == len(theirs):
            for x, y in zip(ours, theirs, strict=True):
                if not _same((x,), (y,), self._unlike):
                    self._unlike[id(x), id(y)] = (x, y)
                    break
            else:
                return True
        self._unlike[id(old), id(new)] = (old, new)
        return False

    def __len__(self) -> int:
        return len(self._last)


#: Pairs of things that are known to differ, by their ids; the things are held so that no others get these.
Unlike = dict[tuple[int, int], tuple[object, object]]
_PLAIN = (str, int, bool, bytes)
_PARTS: dict[type, Callable[[object], tuple[object, ...]]] = {}


def same(a: object, b: object) -> bool:
    """Whether nothing could tell the two apart: stricter than ``==``, for which 1.0 is 1.00 and dicts have no order."""
    return _same((a,), (b,), {})


def _parts(value: object) -> Sequence[object]:
    """What a value is made of, where that is a fixed row of things; else itself."""
    if isinstance(value, tuple):
        return value
    return parts_of(value) if _is_record(type(value)) else (value,)


def _is_record(kind: type) -> bool:
    return issubclass(kind, Struct) or is_dataclass(kind)


def parts_of(value: object) -> tuple[object, ...]:
    """Of a dataclass: what stands in its fields."""
    return (_PARTS.get(type(value)) or _read_by(type(value)))(value)


def _read_by(kind: type) -> Callable[[object], tuple[object, ...]]:
    """What reads the fields of a dataclass."""
    found = getattr(kind, "__struct_fields__", None) or [field.name for field in fields(kind)]
    names = list(found)
    if len(names) < 2:  # for one name attrgetter gives no tuple
        names = ["__class__", "__class__", *names]
    reader = _PARTS[kind] = attrgetter(*names)
    return reader


def _same(a: Iterable[object], b: Iterable[object], unlike: Unlike) -> bool:
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
            continue
        if (id(x), id(y)) in unlike:
            return False
        if reader := _PARTS.get(kind):
            if not _same(reader(x), reader(y), unlike):
                return False
        elif isinstance(x, (tuple, list)) and isinstance(y, (tuple, list)):
            if len(x) != len(y) or not _same(x, y, unlike):
                return False
        elif kind is frozenset:  # of words; nothing that is made may hang on their order
            if x != y:
                return False
        elif isinstance(x, dict) and isinstance(y, dict):
            if list(x) != list(y) or not _same(x.values(), y.values(), unlike):
                return False
        elif isinstance(x, MethodType) and isinstance(y, MethodType):
            if x.__func__ is not y.__func__ or not _same((x.__self__,), (y.__self__,), unlike):
                return False
        elif _is_record(kind):
            if not _same(parts_of(x), parts_of(y), unlike):
                return False
        elif x != y or repr(x) != repr(y):
            return False
    return True
