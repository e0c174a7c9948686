"""The fenced containers of the notation (``::: name``), and how far the words in each count as body text."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gazette.model import Block


class ContainerRules(Struct, frozen=True):
    """How the blocks in a kind of container are treated; the defaults are those of body text."""

    #: Begins the anchors of its blocks, which are then numbered apart from those of the body.
    anchor_prefix: str = ""
    #: Whether glossary terms are marked in it.
    has_terms: bool = True
    #: Whether an explainer's clauses in it are aligned with the report.
    is_aligned: bool = True
    #: Whether editors wrote it: then it is no part of the printed document and states no figures.
    is_editorial: bool = False
    #: Whether it shows words alone: a table or a picture in it is an error.
    is_words_only: bool = False


BODY_TEXT = ContainerRules()
_EDITORIAL = ContainerRules("ed", has_terms=False, is_aligned=False, is_editorial=True)
CONTAINERS: Mapping[str, ContainerRules] = {
    "masthead": ContainerRules("head", has_terms=False, is_aligned=False, is_words_only=True),
    "facts": BODY_TEXT,
    "goals": BODY_TEXT,
    "note": _EDITORIAL,
    "gap": _EDITORIAL,
    "imprint": ContainerRules("imprint", has_terms=False, is_aligned=False),
    "notes": ContainerRules(is_aligned=False, is_words_only=True),
}


def get_container_rules(block: Block) -> ContainerRules:
    """Return the rules of a container block; those of body text for any other block."""
    return CONTAINERS.get(block.name, BODY_TEXT) if block.kind == "container" else BODY_TEXT
