"""Find out whose document each is. An explainer is of the same body as the report that it explains, whether it says so or not:
a town's numbers must not count as the city's because a line is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from gazette.model import FrontMatter
from gazette.problems import Locus, Problem
from gazette.sources.front_matter import parse_front_matter
from gazette.text_edits import normalize

_NAMED = re.compile(r"^[\"']?(?:place|label)\b", re.MULTILINE)


class Body(Struct, frozen=True, array_like=True):
    """Whose report it is: see :class:`~gazette.model.FrontMatter`."""

    place: str = ""
    label: str = ""


def read_bodies(texts: Iterable[tuple[str, str, str]]) -> dict[str, Body]:
    """Return whose each document is; ``texts`` are id, path and text of all."""
    bodies = {}
    for name, path, text in texts:
        meta, text = None, normalize(text)
        if _NAMED.search(text):
            meta, *_ = parse_front_matter(text, path)
        bodies[name] = Body(meta.place, meta.label) if meta else Body()
    return bodies


def inherit_body(meta: FrontMatter, path: str, bodies: Mapping[str, Body]) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Return front matter with the place and label of the report that the document explains, and a problem if it names another
    place. A label of its own stays: it tells explainers of one report apart."""
    body = bodies.get(meta.explains)
    if body is None or meta.place in ("", body.place):
        body = body or Body()
        return replace(meta, place=meta.place or body.place, label=meta.label or body.label), ()
    whose = f"是「{body.place}」的" if body.place else "没有写 place"
    message = f"place 是「{meta.place}」，它解读的 {meta.explains} {whose}。"
    fix = f"请改成 place: {body.place}，或删去这一行。" if body.place else "请删去这一行，或改 explains。"
    return meta, (Problem("place-other", Locus(path, meta.lines.get("place", 1)), message, fix),)
