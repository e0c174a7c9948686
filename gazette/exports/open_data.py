"""Export the library to ``/data/`` for reporters and programs: JSON files with a schema each, and a CSV table.

Everything comes from the marks in the texts, in the script of the source, so nothing can disagree with a page. Comparisons
are arithmetic on printed numbers; there are no verdicts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from gazette.grouping import group_by
from gazette.memo import Kept, fresh
from gazette.model import Document, Entry, Figure, Indicator, Relation, Use
from gazette.pages.publication import Artifact, Publication
from gazette.scripts import BY_CODE, SCRIPTS, Script

FOLDER = "data"
COLUMNS = (
    "id", "indicator", "document", "role", "year", "period", "value", "unit", "comparator", "expected", "text", "quote", "page", "url",
)  # fmt: skip
# JSON Schema, in short.
_TEXT, _NUMBER, _WHOLE, _FLAG = {"type": "string"}, {"type": "number"}, {"type": "integer"}, {"type": "boolean"}


def _nullable(kind: Mapping[str, str]) -> dict[str, list[str]]:
    return {"type": [kind["type"], "null"]}


def _list(of: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": dict(of)}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


_ROLE = {"type": ["string", "null"], "enum": ["target", "result", None]}
#: The first and the last of several years of which a figure is stated together; it has no year then.
_PERIOD = {"type": ["string", "null"], "pattern": "^(19|20)[0-9]{2}-(19|20)[0-9]{2}$"}
_URLS = {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}
SCHEMAS: dict[str, dict[str, Any]] = {
    "documents": _object(
        {
            "id": _TEXT, "kind": {"type": "string", "enum": ["report", "explainer", "coverage"]}, "script": _TEXT, "year": _WHOLE,
            "title": _TEXT, "subtitle": _nullable(_TEXT), "date": _nullable(_TEXT), "publisher": _nullable(_TEXT),
            "edition": _nullable(_TEXT), "issue": _nullable(_TEXT), "byline": _nullable(_TEXT), "speaker": _nullable(_TEXT),
            "meeting": _nullable(_TEXT), "explains": _nullable(_TEXT), "reviews": _nullable(_WHOLE), "plans": _nullable(_WHOLE),
            "inferred": _list(_TEXT),
            "outline": _list(_object({"id": _TEXT, "level": _WHOLE, "text": _TEXT, "page": _nullable(_WHOLE)})),
            "urls": _URLS,
        }
    ),
    "figures": _object(
        {
            "id": _TEXT, "indicator": _nullable(_TEXT), "document": _TEXT, "role": _ROLE, "year": _nullable(_WHOLE), "period": _PERIOD, "value": _NUMBER,
            "unit": _TEXT, "comparator": _nullable(_TEXT), "expected": _FLAG, "text": _TEXT, "quote": _TEXT,
            "page": _nullable(_WHOLE), "url": {"type": "string", "format": "uri"},
        }
    ),
    "indicators": _object(
        {
            "id": _TEXT, "name": _TEXT, "unit": _TEXT, "group": _TEXT, "direction": {"type": "string", "enum": ["more", "less", "none"]},
            "note": _nullable(_TEXT), "points": _list(_TEXT),
            "comparisons": _list(_object({"year": _WHOLE, "target": _NUMBER, "result": _NUMBER, "difference": _NUMBER})),
            "urls": _URLS,
        }
    ),
    "alignment": _object(
        {
            "from": _TEXT, "to": _TEXT, "kind": {"type": "string", "enum": ["verbatim", "adapted"]},
            "by": {"type": "string", "enum": ["auto", "editor"]},
            "differences": _list(_object({"explainer": _TEXT, "report": _TEXT})),
        }
    ),
    "glossary": _object(
        {
            "slug": _TEXT, "term": _TEXT, "also": _list(_TEXT), "definition": _TEXT, "source": _nullable(_TEXT), "page": _nullable(_WHOLE),
            "sources": _list(_object({"document": _TEXT, "page": _nullable(_WHOLE)})),
            "years": _list(_WHOLE), "uses": _list({"type": "string", "format": "uri"}),
        }
    ),
}  # fmt: skip


def render_open_data(publication: Publication, kept: Kept = fresh) -> tuple[Artifact, ...]:
    """Render the data files and their schemas."""
    library, base = publication.library, publication.site.base_url
    scripts = {document.id: BY_CODE[document.meta.script] for document in library.documents}
    lines: dict[str, list[bytes]] = {}
    table = [b"\xef\xbb\xbf", _table([COLUMNS])]  # the byte order mark by which spreadsheets recognise UTF-8
    points: list[tuple[Figure, ...]] = []
    for document in library.documents:
        name, script = document.id, scripts[document.id]
        lines.setdefault("documents", []).append(kept(_document_lines, document, base, at=name))
        figures = kept(_figure_lines, library.figures[name], base, script, at=name)
        lines.setdefault("figures", []).append(figures.lines)
        table.append(figures.table)
        points.append(figures.points)
        lines.setdefault("alignment", []).append(kept(_relation_lines, publication.relations.get(name, ()), at=name))
    lines["indicators"] = [kept(_indicator_lines, library.indicators, tuple(points), base)]
    lines["glossary"] = [kept(_entry_lines, library.entries, publication.uses, base, scripts)]
    artifacts = [Artifact(f"{FOLDER}/{name}.json", _rows(lines.get(name, ()))) for name in SCHEMAS]
    for name, schema in SCHEMAS.items():
        address = f"{base}/{FOLDER}/{name}.schema.json"
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, "title": name}
        artifacts.append(Artifact(f"{FOLDER}/{name}.schema.json", _json({**head, "type": "array", "items": schema})))
    artifacts.append(Artifact(f"{FOLDER}/figures.csv", b"".join(table)))
    return tuple(artifacts)


def _rows(lines: Iterable[bytes]) -> bytes:
    """Return a JSON list with a line for each row, so that two versions can be compared line by line."""
    return b"[\n" + b",\n".join(filter(None, lines)) + b"\n]\n"


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows of such a list."""
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _table(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows of a table as CSV. A text that a spreadsheet would run as a formula is prefixed with an apostrophe."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[_cell(value) for value in row] for row in rows])
    return out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" else text


def number(value: Decimal) -> int | float:
    """Return a JSON number, an integer if possible."""
    return int(value) if value == value.to_integral_value() else float(value)


def _url(base: str, script: Script, document: str, anchor: str) -> str:
    """Return the permalink in the edition of ``script``."""
    return f"{base}/{script.folder}/{document}/#{anchor}"


def _urls(base: str, path: str) -> dict[str, str]:
    return {script.lang: f"{base}/{script.folder}/{path}/" for script in SCRIPTS}


def _document_lines(document: Document, base: str) -> bytes:
    meta = document.meta
    outline = [{"id": h.id, "level": h.level, "text": h.run.text, "page": h.page} for h in document.headings]
    names = "subtitle date publisher edition issue byline speaker meeting explains".split()
    row = {
        "id": document.id, "kind": meta.kind, "script": meta.script, "year": document.year, "title": meta.title,
        **{name: getattr(meta, name) or None for name in names},
        "reviews": meta.reviews, "plans": meta.plans, "inferred": list(meta.inferred),
        "outline": outline, "urls": _urls(base, document.id),
    }  # fmt: skip
    return _lines([row])


class _Figures(Struct, frozen=True):
    """A document's figures in their output formats."""

    lines: bytes  #: of JSON
    table: bytes  #: rows of CSV
    points: tuple[Figure, ...]  #: those with an indicator, a role and a year


def _figure_lines(figures: tuple[Figure, ...], base: str, script: Script) -> _Figures:
    rows = [
        {
            "id": f"{figure.document}#{figure.id}", "indicator": figure.indicator or None, "document": figure.document,
            "role": figure.role, "year": figure.year, "period": figure.period or None, "value": number(figure.value), "unit": figure.unit,
            "comparator": figure.comparator or None, "expected": figure.expected, "text": figure.text, "quote": figure.quote,
            "page": figure.page, "url": _url(base, script, figure.document, figure.id),
        }
        for figure in figures
    ]  # fmt: skip
    points = tuple(figure for figure in figures if figure.is_tracked)
    return _Figures(_lines(rows), _table([[row[name] for name in COLUMNS] for row in rows]), points)


def _relation_lines(relations: tuple[Relation, ...]) -> bytes:
    return _lines(
        {
            "from": f"{relation.document}#{relation.anchor}", "to": f"{relation.target_document}#{relation.target}",
            "kind": relation.kind, "by": relation.by,
            "differences": [{"explainer": d.explainer, "report": d.report} for d in relation.differences],
        }
        for relation in relations
    )  # fmt: skip


def _indicator_lines(indicators: tuple[Indicator, ...], points: tuple[tuple[Figure, ...], ...], base: str) -> bytes:
    """``points`` are those of each document."""
    stated = group_by((figure for own in points for figure in own), lambda figure: figure.indicator)
    return _lines(_indicator(each, stated.get(each.id, ()), base) for each in indicators)


def _indicator(indicator: Indicator, own: tuple[Figure, ...], base: str) -> dict[str, Any]:
    return {
        "id": indicator.id, "name": indicator.name, "unit": indicator.unit, "group": indicator.group,
        "direction": indicator.direction, "note": indicator.note or None,
        "points": [f"{figure.document}#{figure.id}" for figure in own],
        "comparisons": list(comparisons(own)), "urls": _urls(base, f"indicators/{indicator.id}"),
    }  # fmt: skip


def _entry_lines(
    entries: tuple[Entry, ...], uses: Mapping[str, tuple[Use, ...]], base: str, scripts: Mapping[str, Script]
) -> bytes:
    """``uses`` are those of each document."""
    used = group_by((use for own in uses.values() for use in own), lambda use: use.slug)
    return _lines(
        {
            "slug": entry.slug, "term": entry.term, "also": list(entry.also), "definition": entry.definition.text,
            "source": entry.source.document or None, "page": entry.source.page,
            "sources": [{"document": source.document, "page": source.page} for source in entry.sources], "years": list(entry.years),
            "uses": [_url(base, scripts[use.document], use.document, use.anchor) for use in used.get(entry.slug, ())],
        }
        for entry in entries
    )  # fmt: skip


def comparisons(figures: Iterable[Figure]) -> Iterable[dict[str, int | float]]:
    """Yield target, result and difference for each year that has both; the report's figure comes before a newspaper's."""
    first: dict[tuple[int, str], Decimal] = {}
    for figure in figures:
        first.setdefault((figure.year or 0, figure.role or ""), figure.normalized_value)
    for year in sorted({year for year, _ in first}):
        target, result = first.get((year, "target")), first.get((year, "result"))
        if target is not None and result is not None:
            gap = number(result - target)
            yield {"year": year, "target": number(target), "result": number(result), "difference": gap}
