"""The stages of a build for one document by itself, without the disk."""

from __future__ import annotations

from collections.abc import Sequence

from gazette.conversion import converter as conversion
from gazette.conversion.convert_document import ConvertText, convert_document
from gazette.figures.extract import extract_figures
from gazette.figures.plausibility import PlausibilityCheck
from gazette.grouping import group_by
from gazette.library import check_library, glossary
from gazette.library.annotate import Annotations, annotate_document
from gazette.model import Document, Entry, Figure, Indicator
from gazette.problems import Problem
from gazette.sources import anchor_registry
from gazette.sources.links import list_links, resolve_link


def annotate(document: Document, entries: Sequence[Entry] = (), scope: str = "section") -> Annotations:
    """Annotate a document whose links lead to itself or outside."""
    figures, _ = extract_figures(document, (), conversion.fold)
    anchors = {document.id: frozenset(check_library.list_anchors(document, ()))}
    links = {href: resolve_link(href, document.id, anchors) for href in list_links(document)}
    finder = glossary.build_finder(entries, document.year, conversion.fold)
    return annotate_document(document, finder, scope, links, figures)


def convert(document: Document, rules: conversion.ConversionRules) -> Document:
    """Annotate and convert a document."""
    text = ConvertText(conversion.Converter(rules).convert, corners=False)
    converted, problems = convert_document(document, annotate(document).marks, text)
    assert not problems, problems
    return converted


def record_anchors(document: Document) -> str:
    """Return an anchor registry with the blocks of a document."""
    anchors = frozenset(block.id for block in document.walk() if block.id)
    return anchor_registry.format_registry({document.id: anchor_registry.list_registry_rows(document, anchors, ())})


def find_figures(documents: Sequence[Document], indicators: Sequence[Indicator]) -> tuple[list[Figure], list[Problem]]:
    """Return the figures of documents, and the problems of these."""
    figures: list[Figure] = []
    problems: list[Problem] = []
    for document in documents:
        own, found = extract_figures(document, indicators, conversion.fold)
        figures += own
        problems += found
    paths = {document.id: document.path for document in documents}
    points = group_by((figure for figure in figures if figure.indicator), lambda figure: figure.indicator)
    check = PlausibilityCheck(indicators, lambda indicator: points.get(indicator, ()), paths, conversion.fold)
    problems += (problem for indicator in indicators for problem in check.check(indicator))
    return figures, problems
