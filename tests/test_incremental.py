"""After any edits, a build that uses the last site is a clean build to the byte, with any number of workers."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gazette.pipeline import BuildResult, Options, build
from gazette.site_folder import FACTS, RECORDS, SiteFolder
from tests import mini_site

ROOT = Path(__file__).resolve().parent.parent
Edit = Callable[[Path, random.Random], None]


def build_project(project: Path, jobs: int, program: str = "program") -> BuildResult:
    """Build a project by what is known of its last site; without a ``program`` from nothing."""
    site = SiteFolder(project / "site", project / ".cache", program)
    return build(Options(project / "content", project / "site", search=False), site, jobs)


def compare_with_clean_build(project: Path, jobs: int) -> BuildResult:
    """Build as usual and from nothing: the same problems and files."""
    result = build_project(project, jobs)
    clean = project.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    shutil.copytree(project, clean, symlinks=True, ignore=shutil.ignore_patterns("site", ".site*", ".cache"))
    other = build_project(clean, 1, "")
    assert (result.written, result.problems, result.notes) == (other.written, other.problems, other.notes)
    assert not result.lost_workers
    if result.written:
        assert mini_site.snapshot(project / "site") == mini_site.snapshot(clean / "site")
    return result


def list_texts(project: Path) -> list[Path]:
    return sorted((*project.glob("content/*/*.md"), project / "glossary.yml"))


def edit_word(project: Path, chance: random.Random) -> None:
    """Take a character out of any file, or put one in; now and then it will not build."""
    files = [*project.glob("content/**/*.*"), project / "glossary.yml", project / "conversion.yml"]
    path = chance.choice(sorted(files))
    text = path.read_text("utf-8")
    at = chance.randrange(len(text) + 1)
    path.write_text(text[:at] + chance.choice(["", "，", "6", "云"]) + text[at + chance.randrange(2) :], "utf-8")


def edit_line(project: Path, chance: random.Random) -> None:
    """Insert a word, change a number, add a paragraph, or delete a line."""
    path = chance.choice(list_texts(project))
    lines = path.read_text("utf-8").split("\n")
    at = chance.choice([n for n, line in enumerate(lines) if len(line) > 9])
    line = lines[at]
    number = re.search(r"\d+(?=\**[个家公万%])", line)
    match chance.randrange(5):
        case 0:
            lines[at] = line[:9] + chance.choice(["新", "“三争”行动", "发展"]) + line[9:]
        case 1 | 2 if number:
            lines[at] = f"{line[: number.start()]}{int(number[0]) + 1}{line[number.end() :]}"
        case 3:
            lines[at:at] = ["全市新建公园12个，投资增长6.5%。", ""]
        case _:
            del lines[at]
    path.write_text("\n".join(lines), "utf-8")


def edit_front_matter(project: Path, chance: random.Random) -> None:
    path = chance.choice(sorted(project.glob("content/*/*.md")))
    text = path.read_text("utf-8")
    old, new = chance.choice(
        [("\ntitle: ", "\ntitle: 新"), ("\npublisher: ", "\npublisher: 新"), ("script: Hans", "script: Hant"),
         ("\nexplains:", "\nsubtitle:"), ("\ndate: 20", "\ndate: 19")]
    )  # fmt: skip
    path.write_text(text.replace(old, new, 1), "utf-8")


def edit_body(project: Path, chance: random.Random) -> None:
    """Make a document, or its report with all numbers, another body's."""
    path = chance.choice(sorted(project.glob("content/*/*.md")))
    keys = chance.choice(["label: 党代会", "label: 上届", "place: 东港镇", "edition: 晚刊"])
    path.write_text(path.read_text("utf-8").replace("\nkind: ", f"\n{keys}\nkind: ", 1), "utf-8")
    if keys.startswith("place"):
        known = project / "content" / "indicators.yml"
        known.write_text(known.read_text("utf-8").replace("name: ", f"{keys}, name: "), "utf-8")


def edit_settings(project: Path, chance: random.Random) -> None:
    path = project / "content" / "site.yml"
    old, new = chance.choice(
        [("title: ", "title: 新"), ("terms: section", "terms: all"), ("terms: all", "terms: page"),
         ("tagline: ", "tagline: 新"), ("words: [公园, ", "words: ["),
         ("indicators: [parks, ", "indicators: ["), ("name: 民生", "name: 新民生"), ("terms: [sansheng-ronghe]", "terms: []"),
         ("  - {id: harbour, ", "  # {id: harbour, "), ("  - {id: living, ", "  # {id: living, "), ("examples:", "quotes: corner\nexamples:"), ("向海图强", "向海而兴")]
    )  # fmt: skip
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def edit_glossary(project: Path, chance: random.Random) -> None:
    path = project / "glossary.yml"
    text = path.read_text("utf-8")
    places = [match.end() for match in re.finditer(chance.choice(["definition: ", "term: ", "also: \\["]), text)]
    at = chance.choice(places or [0])
    path.write_text(f"{text[:at]}新{text[at:]}", "utf-8")


def edit_indicators(project: Path, chance: random.Random) -> None:
    path = project / "content" / "indicators.yml"
    old, new = chance.choice(
        [("name: ", "name: 新"), ("headline: yes", "headline: no"), ("group: ", "group: 新"), ("note: ", "note: 新")]
    )
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")


def edit_rules(project: Path, chance: random.Random) -> None:  # noqa: ARG001  (one signature for all)
    path = project / "conversion.yml"
    rule = "phrases:\n  - {hans: 发展, hant: 發展, reason: 试}"
    path.write_text(path.read_text("utf-8").replace("phrases:", rule, 1), "utf-8")


def edit_answers(project: Path, chance: random.Random) -> None:
    """Sign all conversions, answer one with another form, or drop the answers."""
    path = project / "content" / "conversions.yml"
    if chance.randrange(3) == 0:
        path.unlink(missing_ok=True)
    else:
        mini_site.sign(project)
        text = path.read_text("utf-8")
        words = re.findall(r"word: (\S)\n\s+form: (\S)\n", text)
        if words and chance.randrange(2):
            path.write_text(text.replace("answer: accept", f"answer: {words[0][0]}", 1), "utf-8")


def edit_anchors(project: Path, chance: random.Random) -> None:
    path = project / "content" / "anchors.yml"
    if chance.randrange(2) and path.exists():
        path.unlink()
    else:
        result = build(Options(project / "content", None, search=False, record_anchors=True))
        if result.anchors and not result.stopped:
            path.write_text(result.anchors.text, "utf-8")


def edit_picture(project: Path, chance: random.Random) -> None:
    for path in project.glob("content/*/images/*.svg"):
        path.write_text(path.read_text("utf-8") + f"<!-- {chance.randrange(9)} -->", "utf-8")


def move_document(project: Path, chance: random.Random) -> None:
    """Remove, rename or copy a document, with its explainers' links left as they are."""
    paths = sorted(project.glob("content/*/*.md"))
    if len(paths) < 2:
        return
    path = chance.choice(paths)
    match chance.randrange(3):
        case 0:
            path.unlink()
        case 1:
            path.rename(path.with_name("another.md"))
        case _:
            other = project / "content" / "2033" / path.name
            other.parent.mkdir(exist_ok=True)
            other.write_text(path.read_text("utf-8").replace("2031", "2033"), "utf-8")


def restore(project: Path, chance: random.Random) -> None:  # noqa: ARG001
    """Take all edits back."""
    shutil.rmtree(project / "content")
    shutil.copytree(mini_site.HERE / "content", project / "content")
    for name in mini_site.FILES:
        shutil.copy(mini_site.HERE / name, project)


def touch_site(project: Path, chance: random.Random) -> None:
    """Change or delete a file of the finished site."""
    paths = sorted((project / "site").rglob("*.html"))
    if not paths:
        return
    path = chance.choice(paths)
    if chance.randrange(2):
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1] + b" ")


def damage_facts(project: Path, chance: random.Random) -> None:
    path = project / ".cache" / FACTS
    if path.exists():
        data = path.read_bytes()
        at = chance.randrange(len(data))
        path.write_bytes(chance.choice([data[:at], data[:at] + b"x" + data[at + 1 :], b""]))


EDITS: tuple[Edit, ...] = (
    edit_word, edit_line, edit_line, edit_front_matter, edit_body, edit_settings, edit_glossary, edit_indicators, edit_rules,
    edit_answers, edit_anchors, edit_picture, move_document, restore, restore, touch_site, damage_facts,
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return mini_site.copy_to(folder)


@pytest.mark.parametrize(("seed", "jobs"), [(0, 1), (1, 2), (2, 5)])
def test_after_any_edits_the_site_is_a_clean_builds(project: Path, seed: int, jobs: int) -> None:
    chance = random.Random(seed)
    written = 0
    for _ in range(6):
        for _ in range(chance.randrange(1, 3)):
            chance.choice(EDITS)(project, chance)
        if compare_with_clean_build(project, jobs).written:
            written += 1
        else:
            restore(project, chance)
            assert compare_with_clean_build(project, jobs).written
    assert written > 2, "too few edits that build"


@pytest.mark.parametrize("edit", dict.fromkeys(EDITS), ids=lambda edit: edit.__name__)
def test_after_each_kind_of_edit_the_site_is_a_clean_builds(project: Path, edit: Edit) -> None:
    assert build_project(project, 1).written
    edit(project, random.Random(0))
    if not compare_with_clean_build(project, 1).written:
        restore(project, random.Random(0))


#: Edits of what pages are made from beside the documents, those of one build together: a file, what stands in it, and what is
#: put there. Random edits seldom meet one of these lines; each is a part of some key.
SETTINGS = (
    (
        ("site.yml", "words: [港, 湾]", "words: [港, 桥]"),
        ("site.yml", "2031: 向海图强", "2031: 双湾联动"),
        ("indicators.yml", "also: [小公园, ", "also: [花园, "),
    ),
    (("site.yml", "name: 港湾", "name: 港口"), ("synonyms.yml", "near: [步道]", "near: [公园]")),
    (("site.yml", "indicators: [parks, ", "indicators: ["), ("indicators.yml", "只计当年新建的", "只计新建的")),
    (("site.yml", "terms: [sansheng-ronghe]", "terms: [shuangwan]"), ("site.yml", "[双湾联动, ", "[公园, ")),
)


def test_after_each_edit_of_settings_the_site_is_a_clean_builds(project: Path) -> None:
    assert build_project(project, 1).written
    for edits in SETTINGS:
        for file, old, new in edits:
            path = project / "content" / file
            text = path.read_text("utf-8")
            assert text.count(old) == 1, old
            path.write_text(text.replace(old, new), "utf-8")
        assert compare_with_clean_build(project, 1).written, edits


def test_a_word_in_one_report_builds_its_group_alone(project: Path) -> None:
    assert build_project(project, 1).written
    before = {path: path.stat().st_mtime_ns for path in (project / "site").rglob("*.html")}
    report = project / "content" / "2031" / "report.md"
    report.write_text(report.read_text("utf-8").replace("。\n", "，再说一句。\n", 1), "utf-8")
    assert compare_with_clean_build(project, 1).written
    changed = {
        path.relative_to(project / "site").as_posix()
        for path, time in before.items()
        if path.stat().st_mtime_ns != time
    }
    assert "zh-hans/2031/report/index.html" in changed
    assert not [path for path in changed if "/2032/" in path or "/2030/" in path or "indicators" in path]


def test_the_neighbours_goal_changes_the_cards_that_show_it(project: Path) -> None:
    """A year's share images show the targets of the year before, which another group states."""
    assert build_project(project, 1).written
    report = project / "content" / "2031" / "report.md"
    text = report.read_text("utf-8")
    images = _list_images(project, "2032/explainer")
    assert text.count("**6%**左右") == 2
    report.write_text(text.replace("**6%**左右", "**7%**左右"), "utf-8")
    assert compare_with_clean_build(project, 1).written
    assert _list_images(project, "2032/explainer") != images


def test_an_explainer_follows_its_reports_body(project: Path) -> None:
    """What is said of an explainer changes with its report alone, also the numbers that it states."""
    assert build_project(project, 1).written
    report, known = project / "content/2031/report.md", project / "content/indicators.yml"
    report.write_text(report.read_text("utf-8").replace("\nkind: ", "\nlabel: 党代会\nkind: ", 1), "utf-8")
    assert compare_with_clean_build(project, 1).written
    assert "党代会解读" in (project / "site/zh-hans/2031/explainer/index.html").read_text("utf-8")
    report.write_text(report.read_text("utf-8").replace("label: 党代会", "place: 东港镇", 1), "utf-8")
    result = compare_with_clean_build(project, 1)
    assert "indicator-place" in {p.code for p in result.problems if p.locus.path == "content/2031/explainer.md"}
    known.write_text(known.read_text("utf-8").replace("name: ", "place: 东港镇, name: "), "utf-8")
    assert compare_with_clean_build(project, 1).written
    other = (project / "content/2031/explainer.md").read_text("utf-8").replace("云汐日报", "云汐晚报")
    (project / "content/2031/other.md").write_text(other, "utf-8")
    assert compare_with_clean_build(project, 1).written
    assert "2031年东港镇云汐日报解读" in (project / "site/zh-hans/about/index.html").read_text("utf-8")


def test_a_small_chart_follows_the_label_of_a_report_two_years_before(project: Path) -> None:
    """A figure is in the series if the indicator has the label's name; that year is neither the group's own nor the one before."""
    old, new = project / "content/2030/report.md", project / "content/2032/explainer.md"
    words = "[新建口袋公园**20个**]{indicator=parks role=target year=2030}。"
    old.parent.mkdir()
    old.write_text(f"---\nkind: report\nlabel: 党代会\nscript: Hans\ntitle: 报告\n---\n\n# 报告\n\n{words}\n", "utf-8")
    new.write_text(new.read_text("utf-8").replace("{indicator=parks role", "{indicator=parks lead=yes role"), "utf-8")
    assert compare_with_clean_build(project, 1).written
    old.write_text(old.read_text("utf-8").replace("label: 党代会", "label: 公园"), "utf-8")
    assert compare_with_clean_build(project, 1).written


def _list_images(project: Path, page: str) -> list[str]:
    return re.findall(r"share/[\w-]+\.png", (project / "site/zh-hans" / page / "index.html").read_text("utf-8"))


def test_facts_of_another_program_or_site_are_not_used(project: Path) -> None:
    assert build_project(project, 1).written
    facts = (project / ".cache" / FACTS).read_bytes()
    for program, out in (("other", "site"), ("program", "elsewhere")):
        site = SiteFolder(project / out, project / ".cache", program)
        last = site.last_facts()
        assert not last.groups or not site.stands(last)
        (project / ".cache" / FACTS).write_bytes(facts)


def test_a_build_that_fails_leaves_the_facts_of_the_last_site(project: Path) -> None:
    assert build_project(project, 1).written
    report = project / "content" / "2031" / "report.md"
    text = report.read_text("utf-8")
    report.write_text(text.replace("kind: report", "kind: raport", 1), "utf-8")
    assert not compare_with_clean_build(project, 1).written
    report.write_text(text, "utf-8")
    stamps = {path: path.stat().st_mtime_ns for path in (project / "site").rglob("*") if path.is_file()}
    assert build_project(project, 1).written
    assert stamps == {path: path.stat().st_mtime_ns for path in stamps}


@pytest.mark.skipif(os.cpu_count() == 1, reason="no second processor")
def test_search_records_follow_the_pages(project: Path) -> None:
    def build_it(program: str) -> dict[str, bytes]:
        site = SiteFolder(project / "site", project / ".cache", program)
        assert build(Options(project / "content", project / "site"), site, 2).written
        return mini_site.snapshot(project / "site")

    first = build_it("program")
    report = project / "content" / "2031" / "report.md"
    report.write_text(report.read_text("utf-8").replace("。\n", "，再说一句。\n", 1), "utf-8")
    second = build_it("program")
    assert first != second == build_it("")
    shutil.rmtree(project / ".cache" / RECORDS)
    report.write_text(report.read_text("utf-8").replace("再说一句", "再说两句"), "utf-8")
    assert second != build_it("program") == build_it("")
    report.write_text(report.read_text("utf-8").replace("再说两句", "再说一句"), "utf-8")
    assert build_it("program") == second
    (project / "content" / "site.yml").write_text(
        (project / "content" / "site.yml").read_text("utf-8").replace("tagline: ", "tagline: 新", 1), "utf-8"
    )
    third = build_it("program")
    assert {path: data for path, data in third.items() if "pagefind" in path} == {
        path: data for path, data in second.items() if "pagefind" in path
    }
    synonyms = project / "content" / "synonyms.yml"
    synonyms.write_text(synonyms.read_text("utf-8").replace("绿地", "公园绿地"), "utf-8")
    fourth = build_it("program")
    changed = {path for path, data in fourth.items() if third.get(path) != data}
    assert changed == {"sw.js", "zh-hans/pagefind/synonyms.json", "zh-hant/pagefind/synonyms.json"}
    assert fourth == build_it("")
