"""Export the library to ``/data/`` for reporters and programs: JSON files with a schema each, and a CSV table.

Everything comes from the marks in the texts, in the script of the source, so nothing can disagree with a page. Comparisons
are arithmetic on printed numbers; there are no verdicts.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from gazette.grouping import group_by
from gazette.model import Document, Entry, Figure, Indicator, Relation
from gazette.pages.publication import Artifact, Buffer, LongArtifact
from gazette.scripts import BY_CODE, SCRIPTS

FOLDER = "data"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"  #: by which spreadsheets recognise UTF-8
COLUMNS = (
    "id", "indicator", "document", "role", "year", "period", "value", "unit",
    "indicator_value", "indicator_unit", "comparator", "expected", "text", "quote", "page", "url",
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
            "edition": _nullable(_TEXT), "issue": _nullable(_TEXT), "byline": _nullable(_TEXT), "speaker": _nullable(_TEXT), "place": _nullable(_TEXT), "label": _nullable(_TEXT),
            "meeting": _nullable(_TEXT), "explains": _nullable(_TEXT), "reviews": _nullable(_WHOLE), "plans": _nullable(_WHOLE),
            "inferred": _list(_TEXT),
            "outline": _list(_object({"id": _TEXT, "level": _WHOLE, "text": _TEXT, "page": _nullable(_WHOLE)})),
            "urls": _URLS,
        }
    ),
    "figures": _object(
        {
            "id": _TEXT, "indicator": _nullable(_TEXT), "document": _TEXT, "role": _ROLE, "year": _nullable(_WHOLE), "period": _PERIOD, "value": _NUMBER,
            "unit": _TEXT, "indicator_value": _nullable(_NUMBER), "indicator_unit": _nullable(_TEXT),
            "comparator": _nullable(_TEXT), "expected": _FLAG, "text": _TEXT, "quote": _TEXT,
            "page": _nullable(_WHOLE), "url": {"type": "string", "format": "uri"},
        }
    ),
    "indicators": _object(
        {
            "id": _TEXT, "name": _TEXT, "unit": _TEXT, "place": _nullable(_TEXT), "group": _TEXT, "direction": {"type": "string", "enum": ["more", "less", "none"]},
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


#: The files with rows of each document: documents, figures, these in CSV, and the relations of its clauses.
FILES = {
    "documents": f"{FOLDER}/documents.json",
    "figures": f"{FOLDER}/figures.json",
    "table": f"{FOLDER}/figures.csv",
    "alignment": f"{FOLDER}/alignment.json",
}


def read_rows(files: Mapping[str, Buffer], spans: Mapping[str, tuple[int, int]]) -> dict[str, Buffer]:
    """Return the rows of a document from the files of the last site, by name; ``spans`` are their places in these."""
    return {name: files[path][slice(*spans[name])] for name, path in FILES.items()}


def format_document_rows(
    document: Document, figures: Iterable[Figure], relations: Iterable[Relation], base: str, units: Mapping[str, str]
) -> dict[str, bytes]:
    """Format the rows of a document, by name of :data:`FILES`; ``base`` is the address of the site, ``units`` are the indicators'."""
    rows = tuple(_list_figure_rows(document, figures, base, units))
    return {
        "documents": _format_document(document, base),
        "figures": _lines(rows),
        "table": format_table([[row[name] for name in COLUMNS] for row in rows]),
        "alignment": _format_relations(relations),
    }


def render_document_data(
    documents: Sequence[Mapping[str, Buffer]],
) -> tuple[tuple[LongArtifact, ...], list[dict[str, tuple[int, int]]]]:
    """Render the files with rows of each document; return them, and the place of each document's rows in them."""
    head = BYTE_ORDER_MARK + format_table([COLUMNS])
    files = {
        name: _join((rows[name] for rows in documents), *((head, b"", b"") if name == "table" else ()))
        for name in FILES
    }
    spans = [{name: files[name][1][place] for name in FILES} for place in range(len(documents))]
    return tuple(LongArtifact(path, files[name][0]) for name, path in FILES.items()), spans


def render_indicators(
    base: str, indicators: Iterable[Indicator], find_figures: Callable[[str], Iterable[Figure]]
) -> Iterator[LongArtifact]:
    """Render the file of indicators; ``find_figures`` returns the figures of one."""
    rows = (_indicator(each, [f for f in find_figures(each.id) if f.is_tracked], base) for each in indicators)
    yield LongArtifact(f"{FOLDER}/indicators.json", _join([_lines(rows)])[0])


def render_entries(
    base: str,
    entries: Iterable[Entry],
    documents: Mapping[str, Document],
    uses: Iterable[tuple[str, Iterable[tuple[str, str]]]],
) -> Iterator[LongArtifact]:
    """Render the file of the glossary; ``uses`` are, by document, (term, anchor) of each use of a term."""
    places = ((slug, make_url(base, documents[name], anchor)) for name, own in uses for slug, anchor in own)
    yield LongArtifact(f"{FOLDER}/glossary.json", _join([_format_entries(entries, places)])[0])


def render_schemas(base: str) -> Iterator[Artifact]:
    """Render the schema of each file."""
    for name, schema in SCHEMAS.items():
        address = f"{base}/{FOLDER}/{name}.schema.json"
        title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": address, "title": name}
        yield Artifact(f"{FOLDER}/{name}.schema.json", _json({**title, "type": "array", "items": schema}))


def _join(
    rows: Iterable[Buffer], head: bytes = b"[\n", separator: bytes = b",\n", tail: bytes = b"\n]\n"
) -> tuple[tuple[Buffer, ...], list[tuple[int, int]]]:
    """Return the parts of a file of rows, and the span of each. A JSON list has a line for each row, so that two versions can be compared
    line by line."""
    parts: list[Buffer] = [head]
    spans, length = [], len(head)
    for own in rows:
        if own and length > len(head):
            parts.append(separator)
            length += len(separator)
        parts.append(own)
        spans.append((length, length + len(own)))
        length += len(own)
    return (*parts, tail), spans


def _lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return rows of such a list."""
    return ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def format_table(rows: Iterable[Iterable[object]]) -> bytes:
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
    return f"'{text}" if isinstance(value, str) and text.startswith(tuple("=+-@\t\r")) else text


def number(value: Decimal) -> int | float:
    """Return a JSON number, an integer if possible."""
    return int(value) if value == value.to_integral_value() else float(value)


def make_url(base: str, document: Document, anchor: str) -> str:
    """Return the permalink in the edition of the document's script."""
    return f"{base}/{BY_CODE[document.meta.script].folder}/{document.id}/#{anchor}"


def _urls(base: str, path: str) -> dict[str, str]:
    return {script.lang: f"{base}/{script.folder}/{path}/" for script in SCRIPTS}


def _format_document(document: Document, base: str) -> bytes:
    meta = document.meta
    outline = [{"id": h.id, "level": h.level, "text": h.run.text, "page": h.page} for h in document.headings]
    names = "subtitle date publisher edition issue byline speaker place label meeting explains".split()
    row = {
        "id": document.id, "kind": meta.kind, "script": meta.script, "year": document.year, "title": meta.title,
        **{name: getattr(meta, name) or None for name in names},
        "reviews": meta.reviews, "plans": meta.plans, "inferred": list(meta.inferred),
        "outline": outline, "urls": _urls(base, document.id),
    }  # fmt: skip
    return _lines([row])


def _list_figure_rows(
    document: Document, figures: Iterable[Figure], base: str, units: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for figure in figures:
        unit = units.get(figure.indicator)
        yield {
            "id": f"{figure.document}#{figure.id}", "indicator": figure.indicator or None, "document": figure.document,
            "role": figure.role, "year": figure.year, "period": figure.period or None, "value": number(figure.value), "unit": figure.unit,
            "indicator_value": number(figure.normalized_value) if unit else None, "indicator_unit": unit,
            "comparator": figure.comparator or None, "expected": figure.expected, "text": figure.text, "quote": figure.quote,
            "page": figure.page, "url": make_url(base, document, figure.id),
        }  # fmt: skip


def _format_relations(relations: Iterable[Relation]) -> bytes:
    return _lines(
        {
            "from": f"{relation.document}#{relation.anchor}", "to": f"{relation.target_document}#{relation.target}",
            "kind": relation.kind, "by": relation.by,
            "differences": [{"explainer": d.explainer, "report": d.report} for d in relation.differences],
        }
        for relation in relations
    )  # fmt: skip


def _indicator(indicator: Indicator, own: Sequence[Figure], base: str) -> dict[str, Any]:
    return {
        "id": indicator.id, "name": indicator.name, "unit": indicator.unit, "place": indicator.place or None, "group": indicator.group,
        "direction": indicator.direction, "note": indicator.note or None,
        "points": [f"{figure.document}#{figure.id}" for figure in own],
        "comparisons": list(comparisons(figure for figure in own if figure.is_in_series)), "urls": _urls(base, f"indicators/{indicator.id}"),
    }  # fmt: skip


def _format_entries(entries: Iterable[Entry], uses: Iterable[tuple[str, str]]) -> bytes:
    used = group_by(uses, lambda use: use[0])
    return _lines(
        {
            "slug": entry.slug, "term": entry.term, "also": list(entry.also), "definition": entry.definition.text,
            "source": entry.source.document or None, "page": entry.source.page,
            "sources": [{"document": source.document, "page": source.page} for source in entry.sources], "years": list(entry.years),
            "uses": [address for _, address in used.get(entry.slug, ())],
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
