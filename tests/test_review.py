"""The review of conversions: what is asked, how an answer is kept, and what opens it again."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gazette.conversion import converter as conversion
from gazette.conversion.converter import ConversionRules, Converter
from gazette.conversion.review_file import (
    Decision,
    Review,
    ReviewRow,
    format_decisions,
    match_decisions,
    read_decisions,
    updated_decisions,
)
from gazette.pipeline import BuildResult, Options, build
from tests import commands, mini_site
from tests.conftest import ROOT
from tests.pagetext import article, bare, read
from tests.test_conversion import CONVERTER, MISSED, TRAPS

LOCK, REPORT = "content/conversions.yml", "content/2031/report.md"


def check(project: Path, *, strict: bool = False) -> BuildResult:
    """What a check of the project says."""
    return build(Options(project / "content", None, strict=strict, search=False))


def edit(project: Path, path: str, old: str, new: str) -> None:
    """Write ``new`` for ``old``, which must be there."""
    text = (project / path).read_text(encoding="utf-8")
    assert old in text
    (project / path).write_text(text.replace(old, new), encoding="utf-8")


def decisions(project: Path) -> tuple[Decision, ...]:
    """The answers in a project's file."""
    found, problems = read_decisions((project / LOCK).read_text(encoding="utf-8"), LOCK)
    assert not problems
    return found


@pytest.fixture
def signed(tmp_path: Path) -> Path:
    """A copy of the mini-site of which every conversion is signed."""
    project = mini_site.copy_to(tmp_path / "project")
    mini_site.sign(project)
    return project


# ---------------------------------------------------------------- the real publication


def test_every_row_of_the_publication_is_signed_with_a_reason() -> None:
    outcome = check(ROOT, strict=True)
    assert {problem.code for problem in outcome.problems} <= {"contact-missing"}
    review = outcome.review
    assert len(review.rows) > 80 and not review.open and not review.stale
    for decision in review.decisions:
        assert decision.by and re.fullmatch(r"\d{4}-\d{2}-\d{2}", decision.when) and len(decision.reason) >= 2, decision


def test_the_file_is_as_the_command_would_write_it() -> None:
    assert format_decisions(updated_decisions(check(ROOT).review)) == (ROOT / LOCK).read_text(encoding="utf-8")


def test_editing_one_sentence_of_the_report_opens_its_rows_alone(copy: Path) -> None:
    before = check(copy).review
    edit(copy, "content/2024/report.md", "提速产业建链延链。", "提速产业成链造链。")
    after = check(copy).review
    gone = {row.sentence for row in before.rows} - {row.sentence for row in after.rows}
    assert len(gone) == 1
    assert after.open and all(row.sentence.endswith("提速产业成链造链。") for row in after.open)
    assert len(after.rows) == len(before.rows)
    assert len(after.open) == sum(row.sentence in gone for row in before.rows)
    assert sum(len(names) for _, names in after.stale) == len(after.open)


def test_an_answer_of_the_publication_is_printed(built_site: Path) -> None:
    """“设计周” is a week, which no dictionary knows; 周边 in the same documents is none."""
    words = bare(article(built_site, "zh-hant/2024/report/").text())
    assert "海峽設計週" in words and "週邊" not in words
    assert "海峡设计周" in bare(article(built_site, "zh-hans/2024/report/").text())


# ---------------------------------------------------------------- what is asked


def risks(text: str, house: ConversionRules | None = None) -> list[tuple[str, str, tuple[str, ...]]]:
    """(word, form, why) of each risk of a Simplified text."""
    return [(r.word, r.form, r.why) for r in Converter(house or ConversionRules()).risks(text, "Hans", "Hant")]


def test_a_character_that_no_phrase_decides_is_asked() -> None:
    assert risks("后，发展") == [("后", "後", ("default",))]
    assert risks("以后发展") == []


def test_where_the_second_opinion_differs_it_is_asked() -> None:
    assert risks("参与制造") == [], "the words of the sentence decide it"
    assert [(word, why) for word, _, why in risks("家具")] == [("家", ("disputed",))]
    assert risks("平台占地“群众”") == [], "臺, 佔, 眾 and the quotation marks are the house's forms of the same"


def test_the_houses_phrases_are_asked_where_the_words_are_others_and_addresses_are_not() -> None:
    house = ConversionRules(to_hant=(("周年", "周年"),))
    assert risks("建市三十周年", house) == []
    assert risks("每周年均三次", house) == [("周年", "周年", ("rule",))]
    assert risks("见https://example.org/hou/zheng ，li@example.org") == []


def test_what_the_converter_gets_wrong_is_asked() -> None:
    """Without the house's rules, of the traps that come out wrong; and all that stay wrong with them."""
    plain, wrong, asked = Converter(ConversionRules()), 0, 0
    for converter in (plain, CONVERTER):
        for hans, hant in TRAPS:
            made = converter.convert(hans, "Hans", "Hant")
            places = {place for place, (a, b) in enumerate(zip(made, hant, strict=True)) if a != b}
            if places:
                found = {p for risk in converter.risks(hans, "Hans", "Hant") for p in range(risk.start, risk.end)}
                assert places <= found or converter is plain, hans
                wrong, asked = wrong + 1, asked + (places <= found)
    assert wrong - len(MISSED) > 15 and asked / wrong > 0.5, (
        "the others are variants that a house prefers (溼, 菴, 依託)"
    )


def test_everything_that_is_shown_is_read() -> None:
    rows = check(mini_site.HERE).review.rows
    assert {row.path for row in rows} == {
        "content/2031/report.md", "content/2031/explainer.md", "content/2032/explainer.md",
        "content/indicators.yml", "content/site.yml", "glossary.yml",
    }  # fmt: skip
    texts = [row.sentence for row in rows]
    assert "云汐日报" in texts, "front matter"
    assert "标题据报告补出。" in texts, "an editor's note"
    assert any(row.why.endswith("（sic）") and row.word == "高薪企业" and row.other == "高新企業" for row in rows)
    assert {row.script for row in rows} == {"Hans", "Hant"}


def test_what_an_editor_fixed_in_the_text_is_not_asked(signed: Path) -> None:
    edit(signed, REPORT, "> 向新而行。", "> 后新路而行，[后]{hant=後}[里]{script=keep}。")
    assert [row.word for row in check(signed).review.open] == ["后"]


# ---------------------------------------------------------------- answers


def test_a_signed_publication_has_nothing_to_say(signed: Path) -> None:
    outcome = check(signed, strict=True)
    assert not outcome.problems and not outcome.review.open and not outcome.stopped


def test_an_open_row_stops_a_strict_build_and_no_other(signed: Path) -> None:
    edit(signed, REPORT, "> 向新而行。", "> 后新路而行。")
    plain = mini_site.build_in(signed)
    assert plain.written and {p.code for p in plain.problems} == {"conversion-open"}
    about = bare(read(signed / "site", "zh-hant/about/").find(id="scripts")[0].text())
    assert f"共{len(plain.review.rows)}處" in about and "還有1處尚未核對" in about
    strict = build(Options(signed / "content", signed / "site", strict=True, search=False))
    assert strict.stopped and not strict.written


def test_without_the_file_nobody_is_asked_and_readers_are_told(tmp_path: Path) -> None:
    project = mini_site.copy_to(tmp_path)
    outcome = mini_site.build_in(project)
    assert outcome.written and not outcome.problems and outcome.review.open == outcome.review.rows
    count = len(outcome.review.rows)
    assert f"共{count}处，须由编者逐处核对，目前还有{count}处尚未核对" in bare(
        read(project / "site", "zh-hans/about/").text()
    )


def test_an_answer_that_nobody_signed_is_open(signed: Path) -> None:
    edit(signed, LOCK, "by: 范松", 'by: ""')
    outcome = check(signed)
    assert outcome.review.open == outcome.review.rows


def test_another_form_is_printed_in_its_sentence_everywhere_and_nowhere_else(signed: Path) -> None:
    """The headline stands on the document's page, in titles and lists; 云 stands in other sentences too."""
    text = (signed / LOCK).read_text(encoding="utf-8")
    line = next(line for line in text.split("\n") if "2031年【云】汐这么干" in line)
    moved = '\n- word: 云\n  form: 雲\n  script: Hant\n  answer: 芸\n  by: 范松\n  when: "2031-01-02"\n  where:\n'
    (signed / LOCK).write_text(text.replace(f"{line}\n", "") + f"{moved}{line}\n", encoding="utf-8")
    outcome = mini_site.build_in(signed)
    assert outcome.written and not outcome.problems
    page = read(signed / "site", "zh-hant/2031/explainer/")
    assert "2031年芸汐這麼幹！" in bare(page.find(tag="title")[0].text())
    assert "2031年芸汐這麼幹！" in bare(page.find(tag="h1")[0].text())
    year = bare(read(signed / "site", "zh-hant/2031/").find(tag="main")[0].text(apparatus=True))
    assert "芸汐這麼幹" in year and "雲汐日報" in year
    assert "2031年云汐这么干" in bare(read(signed / "site", "zh-hans/2031/explainer/").text())


def test_a_rule_is_an_answer_where_the_words_bear_it_out(signed: Path) -> None:
    edit(signed, "conversion.yml", "phrases:", "phrases:\n  - {hans: 云汐日报, hant: 芸汐日報, reason: 试}")
    review = check(signed).review
    assert not review.open and review.stale
    edit(signed, "conversion.yml", "phrases:", "phrases:\n  - {hans: 汐市, hant: 夕市, reason: 试}")
    assert not {row.form for row in check(signed).review.open}
    edit(signed, "conversion.yml", "phrases:", "phrases:\n  - {hans: 府工, hant: 府功, reason: 试}")
    assert {row.form for row in check(signed).review.open} == {"府功"}, "over the end of 政府"


def test_a_sentence_that_moves_keeps_its_answer(signed: Path) -> None:
    """To another paragraph, or with a new sentence before it; the new sentence has nothing to ask."""
    edit(signed, REPORT, "> 向海而兴", "> 向前看后。向海而兴")
    assert {row.sentence for row in check(signed).review.open} == {"向前看后。"}


def row(sentence: str, word: str, start: int = 0, form: str = "後") -> ReviewRow:
    """A row of that sentence."""
    return ReviewRow("Hant", sentence, start, word, form, "后", "x", "content/2031/report.md", 1)


def test_two_of_a_word_in_a_sentence_are_two_rows() -> None:
    rows = (row("后后", "后", 0), row("后后", "后", 1), row("后后", "后", 0))
    review = match_decisions(rows, ())
    assert len(review.open) == len({r.id for r in review.rows}) == 2
    answer = Decision("后", "後", "Hant", "x", "后", "后", "范松", "2031-01-02", "", {rows[1].id: ""})
    assert match_decisions(rows, (answer,)).answers == {("Hant", "后后"): ((1, 2, "后"),)}


def test_what_is_written_is_read_again() -> None:
    odd = '后："a" #b \\ \t- {x}: y\n后。'
    made = updated_decisions(match_decisions([row(odd, "后")], ()))
    found, problems = read_decisions(format_decisions(made), LOCK)
    assert not problems and found[0].where == made[0].where and found[0].answer == "open"
    assert read_decisions(format_decisions(()), LOCK) == ((), ())


def test_writing_keeps_answers_drops_what_is_gone_and_puts_new_rows_first() -> None:
    kept = Decision(
        "后",
        "後",
        "Hant",
        "x",
        "后",
        "accept",
        "范松",
        "2031-01-02",
        "以后",
        {row("后一", "后").id: "旧", "0" * 10: "没了"},
    )
    review = match_decisions([row("后一", "后"), row("后二", "后")], (kept,))
    assert [names for _, names in review.stale] == [("0" * 10,)]
    made = updated_decisions(review)
    assert [(d.answer, list(d.where)) for d in made] == [
        ("open", [row("后二", "后").id]),
        ("accept", [row("后一", "后").id]),
    ]
    assert made[1].where[row("后一", "后").id] == "content/2031/report.md 【后】一"
    assert made[1].reason == "以后"


def test_a_name_signs_what_is_answered_and_nothing_else() -> None:
    answered = Decision("后", "後", "Hant", "x", "后", "accept", where={row("后一", "后").id: ""})
    asked = Decision("后", "後", "Hant", "x", "后", "open", where={row("后二", "后").id: ""})
    review = match_decisions([row("后一", "后"), row("后二", "后")], (answered, asked))
    assert len(review.open) == 2
    made = updated_decisions(review, "范松", "2031-01-02")
    assert {(d.answer, d.by, d.when) for d in made} == {("accept", "范松", "2031-01-02"), ("open", "", "")}
    assert len(match_decisions(review.rows, made).open) == 1
    assert updated_decisions(Review(review.rows, made), "阿湾", "2031-02-03") == made, "a signature is not written over"


@pytest.mark.parametrize("answer", ["k", "ok", "是的"])
def test_an_answer_that_is_no_form_is_told(signed: Path, answer: str) -> None:
    before, word, after = (signed / LOCK).read_text(encoding="utf-8").partition("- word: 云\n")
    text = before + word + after.replace("answer: accept", f"answer: {answer}", 1)
    (signed / LOCK).write_text(text, encoding="utf-8")
    outcome = check(signed)
    assert [p.code for p in outcome.problems] == ["conversion-length"] and outcome.stopped


# ---------------------------------------------------------------- as a person runs it


@pytest.fixture
def run() -> Callable[..., subprocess.CompletedProcess[str]]:
    """build.py as a process."""

    def run_it(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return commands.run(*arguments, "--content", project / "content")

    return run_it


def test_the_command_from_the_first_question_to_the_signature(
    signed: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    assert run(signed, "review").returncode == 0
    edit(signed, REPORT, "> 向新而行。", "> 后新路而行。")
    before = mini_site.snapshot(signed)
    asked = run(signed, "review")
    assert asked.returncode == 1 and mini_site.snapshot(signed) == before
    assert "「后」→「後」，也可能是「后」（没有词语决定，取首选字形）" in asked.stdout
    assert "    向海而兴，【后】新路而行。" in asked.stdout and "还没有看过的1处" in asked.stdout
    done = run(signed, "review", "--write")
    assert done.returncode == 1 and "answer: open" in done.stdout
    first = decisions(signed)[0]
    assert (first.answer, list(first.where.values())) == (
        "open",
        ["content/2031/report.md 向海而兴，【后】新路而行。"],
    )
    edit(signed, LOCK, "answer: open", "answer: accept")
    assert run(signed, "review").returncode == 1, "nobody signed it yet"
    assert run(signed, "review", "--write", "--by", "阿湾").returncode == 0
    assert run(signed, "review").returncode == 0
    assert [d.by for d in decisions(signed)].count("阿湾") == 1
    assert run(signed, "check", "--strict").returncode == 0


def test_faults_come_first_and_the_answers_stay(
    signed: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    """A document that cannot be read would take its answers with it."""
    edit(signed, "content/2031/report.md", "speaker:", "speeker:")
    before = mini_site.snapshot(signed)
    done = run(signed, "review", "--write")
    assert done.returncode == 1 and "key-unknown" in done.stderr and not done.stdout
    assert mini_site.snapshot(signed) == before


def test_the_file_that_cannot_be_written_is_told(
    signed: Path, run: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (signed / "content" / ".conversions.yml.new").mkdir()
    before = mini_site.snapshot(signed)
    done = run(signed, "review", "--write")
    assert done.returncode == 1 and "write-failed" in done.stderr and "Traceback" not in done.stderr
    assert mini_site.snapshot(signed) == before


def test_a_phrase_of_the_house_by_itself_is_not_asked() -> None:
    house, problems = conversion.read_rules((ROOT / "conversion.yml").read_text(encoding="utf-8"), "conversion.yml")
    assert not problems
    for hans, hant in house.to_hant:
        assert not [r for r in CONVERTER.risks(hans, "Hans", "Hant") if r.why == ("rule",)], (hans, hant)


def answered(sentence: str, start: int, answer: str = "accept") -> Decision:
    """A signed answer for the word 后 in that sentence, as the file has it."""
    known = row(sentence, "后", start)
    place = {known.id: f"{known.path} {known.context}"}
    return Decision("后", "後", "Hant", "x", "后", answer, "范松", "2031-01-02", "", place)


def test_a_mended_slip_keeps_the_answers_of_its_sentence() -> None:
    """What the edition prints in place of the usual form goes on as well."""
    decision = answered("今年以后，云汐市将做强先进制早业。", 3, "后")
    mended = row("今年以后，云汐市将做强先进制造业。", "后", 3)
    review = match_decisions([mended], (decision,))
    assert not review.open and not review.stale
    assert review.answers == {("Hant", mended.sentence): ((3, 4, "后"),)}
    made = updated_decisions(review)
    assert [(d.answer, d.by, list(d.where)) for d in made] == [("后", "范松", [mended.id])]
    assert made[0].where[mended.id].endswith("今年以【后】，云汐市将做强先进制造业。")


@pytest.mark.parametrize(
    "sentence",
    ["今年以后云汐市将做强先进制早业。", "今年之后，云汐市将做强先进制早业。", "以后，全市另有十件大事要办好办实。"],
    ids=["a neighbour behind", "a neighbour before", "another sentence"],
)
def test_other_neighbours_or_another_sentence_are_asked_again(sentence: str) -> None:
    review = match_decisions(
        [row(sentence, "后", sentence.index("后"))], (answered("今年以后，云汐市将做强先进制早业。", 3),)
    )
    assert len(review.open) == len(review.stale) == 1


def test_what_was_answered_is_not_asked_again_between_the_same_words() -> None:
    """In any sentence, with any number; other words around it are another question."""
    old = row("完成12个月后，验收。", "后", 6)
    same, other = row("用了3个月后，开工。", "后", 5), row("完成后，验收。", "后", 2)
    decision = answered(old.sentence, old.start, "后")
    review = match_decisions([old, same, other], (decision,))
    assert review.open == (other,)
    assert review.answers == {("Hant", r.sentence): ((r.start, r.start + 1, "后"),) for r in (old, same)}
    assert {name for d in updated_decisions(review) for name in d.where} == {old.id, other.id}


def test_where_the_same_words_had_two_answers_a_person_decides() -> None:
    rows = [row(f"{sentence}个月后。", "后", 3 + k) for k, sentence in enumerate(("1", "22", "333"))]
    decisions = [answered(r.sentence, r.start, answer) for r, answer in zip(rows, ("后", "accept"), strict=False)]
    assert match_decisions(rows, decisions).open == (rows[2],)
