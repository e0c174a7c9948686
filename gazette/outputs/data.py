"""Library → ``/data/``: what the documents say, for reporters and programs, as JSON with a schema each and as CSV.

Everything is gathered from the marks in the texts, in the script of the source, so nothing can disagree with a page. Comparisons are
arithmetic on printed numbers; there are no verdicts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from gazette.model import Document, Entry, Figure, Indicator, Library, Relation, Use
from gazette.publication import Artifact, Publication
from gazette.scripts import BY_CODE, SCRIPTS

FOLDER = "data"
COLUMNS = (
    "id", "indicator", "document", "role", "year", "value", "unit", "comparator", "expected", "text", "quote", "page", "url",
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
            "id": _TEXT, "indicator": _nullable(_TEXT), "document": _TEXT, "role": _ROLE, "year": _nullable(_WHOLE), "value": _NUMBER,
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
            "years": _list(_WHOLE), "uses": _list({"type": "string", "format": "uri"}),
        }
    ),
}  # fmt: skip


def render(publication: Publication) -> tuple[Artifact, ...]:
    """The data files and their schemas."""
    maker = _Maker(publication)
    rows: dict[str, list[dict[str, Any]]] = {
        "documents": [maker.document(document) for document in publication.library.documents],
        "figures": [maker.figure(figure) for figure in publication.library.figures],
        "indicators": [maker.indicator(indicator) for indicator in publication.library.indicators],
        "glossary": [maker.entry(entry) for entry in publication.library.entries],
    }
    rows["alignment"] = [maker.relation(relation) for relation in publication.relations]
    artifacts = [Artifact(f"{FOLDER}/{name}.json", _rows(each)) for name, each in rows.items()]
    for name, schema in SCHEMAS.items():
        address = f"{publication.site.base_url}/{FOLDER}/{name}.schema.json"
        head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, "title": name}
        artifacts.append(Artifact(f"{FOLDER}/{name}.schema.json", _json({**head, "type": "array", "items": schema})))
    artifacts.append(Artifact(f"{FOLDER}/figures.csv", _csv(rows["figures"])))
    return tuple(artifacts)


def _rows(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """A row on each line, so that two versions can be compared line by line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """UTF-8 with the byte order mark by which spreadsheets know it. A text that a spreadsheet would run gets a quotation mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" else text


def number(value: Decimal) -> int | float:
    """A JSON number as short as it is printed."""
    return int(value) if value == value.to_integral_value() else float(value)


class _Maker:
    """Makes the rows of one publication."""

    def __init__(self, publication: Publication) -> None:
        self.library: Library = publication.library
        self.uses: dict[str, list[Use]] = {}
        for use in publication.uses:
            self.uses.setdefault(use.slug, []).append(use)
        self.points: dict[str, list[Figure]] = {}
        for figure in publication.library.figures:
            if figure.role and figure.year:
                self.points.setdefault(figure.indicator, []).append(figure)
        self.base = publication.site.base_url
        self.scripts = {document.id: BY_CODE[document.meta.script] for document in self.library.documents}

    def url(self, document: str, anchor: str) -> str:
        """The permalink in the edition of the script that the document was printed in."""
        return f"{self.base}/{self.scripts[document].folder}/{document}/#{anchor}"

    def urls(self, path: str) -> dict[str, str]:
        return {script.lang: f"{self.base}/{script.folder}/{path}/" for script in SCRIPTS}

    def document(self, document: Document) -> dict[str, Any]:
        meta = document.meta
        outline = [{"id": h.id, "level": h.level, "text": h.run.text, "page": h.page} for h in document.headings]
        names = "subtitle date publisher edition issue byline speaker meeting explains".split()
        return {
            "id": document.id, "kind": meta.kind, "script": meta.script, "year": document.year, "title": meta.title,
            **{name: getattr(meta, name) or None for name in names},
            "reviews": meta.reviews, "plans": meta.plans, "inferred": list(meta.inferred),
            "outline": outline, "urls": self.urls(document.id),
        }  # fmt: skip

    def figure(self, figure: Figure) -> dict[str, Any]:
        return {
            "id": f"{figure.document}#{figure.id}", "indicator": figure.indicator or None, "document": figure.document,
            "role": figure.role, "year": figure.year, "value": number(figure.value), "unit": figure.unit,
            "comparator": figure.comparator or None, "expected": figure.expected, "text": figure.text, "quote": figure.quote,
            "page": figure.page, "url": self.url(figure.document, figure.id),
        }  # fmt: skip

    def indicator(self, indicator: Indicator) -> dict[str, Any]:
        own = self.points.get(indicator.id, [])
        return {
            "id": indicator.id, "name": indicator.name, "unit": indicator.unit, "group": indicator.group,
            "direction": indicator.direction, "note": indicator.note or None,
            "points": [f"{figure.document}#{figure.id}" for figure in own],
            "comparisons": list(comparisons(own)), "urls": self.urls(f"indicators/{indicator.id}"),
        }  # fmt: skip

    def relation(self, relation: Relation) -> dict[str, Any]:
        return {
            "from": f"{relation.document}#{relation.anchor}", "to": f"{relation.target_document}#{relation.target}",
            "kind": relation.kind, "by": relation.by,
            "differences": [{"explainer": d.explainer, "report": d.report} for d in relation.differences],
        }  # fmt: skip

    def entry(self, entry: Entry) -> dict[str, Any]:
        uses = [self.url(use.document, use.anchor) for use in self.uses.get(entry.slug, ())]
        return {
            "slug": entry.slug, "term": entry.term, "also": list(entry.also), "definition": entry.definition.text,
            "source": entry.document or None, "page": entry.page, "years": list(entry.years), "uses": uses,
        }  # fmt: skip


def comparisons(figures: Iterable[Figure]) -> Iterable[dict[str, int | float]]:
    """For each year that has both: target, result and their difference, of the printed numbers; the report's before a newspaper's."""
    first: dict[tuple[int, str], Decimal] = {}
    for figure in figures:
        first.setdefault((figure.year or 0, figure.role or ""), figure.measured)
    for year in sorted({year for year, _ in first}):
        target, result = first.get((year, "target")), first.get((year, "result"))
        if target is not None and result is not None:
            gap = number(result - target)
            yield {"year": year, "target": number(target), "result": number(result), "difference": gap}
