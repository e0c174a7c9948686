"""The fast chain gives the package's own text, character by character: on all that we publish and on invented texts that are
made of the dictionaries' words, parts of them and separators."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from gazette.conversion import dictionaries
from gazette.conversion.converter import Converter
from gazette.conversion.dictionaries import Chain

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATIONS = ("s2tw", "tw2s", "t2s")
SHIELD = "\ue000"


@cache
def package(configuration: str) -> OpenCC:
    return OpenCC(configuration)


@cache
def ours(configuration: str) -> Chain:
    engine = package(configuration)
    return dictionaries.build_chain(dictionaries.store_tables(engine._dict_chain_data), engine.split_chars_re)


@cache
def tracer(configuration: str) -> OpenCC:
    """The package with shields for the forms of its words, and no single characters."""
    engine = OpenCC(configuration)
    engine._dict_chain_data = [
        [(longest, shortest, {word: SHIELD * len(word) for word in words})]
        for stage in engine._dict_chain_data
        for longest, shortest, words in stage
        if longest > 1
    ]
    return engine


@cache
def vocabulary(configuration: str) -> tuple[list[str], list[str]]:
    """The words of the dictionaries, and the characters of their words and forms."""
    tables = [table for stage in package(configuration)._dict_chain_data for _, _, table in stage]
    known = sorted({word for table in tables for word in table})
    return known, sorted(set("".join(known + [form for table in tables for form in table.values()])))


def texts(configuration: str) -> st.SearchStrategy[str]:
    known, characters = vocabulary(configuration)
    word = st.sampled_from(known)
    part = st.builds(lambda w, start, end: w[start:end], word, st.integers(0, 4), st.integers(1, 16))
    other = st.sampled_from("，。、　．－-—“”（）·… \n\0aA1%" + SHIELD) | st.characters()
    run = st.lists(word | part | st.sampled_from(characters) | other, max_size=12)
    return run.map("".join)


def published() -> list[str]:
    """Every line of all files that an editor writes, here and in the mini-site, and the traps."""
    files = [*ROOT.glob("content/**/*"), *ROOT.glob("tests/mini_site/**/*"), *ROOT.glob("*.yml")]
    found = [p.read_text("utf-8") for p in sorted(files) if p.suffix in (".md", ".yml")]
    traps = yaml.safe_load((ROOT / "tests" / "cases" / "traps.yml").read_text("utf-8"))
    found += [row[side] for rows in traps.values() for row in rows for side in ("hans", "hant")]
    return sorted({line for text in found for line in text.split("\n")})


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_all_that_we_publish_comes_out_as_from_the_package(configuration: str) -> None:
    lines = published()
    assert len(lines) > 2000
    there = [package("s2tw").convert(line) for line in lines]
    for line in lines + there:
        assert ours(configuration).convert(line) == package(configuration).convert(line)
        assert ours(configuration).mask_decided(line, SHIELD) == tracer(configuration).convert(line)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_every_word_of_the_dictionaries_comes_out_as_from_the_package(configuration: str) -> None:
    known, _ = vocabulary(configuration)
    text = [a + b for a, b in zip(known, known[1:] + known[:1], strict=True)]
    for line in text[::3]:
        assert ours(configuration).convert(line) == package(configuration).convert(line)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_invented_texts_come_out_as_from_the_package(configuration: str) -> None:
    @settings(max_examples=600, deadline=None)
    @given(texts(configuration))
    def check(text: str) -> None:
        assert ours(configuration).convert(text) == package(configuration).convert(text)
        assert ours(configuration).mask_decided(text, SHIELD) == tracer(configuration).convert(text)

    check()


@pytest.mark.parametrize(("configuration", "way"), [("s2tw", ("Hans", "Hant")), ("tw2s", ("Hant", "Hans"))])
def test_a_text_is_converted_as_a_whole_though_its_sentences_are_looked_up_one_by_one(
    configuration: str, way: tuple[str, str]
) -> None:
    converter = Converter()

    @settings(max_examples=200, deadline=None)
    @given(
        st.lists(texts(configuration), max_size=3).map("".join), st.lists(texts(configuration), max_size=3).map("".join)
    )
    def check(one: str, other: str) -> None:
        one = f"{one}。"
        if "@" not in one + other:  # an address may go on
            whole = converter.convert(one + other, *way)
            assert whole == converter.convert(one, *way) + converter.convert(other, *way)

    check()


def test_a_stage_added_to_the_package_counts_as_well() -> None:
    """Tables of every make: words in two tables, words and characters in one, a stage that sees what another made."""
    stages = [
        [(3, 2, {"甲乙丙": "一二三 四五六", "乙丙": "七八", "丙，": "错误"}), (2, 1, {"丙丁": "九十", "丁": "百"})],
        [(2, 2, {"三丁": "合起"}), (1, 1, {"百": "千 万"})],
    ]
    engine = OpenCC("t2s")
    engine._dict_chain_data = stages
    chain = dictionaries.build_chain(dictionaries.store_tables(stages), engine.split_chars_re)
    for text in ("甲乙丙丁", "乙丙丁", "丙，丁", "甲乙丙", "丁丁三丁", "甲甲乙丙丁丙", ""):
        assert chain.convert(text) == engine.convert(text)
    assert chain.convert("甲乙丙丁丙，") == "一二三千丙，"
