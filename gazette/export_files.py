"""Write the files of a site that are no pages: data, feeds, sitemap, redirects, and the search index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Thread

from gazette.build_parts import Groups
from gazette.conversion.converter import fold
from gazette.destination import Destination, SiteWriteError, Writer
from gazette.exports import data_package, feed, open_data, redirects, sitemap, target_tables, web_manifest
from gazette.facts import PartFacts, fingerprint
from gazette.pages.publication import Artifact, Buffer, FileRecord, LongArtifact, PageRecord
from gazette.problems import Problem
from gazette.scripts import HANS
from gazette.search import index as search
from gazette.search.synonyms import list_synonyms, render_synonyms
from gazette.site_parts import Publication


def write_files(writer: Writer, artifacts: Iterable[Artifact | LongArtifact]) -> tuple[FileRecord, ...]:
    """Write files and return their records."""
    return tuple(
        writer.write(file.path, *file.parts)
        if isinstance(file, LongArtifact)
        else writer.write(file.path, file.content)
        for file in artifacts
    )


def write_document_data(publication: Publication, groups: Groups, writer: Writer) -> tuple[PartFacts, Groups]:
    """Write the data files with rows of each document, which are many megabytes; return them, and the groups with the places of
    their rows in them. The rows of documents that were not built now stand in the last site's files."""
    published = publication.published
    is_known = any(name not in groups.rows for name in published)
    last = {path: writer.read_last(path) for path in open_data.FILES.values()} if is_known else {}
    rows: list[Mapping[str, Buffer]] = [
        groups.rows.get(name) or open_data.read_rows(last, document.spans) for name, document in published.items()
    ]
    data, spans = open_data.render_document_data(rows)
    files = write_files(writer, (*data, *open_data.render_schemas(publication.inputs.site.base_url)))
    groups.rows.clear()
    return PartFacts("", files=files), groups.with_spans(dict(zip(published, spans, strict=True)))


def export(
    publication: Publication, pages: Sequence[PageRecord], last: Mapping[str, PartFacts], writer: Writer
) -> dict[str, PartFacts]:
    """Write the other files that are made from the facts of all documents, if what they show is new."""
    inputs, documents, figures = publication.inputs, publication.documents, publication.figures
    base, site, by_path = inputs.site.base_url, inputs.site, {page.path: page for page in pages}
    home, listed = by_path[""], [(document, by_path[f"{document.id}/"]) for document in documents.values()]
    uses = [(name, published.uses) for name, published in publication.published.items()]
    scripts = [document.meta.script for document in documents.values()]
    points = [figures.shown_key(indicator.id) for indicator in inputs.indicators]
    shown = [(page.path, page.canonical, page.meta, page.alternates, page.is_above_editions) for page in pages]
    parts: dict[str, PartFacts] = {}

    def add(name: str, render: Callable[[], Iterable[Artifact | LongArtifact]], *facts: object) -> None:
        key, before = fingerprint(name, publication.pages_key, facts), last.get(name)
        is_known = before is not None and before.key == key
        parts[name] = before if before and is_known else PartFacts(key, files=write_files(writer, render()))

    entries = inputs.entries
    add("data/glossary", lambda: open_data.render_entries(base, entries, documents, uses), entries, uses, scripts)
    known = inputs.indicators
    add("data/indicators", lambda: open_data.render_indicators(base, known, figures.figures), known, points)
    if inputs.records is not None:
        rows = list_synonyms(inputs.synonyms, known)
        add("synonyms", lambda: render_synonyms(rows, fold), rows)
    wording = inputs.strings[HANS.lang]
    kinds, names = (
        [(name, own.meta.kind, own.meta.script, own.meta.distinction) for name, own in documents.items()],
        publication.names,
    )

    def render_tables() -> Iterable[Artifact]:
        return target_tables.render_target_tables(base, known, figures.figures, documents, names, wording)

    add("data/targets", render_tables, known, points, kinds, names)
    own_years = {each.id: figures.list_years(each.id) for each in known}
    tables = [(each.id, each.full_name) for each in known if own_years[each.id]]
    years = sorted(set().union(*own_years.values()))

    def render_package() -> Iterable[Artifact]:
        return data_package.render_data_package(site.title, base, tables, years)

    add("data/package", render_package, tables, years, site.title)
    name, short = home.meta.site, home.meta.short
    add("manifests", lambda: web_manifest.render_manifests(name, short, inputs.addresses), name, short)
    dated = [(document.meta, page) for document, page in listed]
    add("feeds", lambda: feed.render_feeds(home, listed, inputs.strings), home, dated)
    add("sitemap", lambda: sitemap.render_sitemap(pages, base), shown)

    def render_redirects() -> Iterable[Artifact]:
        return redirects.render_redirects(pages, site.first, site.regions, preview=site.preview)

    add("redirects", render_redirects, shown, site.preview)
    return parts


class SearchResult:
    """The search index, once it is complete."""

    part = PartFacts("")
    problems: tuple[Problem, ...] = ()


@contextmanager
def index_search(
    records: Mapping[str, tuple[str, ...]], last: PartFacts, destination: Destination, *, wanted: bool
) -> Iterator[SearchResult]:
    """Index the search records of all pages while the block runs. An index of the same records is known from the last build."""
    result, key, folder = SearchResult(), fingerprint(records), destination.records
    if not wanted or destination.defers_search or folder is None:
        yield result
        return
    if last.key == key:
        result.part = last
        yield result
        return

    def index() -> None:
        artifacts, result.problems = search.index_records(records, folder, fold)
        try:
            result.part = PartFacts(key, files=write_files(destination.writer, artifacts))
        except SiteWriteError as error:
            result.problems = error.problems

    thread = Thread(target=index)
    thread.start()
    try:
        yield result
    finally:
        thread.join()
