"""The settings of a publication, as ``content/site.yml`` gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct, field


class Topic(Struct, frozen=True):
    """A subject that readers follow over the years."""

    id: str
    name: str
    indicators: tuple[str, ...]  #: their ids; the home page shows the first that has a target
    terms: tuple[str, ...]  #: slugs of glossary entries
    words: tuple[str, ...]  #: by which the sentences that speak of it are found
    places: Mapping[str, tuple[int, int]] = field(default_factory=dict)  #: line and column of ids and slugs in the file


class Correction(Struct, frozen=True):
    """A correction made after publication."""

    date: str
    text: str
    place: str  #: ``2024/report.md#p9-1``, or empty
    path: str  #: file and line of the correction itself
    line: int


class SiteConfig(Struct, frozen=True):
    """The settings in ``content/site.yml``."""

    title: str
    place: str  #: whose reports these are: 晋江市
    short: str  #: the place's name in the head of a page: 晋江
    tagline: str
    publisher: str
    contact: str
    base_url: str
    first: str  #: folder of the edition to which the root leads
    terms: Literal["section", "page", "all"]  #: where terms are marked: once a section, once a page, or always
    examples: tuple[str, ...]  #: searches that the search page suggests
    mottos: Mapping[int, str]  #: by year
    assembly: str = ""  #: before which the reports are given: 晋江市人民代表大会
    newspaper: str = ""  #: that explains the reports
    regions: tuple[str, ...] = ()  #: whose readers get Traditional first, by their codes: TW, HK, MO, PH
    edition: str = ""  #: of the newspaper, whose usage the Traditional edition follows: 菲律宾版
    accent: str = ""  #: the colour of targets: #b02a14; empty for that of the style sheet
    accent_dark: str = ""  #: the same in dark colours
    official: bool = False  #: whether the government itself publishes it
    offline: bool = True
    quotes: Literal["curly", "corner"] = "curly"
    preview: bool = False  #: from the command line: a site to be looked at before it is published
    corrections: tuple[Correction, ...] = ()
    topics: tuple[Topic, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)  #: line of each key in the file

    @property
    def root(self) -> str:
        """The path of the site's root: ``/``, or ``/gazette/`` if it has no host of its own."""
        return urlsplit(self.base_url).path + "/"
