"""The options of a build."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class Options(Struct, frozen=True):
    """The options of the command line."""

    content: Path
    out: Path | None  #: ``None`` writes nothing (check)
    base_url: str = ""
    strict: bool = False  #: whether warnings stop the build
    search: bool = True
    offline: bool = True  #: false in the live preview
    preview: bool = False  #: whether search engines are asked not to list the site; it has no offline mode then
    record_anchors: bool = False  #: whether the anchor registry is formatted
