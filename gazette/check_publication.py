"""Check what can be known only from all documents at once, above all the figures; match the editors' answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from gazette.conversion import converter as conversion
from gazette.conversion.convert_document import ConvertText, convert_entries
from gazette.conversion.review import find_shared_rows, match_rows
from gazette.conversion.review_file import Review, read_decisions
from gazette.facts import FigureIndex, IndicatorCheck, SharedFacts, SiteFacts, fingerprint
from gazette.figures.plausibility import PlausibilityCheck
from gazette.groups import Inputs
from gazette.library import check_library, glossary
from gazette.library.places import check_places
from gazette.library.synonyms import check_synonyms
from gazette.library.twins import tell_apart
from gazette.model import Figure
from gazette.problems import Problem
from gazette.read_publication import Documents, Reading
from gazette.site_parts import list_goals
from gazette.sources import anchor_registry
from gazette.sources.attach_pictures import find_unused_pictures
from gazette.sources.links import LinkTarget, resolve_link


class Checked(Struct, frozen=True):
    """What follows from all documents together."""

    figures: FigureIndex
    goals: Mapping[int, tuple[Figure, ...]]  #: the first figures of the headline indicators, by year
    links: Mapping[str, Mapping[str, LinkTarget]]  #: by document, where each of its links leads
    corrections: tuple[LinkTarget, ...]  #: the places of those in the settings
    review: Review
    checks: Mapping[str, IndicatorCheck]  #: of figures, by indicator
    shared: SharedFacts
    names: Mapping[str, str]  #: by document, what tells those apart that are alike otherwise


def check_publication(
    reading: Reading, documents: Documents, last: SiteFacts, earlier: Sequence[Problem]
) -> tuple[Checked, tuple[Problem, ...]]:
    """Check all documents together; ``last`` has the results of the last build, ``earlier`` are the problems found before."""
    inputs, facts, unread = reading.inputs, documents.facts, documents.unread
    every = [each.document for each in facts.values()]
    paths = {document.id: document.path for document in every}
    anchors = {name: each.anchors for name, each in facts.items()}
    figures = FigureIndex(facts, {each.id: each.place for each in inputs.indicators})
    goals = list_goals(figures, inputs.indicators, every)
    checks = _check_figures(inputs, figures, paths, last.checks)
    corrections = tuple(resolve_link(each.place, "", anchors, unread) for each in inputs.site.corrections)
    twice, (names, alike) = tuple(check_library.check_main_documents(every)), tell_apart(every)
    known = {problem.locus.path for problem in twice}
    problems = [
        *(find_unused_pictures(every, reading.sources.pictures, earlier) if not unread else ()),
        *(problem for document in every for problem in check_library.check_explains(document, every, facts, unread)),
        *twice,
        *(problem for problem in alike if problem.locus.path not in known),
        *check_places(
            every,
            inputs.indicators,
            reading.sources.indicators.path,
            (inputs.site.place, inputs.site.short),
            conversion.fold,
        ),
        *(problem for check in checks.values() for problem in check.problems),
        *check_library.find_missing_targets(goals, inputs.indicators, every),
        *check_library.check_corrections(inputs.site, corrections),
        *check_library.check_topics(inputs.site, inputs.indicators, inputs.entries, reading.sources.site.path),
        *anchor_registry.check_published_anchors(paths, anchors, unread, inputs.registry),
        *glossary.check_sources(inputs.entries, (*anchors, *unread), inputs.glossary_path),
        *check_synonyms(inputs.synonyms, _list_searched_texts(reading), conversion.fold, reading.sources.synonyms.path),
    ]
    shared, review, found = _match_answers(reading, documents, last.shared, (*earlier, *problems))
    links = {
        name: {href: resolve_link(href, name, anchors, unread) for href in each.links} for name, each in facts.items()
    }
    return Checked(figures, goals, links, corrections, review, checks, shared, names), (*problems, *found)


def _list_searched_texts(reading: Reading) -> list[str]:
    """Return all that the search finds, the documents with their notation."""
    inputs = reading.inputs
    texts = [source.data.decode("utf-8", "replace") for source in reading.sources.documents]
    texts += (text for entry in inputs.entries for text in (entry.term, entry.definition.text))
    return texts + [text for indicator in inputs.indicators for text in (indicator.name, indicator.note)]


def _check_figures(
    inputs: Inputs, figures: FigureIndex, paths: Mapping[str, str], last: Mapping[str, IndicatorCheck]
) -> dict[str, IndicatorCheck]:
    """Check the figures of each indicator against each other; what did not change is known from the last build."""
    known = inputs.indicators
    wordings = {
        indicator.id: fingerprint([each.wordings_key for each in figures.points(indicator.id).values()])
        for indicator in known
    }
    check = PlausibilityCheck(known, figures.figures, paths, conversion.fold)
    checks = {}
    for indicator in known:
        own = [(paths[name], each.figures) for name, each in figures.points(indicator.id).items()]
        alike = [(each.id, each.name, wordings[each.id]) for each in known if each.unit == indicator.unit]
        key, before = fingerprint(indicator, own, alike), last.get(indicator.id)
        is_known = before is not None and before.key == key
        checks[indicator.id] = before if before and is_known else IndicatorCheck(key, tuple(check.check(indicator)))
    return checks


def _match_answers(
    reading: Reading, documents: Documents, last: SharedFacts, earlier: Sequence[Problem]
) -> tuple[SharedFacts, Review, tuple[Problem, ...]]:
    """Match the conversions that a person should check with the editors' answers, and convert the glossary by these."""
    inputs, sources, lock = reading.inputs, reading.sources, reading.sources.conversions
    decisions, problems = read_decisions(lock.text, lock.path) if lock else ((), ())
    places = {"site": sources.site.path, "glossary": sources.glossary.path, "indicators": sources.indicators.path}
    key = fingerprint(inputs.site, inputs.entries, inputs.indicators, inputs.rules, places)
    shared = last
    if shared.key != key:
        converter = conversion.Converter(inputs.rules)
        rows = find_shared_rows(
            inputs.site, inputs.entries, inputs.indicators, places, converter.convert, converter.risks
        )
        shared = SharedFacts(key, rows)
    # Only if the file of decisions has no problems itself.
    path = lock.path if lock and all(problem.locus.path != lock.path for problem in (*earlier, *problems)) else ""
    every = (row for rows in (*(each.rows for each in documents.facts.values()), shared.rows) for row in rows)
    review, found = match_rows(every, decisions, path, unread=bool(documents.unread))
    problems += found
    key = fingerprint(key, sorted(review.answers.items()))
    if shared.converted_key != key:
        converter = conversion.with_editor_answers(conversion.Converter(inputs.rules), review.answers)
        text = ConvertText(converter.convert, inputs.site.quotes == "corner")
        _, found = convert_entries(inputs.entries, text, inputs.glossary_path)
        problems += found
        shared = replace(shared, converted_key=key)
    return shared, review, problems
