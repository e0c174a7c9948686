"""Read a publication: what all its documents share, then the facts of each document."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion import converter as conversion
from gazette.destination import Destination
from gazette.exports import extra_files
from gazette.facts import DocumentFacts, fingerprint
from gazette.figures import indicators
from gazette.grouping import group_by
from gazette.groups import Inputs, fingerprint_document
from gazette.html import assets
from gazette.library import glossary, synonyms
from gazette.options import Options
from gazette.pages.publication import Artifact
from gazette.problems import Problem
from gazette.progress import ProgressCallback, report_each
from gazette.sources import anchor_registry, files, markdown, site_settings
from gazette.sources.bodies import read_bodies
from gazette.sources.document import document_id
from gazette.workers import Call, Workers

#: The facts of a document, or why it has none.
Extracted = tuple[DocumentFacts | None, tuple[Problem, ...]]
_KINDS = ("report", "explainer", "coverage")
_EXPLAINS = re.compile(rb"^explains: *([\w/-]+)", re.MULTILINE)


class Reading(Struct, frozen=True):
    """What all documents of a publication share."""

    inputs: Inputs
    sources: files.Sources
    assets: tuple[Artifact, ...]  #: style sheets, scripts and fonts, and files that are published as they are


def read_inputs(options: Options, destination: Destination) -> tuple[Reading, tuple[Problem, ...]]:
    """Read all files but the documents' text."""
    sources, problems = files.read_sources(options.content)
    settings, found = site_settings.read_site(sources.site.text, sources.site.path, options.base_url)
    problems += found
    lasting = settings.offline and options.offline and not options.preview
    settings = site_settings.with_command_line_options(settings, lasting, options.preview)
    strings, found = site_settings.read_strings(sources.strings)
    problems += found
    rules, found = conversion.read_rules(sources.conversion.text, sources.conversion.path)
    problems += found
    entries, found = glossary.read_entries(sources.glossary.text, sources.glossary.path, markdown.parse_inline)
    problems += found
    known, found = indicators.read_indicators(sources.indicators.text, sources.indicators.path)
    problems += found
    groups, found = synonyms.read_synonyms(sources.synonyms.text, sources.synonyms.path)
    problems += found
    registry, found = anchor_registry.read_registry(sources.anchors.text, sources.anchors.path)
    problems += found
    addresses, bundles = assets.bundle_assets(
        assets.with_accent(sources.static, settings.accent, settings.accent_dark), sources.fonts
    )
    extras, found = _read_extra_files(sources, options)
    problems += found
    inputs = Inputs(
        content=options.content,
        site=settings,
        strings=site_settings.with_corner_quotes(strings, settings),
        rules=rules,
        entries=entries,
        indicators=known,
        synonyms=groups,
        registry=registry,
        documents={source.path: source for source in sources.documents},
        bodies=read_bodies(
            (document_id(each.path), each.path, each.data.decode("utf-8", "replace")) for each in sources.documents
        ),
        originals={source.path.removesuffix(files.ORIGINAL_SUFFIX) + ".md": source for source in sources.originals},
        pictures=sources.pictures,
        glossary_path=sources.glossary.path,
        templates=sources.templates,
        addresses=addresses,
        writer=destination.writer,
        records=destination.records if options.search else None,
        record_anchors=options.record_anchors,
        is_preview=destination.defers_search and options.out is not None,
    )
    return Reading(inputs, sources, (*bundles, *extras)), problems


def _read_extra_files(sources: files.Sources, options: Options) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """Read the files that are published as they are."""
    folder = f"{options.content.name}/{files.STATIC}"
    wanted = {path: file for path, file in sources.extras.items() if not extra_files.is_litter(path)}
    contents, problems = files.read_binaries(wanted, options.content)
    return tuple(extra_files.publish_files(contents)), (*problems, *extra_files.check_names(wanted, folder))


class Documents(Struct, frozen=True):
    """The documents of a publication."""

    facts: Mapping[str, DocumentFacts]  #: by id, in the library's order
    unread: frozenset[str]  #: the ids of those whose file cannot be used: a reference to them is no second problem
    owners: Mapping[str, int]  #: by path, the worker that has parsed a document
    by_year: Mapping[int, tuple[str, ...]]  #: their ids


def read_documents(
    reading: Reading, last: Mapping[str, DocumentFacts], workers: Workers, on_progress: ProgressCallback
) -> tuple[Documents, tuple[Problem, ...]]:
    """Read the facts of all documents; ``last`` are those of the last build, by path, of which the unchanged are used."""
    inputs, notes = reading.inputs, glossary.notes_by_document(reading.inputs.entries)
    measures = [(each.id, each.name, each.unit, each.units, each.place) for each in inputs.indicators]
    shared = fingerprint(inputs.rules, measures, inputs.glossary_path, inputs.record_anchors)
    contents, _ = files.read_binaries(
        inputs.pictures, inputs.content
    )  # what cannot be read is reported by its document
    pictures = {path: fingerprint(content) for path, content in contents.items()}

    def make_key(path: str, facts: DocumentFacts | None) -> str:
        name = document_id(path)
        shown = {each: pictures.get(each, "") for each in (facts.document.pictures if facts else ())}
        body = inputs.bodies.get(facts.document.meta.explains) if facts else None
        return fingerprint(shared, path, body, fingerprint_document(inputs, path, name, notes.get(name, ()), shown))

    known = {
        path: last[path] for path in inputs.documents if path in last and last[path].key == make_key(path, last[path])
    }
    changed = [path for path in inputs.documents if path not in known]
    owners = _distribute(changed, inputs.documents, workers.start(len(changed)))
    results = workers.run([Call("extract", path, owners.get(path), Extracted) for path in changed])
    problems: list[Problem] = []
    read = dict(known)
    for path, (facts, found) in report_each(on_progress, "读文献", changed, results):
        problems.extend(found)
        if facts is not None:
            read[path] = replace(facts, key=make_key(path, facts))
    order = sorted(read.values(), key=_library_order)
    documents = {facts.document.id: facts for facts in order}
    problems += (problem for facts in order for problem in facts.problems)
    unread = frozenset(map(document_id, reading.sources.document_paths)) - documents.keys()
    by_year = group_by(documents, lambda name: documents[name].document.year)
    return Documents(documents, unread, owners, by_year), tuple(problems)


def _library_order(facts: DocumentFacts) -> tuple[int, str, str, int, str, str]:
    """Sort documents by year, the publication's place before others, the main documents of a place before its others, by kind, the
    earliest first."""
    document, meta = facts.document, facts.document.meta
    return document.year, meta.place, meta.label, _KINDS.index(meta.kind), meta.date or "~", document.id


def _distribute(paths: Sequence[str], sources: Mapping[str, files.RawFile], count: int) -> dict[str, int]:
    """Divide documents among workers by the length of their texts, each with those that it seems to explain: which group a
    document belongs to is known only when it has been read."""
    if not count:
        return {}
    groups: dict[str, list[str]] = {}
    for path in paths:
        match = _EXPLAINS.search(sources[path].data, 0, 4000)
        groups.setdefault(match[1].decode() if match else document_id(path), []).append(path)
    owners: dict[str, int] = {}
    loads = [0] * count
    for own in sorted(groups.values(), key=lambda own: -sum(len(sources[path].data) for path in own)):
        owner = loads.index(min(loads))
        loads[owner] += sum(len(sources[path].data) for path in own)
        owners.update(dict.fromkeys(own, owner))
    return owners
