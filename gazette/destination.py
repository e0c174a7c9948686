"""Where a site goes: the interface of a folder on the disk, of a preview's memory, and of a check, which discards it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from gazette.facts import EMPTY, SiteFacts
from gazette.pages.publication import Buffer, FileRecord, record_file
from gazette.problems import Problem


class Writer(Protocol):
    """Writes files of the next site; it can be handed to a worker."""

    def write(self, path: str, *parts: Buffer) -> FileRecord:
        """Write a file with these parts, and return its record."""

    def write_late(self, path: str, make: Callable[[], bytes]) -> FileRecord:
        """Write a file that nobody may ask for, as a picture to be saved: a preview makes it when somebody does."""

    def read_last(self, path: str) -> Buffer:
        """Return a file of the last site."""


class SiteWriteError(OSError):
    """A file of the site could not be written."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__()
        self.problems = problems


class Destination(Protocol):
    """Where a site goes, and what is known of the last one there."""

    defers_search: bool  #: whether the search is indexed later, from its records
    builder: Any  #: of the build before in this process, ``None`` if there was none

    @property
    def writer(self) -> Writer: ...

    @property
    def records(self) -> Path | None:
        """The folder of the search records; ``None`` if there is no search."""

    def last_facts(self) -> SiteFacts:
        """Return the facts of the last site, as they were stored."""

    def open(self) -> tuple[Problem, ...]:
        """Begin the next site; nothing is visible of it until it is complete."""

    def stands(self, facts: SiteFacts) -> bool:
        """Return whether the last site stands as it was written with these facts."""

    def commit(self, files: Sequence[FileRecord], last: Mapping[str, FileRecord]) -> tuple[Problem, ...]:
        """Replace the last site, whose files are ``last``, by the next one with exactly these files; those that were not
        written are the last site's."""

    def save(self, facts: SiteFacts) -> None:
        """Store the facts of the site that was committed."""

    def close(self) -> None:
        """Drop what was not committed."""


class Discard:
    """Discards all files: for a check."""

    defers_search = True
    builder: Any = None

    @property
    def writer(self) -> Writer:
        return self

    records: Path | None = None

    def write(self, path: str, *parts: Buffer) -> FileRecord:
        return record_file(path, *parts)

    def write_late(self, path: str, make: Callable[[], bytes]) -> FileRecord:  # noqa: ARG002
        return record_file(path)

    def last_facts(self) -> SiteFacts:
        return EMPTY

    def open(self) -> tuple[Problem, ...]:
        return ()

    def stands(self, facts: SiteFacts) -> bool:  # noqa: ARG002
        return False

    def read_last(self, path: str) -> Buffer:
        raise FileNotFoundError(path)

    def commit(self, files: Sequence[FileRecord], last: Mapping[str, FileRecord]) -> tuple[Problem, ...]:  # noqa: ARG002
        return ()

    def save(self, facts: SiteFacts) -> None: ...

    def close(self) -> None: ...
