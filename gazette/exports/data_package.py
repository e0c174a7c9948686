"""Describe the data files as a Frictionless Data Package (specs.frictionlessdata.io, version 1), which programs read in one step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gazette.exports import open_data, target_tables
from gazette.pages.publication import Artifact

FILE = f"{open_data.FOLDER}/datapackage.json"
_TYPES = {"年份": "integer", "目标": "number", "完成": "number", "相差": "number", "是否预计": "boolean"}
_LICENCE = {"name": "CC-BY-4.0", "title": "Creative Commons Attribution 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}  # fmt: skip


def render_data_package(
    title: str, base: str, indicators: Iterable[tuple[str, str]], years: Iterable[int]
) -> Iterator[Artifact]:
    """Render the description; ``indicators`` are id and name of those that have a table, ``years`` those that have one."""
    resources = [
        _table("targets", "targets.csv", f"{title}：目标与完成情况", _describe_targets()),
        _table("figures", "figures.csv", f"{title}：全部数值", _describe_figures()),
        *(_table(f"indicators/{name}", f"indicators/{name}.csv", words, _describe_targets()) for name, words in indicators),
        *(_table(f"years/{year}", f"years/{year}.csv", f"{year}年目标与完成情况", _describe_targets()) for year in years),
        *(
            {"profile": "data-resource", "name": f"{name}.json", "path": f"{name}.json", "format": "json",
             "mediatype": "application/json", "encoding": "utf-8", "jsonSchema": f"{base}/{open_data.FOLDER}/{name}.schema.json"}
            for name in open_data.SCHEMAS
        ),
    ]  # fmt: skip
    package = {
        "profile": "data-package", "name": "gazette", "title": title, "homepage": f"{base}/", "licenses": [_LICENCE],
        "resources": resources,
    }  # fmt: skip
    yield Artifact(FILE, (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode())


def _table(name: str, path: str, title: str, fields: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource", "name": name, "path": path, "title": title, "format": "csv", "mediatype": "text/csv",
        "encoding": "utf-8", "schema": {"fields": list(fields), "missingValues": [""]},
    }  # fmt: skip


def _describe_targets() -> Iterator[dict[str, Any]]:
    for name in target_tables.COLUMNS:
        kind = _TYPES.get(name, "string")
        yield {
            "name": name,
            "type": kind,
            **({"trueValues": ["是"], "falseValues": ["否"]} if kind == "boolean" else {}),
        }


def _describe_figures() -> Iterator[dict[str, Any]]:
    """Describe the columns of figures.csv by the schema of figures.json."""
    properties = open_data.SCHEMAS["figures"]["properties"]
    for name in open_data.COLUMNS:
        kinds = properties[name]["type"]
        kind = kinds if isinstance(kinds, str) else kinds[0]
        yield {
            "name": name,
            "type": kind,
            **({"trueValues": ["true"], "falseValues": ["false"]} if kind == "boolean" else {}),
        }
