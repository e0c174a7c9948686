"""The imported words guard a document: whatever says something else is told at its line, and layout is no difference."""

from __future__ import annotations

from random import Random

import pytest

from gazette.importing.convert import ImportedDocument, ImportRequest, convert_file
from gazette.model import Source
from gazette.problems import Problem
from gazette.sources import originals
from gazette.sources.document import parse_document

PATH, ORIGINAL = "content/2033/report.md", "content/2033/report.original.txt"
TEXT = """\
政府工作报告
——2033年1月9日在云汐县第九届人民代表大会第三次会议上
云汐县县长 林桥
各位代表：
一、2032年工作回顾
（一）抓好海湾建设。新增造林5200亩，建成双海①项目12个，海湾水质连续三年保持优良，两岸百姓的日子一天比一天好，各项事业又向前走了一大步。
城乡居民收入增长5.8%，新建口袋公园21个，办成了一批群众盼望的实事，云汐上下同心协力，经济平稳，社会安定，生态向好，民生改善。
二、2033年工作安排
生产总值增长6%左右，居民收入增长5.5%以上，新增托位300个，继续办好十件民生实事，让发展的成果更多更好地惠及全县百姓，让家乡更美。
"""


@pytest.fixture(scope="module")
def made() -> ImportedDocument:
    found = convert_file(TEXT.encode(), ImportRequest("x.txt", "report", 2033))
    assert isinstance(found, ImportedDocument)
    return found


def compared(body: str, original: str) -> tuple[Problem, ...]:
    document, problems = parse_document(Source(PATH, body))
    assert document is not None and not problems, problems
    return originals.compare_with_original(document, (), "glossary.yml", original, ORIGINAL)


def told(made: ImportedDocument, old: str, new: str) -> list[str]:
    """What is told after a change; each of it must stand at the line of the change."""
    body = made.document.text
    assert body.count(old) == 1
    problems = compared(body.replace(old, new), made.original)
    line = body[: body.index(old)].count("\n") + 1
    assert all(problem.locus.line == line and problem.locus.path == PATH for problem in problems), problems
    return [problem.message for problem in problems]


def test_what_was_just_imported_is_no_difference(made: ImportedDocument) -> None:
    assert made.original.split("\n")[4:6] == ["一、2032年工作回顾", TEXT.split("\n")[5]]
    assert compared(made.document.text, made.original) == ()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("造林5200亩", "造林520亩", "这里是「新增造林520亩」，导入的原文是「新增造林5200亩」。"),
        ("保持优良", "保优良", "这里是「续三年保优良」，导入的原文是「续三年保持优良」。"),
        ("口袋公园21个", "口袋公园12个", "这里是「口袋公园12个」，导入的原文是「口袋公园21个」。"),
        ("办成了一批", "办了一批", "这里是「办了一批群」，导入的原文是「办成了一批群」。"),
        ("6%左右", "6%", "这里是「总值增长6%」，导入的原文是「总值增长6%左右」。"),
        ("各位代表：", "各位：", "这里是「各位」，导入的原文是「各位代表」。"),
    ],
)
def test_each_departure_is_told_at_its_line_with_both_texts(
    made: ImportedDocument, old: str, new: str, message: str
) -> None:
    assert told(made, old, new) == [message]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("城乡居民收入增长5.8%，", "城乡居民收入增长 **5.8%**，"),
        ("新建口袋公园21个，", "[新建口袋公园**21个**]{indicator=parks role=result year=2032}，"),
        ("云汐上下同心", "[]{page=9}云汐上下同心"),
        ("，海湾水质连续", "，\n海湾水质连续"),
        ("办成了一批", "\n\n办成了一批"),
        ("双海①项目", "双海项目①"),
        ("### （一）抓好海湾建设。 {#s1-1 .run-in}\n\n", "（一）抓好海湾建设。"),
        ("让家乡更美。", "让家乡更美。\n\n::: note\n编者的话。\n:::\n"),
        ("十件民生实事", "十件[大]{.supplied}民生实事"),
        ("口袋公园", "[口袋公园]{sic=街心公园}"),
    ],
)
def test_layout_and_notation_are_no_difference(made: ImportedDocument, old: str, new: str) -> None:
    assert compared(made.document.text.replace(old, new), made.original) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("5200亩", "[52000亩]{corrects=5200亩}"),
        ("5200亩", "[**52000亩**]{corrects=5200亩}"),
        ("连续三年保持优良", '[连续保持优良]{corrects="连续三年保持优良"}'),
        ("让家乡更美。", '让家乡更美。\n\n原件上还有这一段。 {corrects=""}'),
    ],
)
def test_a_correction_is_confirmed_where_it_stands(made: ImportedDocument, old: str, new: str) -> None:
    assert compared(made.document.text.replace(old, new), made.original) == ()


def test_a_confirmation_of_other_words_confirms_nothing(made: ImportedDocument) -> None:
    assert len(told(made, "5200亩", "[52000亩]{corrects=520亩}")) == 1


def test_paragraphs_gone_new_and_moved_are_told_as_such(made: ImportedDocument) -> None:
    lines = made.document.text.split("\n")
    first = next(line for line in lines if line.startswith("城乡居民"))
    gone = compared(made.document.text.replace(first, ""), made.original)
    assert [f"有1段，这里没有了：「{first[:30]}…」" in problem.message for problem in gone] == [True]
    assert gone[0].fix.endswith("在原文里删去那一行。")
    new = compared(made.document.text.replace(first, f"{first}\n\n又添了一段。"), made.original)
    assert [problem.message for problem in new] == ["这一段「又添了一段。」，导入的原文没有。"]
    moved = compared(made.document.text.replace(first, "").rstrip() + f"\n\n{first}\n", made.original)
    assert len(moved) == 1 and "移了位置" in moved[0].message
    shorter = "\n".join(line for line in made.original.split("\n") if line != first)
    assert compared(made.document.text.replace(first, ""), shorter) == ()


def test_one_typed_character_is_always_one_reminder_at_its_line(made: ImportedDocument) -> None:
    dice, body = Random(7), made.document.text
    start = body.index("城乡居民")
    for _ in range(60):
        at = dice.randrange(start, body.index("\n", start) - 1)
        change = dice.choice(("", "错", body[at] + "多"))
        problems = compared(body[:at] + change + body[at + 1 :], made.original)
        assert [problem.locus.line for problem in problems] == [body[:at].count("\n") + 1], (body[at], change)


def test_a_document_written_anew_is_compared_all_the_same(made: ImportedDocument) -> None:
    """Nothing is alike, and the texts are long: that must neither fail nor take for ever."""
    head = made.document.text.partition("## 一、")[0]
    problems = compared(head + "全都另写了一遍，一个字也不一样。" * 400, made.original * 30)
    assert problems


def test_the_words_below_a_picture_are_compared(made: ImportedDocument) -> None:
    """As an import joins them to it; words that an editor puts there are none of the imported file."""
    picture = '![两岸的步道](images/pier.svg "图1　云汐步道（公里）")\n'
    body, original = f"{made.document.text}\n{picture}", f"{made.original}图1　云汐步道（公里）\n"
    assert compared(body, original) == () and compared(body, made.original) == ()
    (problem,) = compared(body.replace("步道（公里）", "步道（里）"), original)
    assert "图1云汐步道（公里）" in problem.message
