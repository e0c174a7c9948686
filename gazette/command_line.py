"""The command line. Flags and exit codes only: 0 done, 1 problems found, 2 wrong usage."""

from __future__ import annotations

import argparse
import datetime
import gc
import importlib
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import NoReturn

from gazette import last_build
from gazette.text import SITE_ADDRESS

LIBRARIES = (
    "filelock",
    "jinja2",
    "markdown_it",
    "markupsafe",
    "mdit_py_plugins",
    "msgspec",
    "opencc",
    "pagefind_bin",
    "rjsmin",
    "yaml",
)
#: The installation of docs/editors.md, for machines without `make`.
STEPS = {
    "win32": (
        "py -m venv .venv",
        r".venv\Scripts\python -m pip install -r requirements.txt",
        r".venv\Scripts\python build.py",
    ),
    "darwin": (
        "python3 -m venv .venv",
        ".venv/bin/python -m pip install -r requirements.txt",
        ".venv/bin/python build.py",
    ),
}

COMMANDS = {
    "build": "生成网站（不写命令，就是这个）",
    "check": "只检查，不写文件",
    "serve": "边改边看",
    "review": "列出还没有人看过的繁简转换",
    "suggest": "提议哪些数值可以标成指标：suggest 2026",
    "anchors": "登记锚点，定稿发布之前运行",
    "init": "在空文件夹里写一个新的刊物：init 文件夹",
    "new": "写一年的空文献：new 2026",
    "import": "由 PDF、DOCX、TXT 写成文献：import 报告.pdf --year 2026 --kind report",
}


def parse_arguments(argv: list[str], folder: Path = Path()) -> argparse.Namespace:
    """Parse the command line; wrong usage exits with 2. The default command is ``build``."""
    name = "build.py" if Path(sys.argv[0]).name == "build.py" else "gazette"
    parser = argparse.ArgumentParser(prog=name, description="把 content/ 里的文献做成网站。")
    commands = parser.add_subparsers(dest="command", metavar="命令")
    add = {name: commands.add_parser(name, help=summary, description=summary) for name, summary in COMMANDS.items()}
    for name in add.keys() - {"init"}:
        add[name].add_argument("--content", type=Path, default=folder / "content", help="文献所在的文件夹")
    for name in ("build", "check"):
        add[name].add_argument("--out", type=Path, help="网站写到哪里（不写则在文献旁边的 site）")
    for name in ("build", "check", "serve", "import"):
        verbosity = add[name].add_mutually_exclusive_group()
        verbosity.add_argument("--quiet", action="store_true", help="只说问题")
        verbosity.add_argument("--verbose", action="store_true", help="说每一步用了几秒")
    for name in ("build", "check", "serve"):
        add[name].add_argument("--strict", action="store_true", help="提醒也当作错误")
        add[name].add_argument("--no-search", action="store_true", help="不做检索索引（快一些）")
    for name in ("build", "check"):
        add[name].add_argument("--jobs", type=_parse_count, help="用几个进程（不写则有几个处理器用几个）")
    add["build"].add_argument("--preview", action="store_true", help="做来审阅的网站：请检索网站不要收录")
    add["build"].add_argument("--clean", action="store_true", help="重新生成，不管上一次")
    for name in ("build", "check", "serve", "review", "anchors"):
        add[name].add_argument("--base-url", type=_check_address, default="", help="网站的网址，如 https://example.org")
    add["check"].add_argument("--json", action="store_const", const="json", dest="form", help="问题写成 JSON")
    add["check"].add_argument("--github", action="store_const", const="github", dest="form", help="写成 GitHub 的批注")
    add["check"].add_argument("--all", action="store_true", help="看过的、不必改的（已阅）也列出")
    add["serve"].add_argument("--port", type=int, default=8000, help="端口")
    add["serve"].add_argument("--open", action="store_true", help="打开浏览器")
    add["serve"].add_argument("--lan", action="store_true", help="同一网络里的手机也能看网站（看不到编辑台）")
    add["review"].add_argument("--write", action="store_true", help="把没有看过的写进 content/conversions.yml")
    add["review"].add_argument("--by", default="", help="给已经答复的署上这个名字和今天的日期（连同 --write）")
    add["init"].add_argument("folder", type=Path, metavar="文件夹")
    add["init"].add_argument("--place", help="哪里的报告：全称，如 云汐市")
    add["init"].add_argument("--newspaper", help="解读出自哪家报纸；没有的写 ''")
    add["init"].add_argument("--base-url", type=_check_address, help="网站的网址，如 https://example.org")
    add["init"].add_argument("--contact", help="读者指正时找谁：邮箱或网址")
    add["init"].add_argument("--year", type=_parse_year, help="示例是哪一年的（不写则是今年）")
    add["init"].add_argument("--program", default="", help="程序从哪里安装，如 git+https://example.org/gazette@v0.2.0")
    for name in ("new", "suggest"):
        add[name].add_argument("year", type=_parse_year, metavar="年份")
    ways = add["suggest"].add_mutually_exclusive_group()
    ways.add_argument("--json", action="store_true", help="写成 JSON")
    ways.add_argument("--write", action="store_true", help="把标记写进文献，可能的带着问号")
    add["import"].add_argument("file", type=Path, metavar="文件")
    add["import"].add_argument(
        "--year", type=_parse_year, required=True, metavar="年份", help="文献所计划的一年，如 2026"
    )
    kinds = ("report", "explainer", "coverage")
    add["import"].add_argument("--kind", choices=kinds, required=True, help="报告、解读、报道")
    add["import"].add_argument(
        "--script", choices=("Hans", "Hant"), default="", help="原件是简体还是繁体（不写则自己判断）"
    )
    for name in ("new", "import"):
        add[name].add_argument("--force", action="store_true", help="已有的文件也换掉")
    return parser.parse_args(argv if argv and argv[0] in (*COMMANDS, "-h", "--help") else ["build", *argv])


def _parse_year(text: str) -> int:
    """Parse a year of four digits."""
    if not (len(text) == 4 and text.isascii() and text.isdigit() and text[:2] in ("19", "20")):
        message = f"「{text}」不是年份，写成 2026 这样的四位数字"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _parse_count(text: str) -> int:
    """Parse a number of processes."""
    if not (text.isascii() and text.isdigit() and 0 < int(text[:5]) <= 1000):
        message = f"「{text}」不是进程数，写成 2 这样的数字，最少是 1"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _check_address(text: str) -> str:
    """Check the address of a site."""
    if text and not SITE_ADDRESS.fullmatch(text):
        message = f"「{text}」不是网址，写成 https://example.org 这样"
        raise argparse.ArgumentTypeError(message)
    return text


def find_missing_library() -> str:
    """Return the first library that is not installed, or an empty string."""
    for library in LIBRARIES:
        try:
            importlib.import_module(library)
        except ModuleNotFoundError as error:
            return error.name or library
    return ""


def report_missing_library() -> bool:
    """Say which library is not installed, and how to install it; return whether there is one. An editor gets no traceback."""
    library = find_missing_library()
    if library:
        steps = STEPS.get(sys.platform, ("make",))
        print(f"缺少程序库「{library}」。请先运行：{'，再运行：'.join(steps)}", file=sys.stderr)
        print(f"The library “{library}” is missing. First run: {', then: '.join(steps)}", file=sys.stderr)
    return bool(library)


def run_init(flags: argparse.Namespace) -> int:
    """Ask what the new publication is about, as far as the flags do not say it, and write it; return the exit code."""
    from gazette import console, init_command

    given = {question.name: getattr(flags, question.name) for question in init_command.QUESTIONS}
    try:
        answers = init_command.ask(given)
    except EOFError as error:
        missing = "没有人回答。请写全 --place、--newspaper、--base-url、--contact。"
        print(error if isinstance(error, init_command.UnusableAnswerError) else missing, file=sys.stderr)
        return 2
    year = flags.year or datetime.date.today().year  # noqa: DTZ011  (the editor's own)
    made = init_command.Answers(**answers, year=year, program=flags.program)
    return console.report_command(init_command.create_publication(flags.folder.resolve(), made))


def main(argv: list[str], folder: Path = Path()) -> int:
    """Run the command for the publication in a folder; return the exit code."""
    started = time.monotonic()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    flags = parse_arguments(argv, folder)
    if flags.command == "init":
        return 2 if report_missing_library() else run_init(flags)
    content: Path = flags.content.absolute()
    program = sources = ""
    if flags.command == "build":
        out: Path = (flags.out or content.parent / "site").absolute()
        own = (flags.base_url, flags.strict, flags.no_search, flags.preview)
        program = last_build.program_fingerprint()
        sources = last_build.sources_fingerprint(content, program, own)
        last = None if flags.clean else last_build.read_if_current(content, sources, out)
        if last:
            print(*last.problems, sep="\n", end="\n" if last.problems else "", file=sys.stderr)
            if not flags.quiet:
                seconds = time.monotonic() - started
                print(f"没有改动，{out} 还是上一次的（{last.summary}，{seconds:.1f}秒）。")
            return 0
    if report_missing_library():
        return 2
    if flags.command == "suggest":
        from gazette import suggest_command

        return suggest_command.run(content, flags.year, as_json=flags.json, write=flags.write)
    from gazette import console
    from gazette.pipeline import Options, build, record
    from gazette.workers import count_processors

    if flags.command in ("new", "import"):
        from gazette import editor_commands, progress

        if flags.command == "new":
            return console.report_command(editor_commands.new_year(content, flags.year, force=flags.force))
        with progress.progress_reporter(quiet=flags.quiet, verbose=flags.verbose) as on_progress:
            wanted = (flags.file, content, flags.kind, flags.year, flags.script)
            done = editor_commands.import_file(*wanted, force=flags.force, on_progress=on_progress)
        return console.report_command(done, quiet=flags.quiet)
    options = Options(content, None, flags.base_url)
    if flags.command == "review":
        return console.report_review(build(options), content, flags.by, write=flags.write)
    if flags.command == "anchors":
        return console.report_anchors(record(options), content)
    from gazette import progress

    if flags.command == "serve":
        from gazette.preview import preview

        gc.enable()  # it runs for hours
        for end in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:  # the terminal may be closed
            signal.signal(end, signal.default_int_handler)  # its temporary folder is removed then, too
        options = Options(content, None, flags.base_url, flags.strict, not flags.no_search)
        report = partial(console.report_preview, quiet=flags.quiet)
        with progress.progress_reporter(quiet=not flags.verbose, verbose=flags.verbose) as on_progress:
            return preview.run(
                options, flags.port, report, open_page=flags.open, lan=flags.lan, on_progress=on_progress
            )
    if flags.command == "check":
        options = Options(content, None, flags.base_url, flags.strict, False)
        with progress.progress_reporter(quiet=flags.quiet, verbose=flags.verbose) as on_progress:
            outcome = build(options, None, flags.jobs or count_processors(), on_progress)
        return console.report_check(outcome, flags.form or "text", quiet=flags.quiet, everything=flags.all)
    from gazette.site_folder import SiteFolder

    options = Options(content, out, flags.base_url, flags.strict, not flags.no_search, preview=flags.preview)
    site = SiteFolder(out, content.parent / ".cache", program, clean=flags.clean)
    with progress.progress_reporter(quiet=flags.quiet, verbose=flags.verbose) as on_progress:
        outcome = build(options, site, flags.jobs or count_processors(), on_progress)
    if outcome.written and sources and sources == last_build.sources_fingerprint(content, program, own):
        last_build.write_record(content, console.build_record(outcome, sources, site.saved))
    return console.report_build(outcome, options.out, quiet=flags.quiet)


def exit_at_once(code: int) -> NoReturn:
    """Exit at once, when all output is written: freeing a build's objects one by one takes a tenth of its time."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream:
                stream.flush()
    except OSError:  # the reader has closed the pipe: exit as Python does
        sys.exit(code)
    os._exit(code)


def run(folder: Path) -> NoReturn:
    """Run the command line for the publication in a folder, and exit."""
    gc.disable()  # nearly all objects of a build live until its end; collecting takes a sixth of the time
    exit_at_once(main(sys.argv[1:], folder))
