"""Answer requests to the desk: show a page, carry out an action, undo the last one."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from msgspec import structs

from gazette.desk import assets, conflicts, differs, done, line, numbers, preview_page, script, source, terms, today
from gazette.desk.access import MAX_FILE, Request, Tokens, Upload, explain_refusal, is_own_host
from gazette.desk.entries import Change, Conflict, Entry
from gazette.desk.job import Job
from gazette.desk.journal import Journal
from gazette.desk.originals import Originals
from gazette.desk.page import NO_FIELDS, DeskPage, Fields, Key, Plan, Refusal, format_time, page_address
from gazette.desk.response import DESK, Frame, Response, Step, Undo
from gazette.desk.snapshot import PageCount, Snapshot, SnapshotReader
from gazette.pipeline import BuildResult
from gazette.problems import Problem

#: All pages. To add one, write its module and name it here.
PAGES: tuple[DeskPage, ...] = (
    today.PAGE,
    source.PAGE,
    numbers.PAGE,
    differs.PAGE,
    script.PAGE,
    terms.PAGE,
    preview_page.PAGE,
    done.PAGE,
    line.PAGE,
)
_CONFLICT_KEYS = (Key("Enter", "用磁盘上的"),)
#: Pages of originals, as pictures.
_ORIGINALS = f"{assets.FOLDER}original/"
_GONE = "这一步已经撤销过了，或者不是最后一步。"


class Desk:
    """The desk of the publication in a folder."""

    def __init__(
        self,
        content: Path,
        tokens: Tokens,
        last_build: Callable[[], BuildResult | None],
        pages: tuple[DeskPage, ...] = PAGES,
    ) -> None:
        self.tokens, self.last_build = tokens, last_build
        self.pages = {page.name: page for page in sorted(pages, key=lambda page: page.digit)}
        self.reader, self.journal, self.job = SnapshotReader(content), Journal(content), Job(content)
        self.originals = Originals(content)
        self.journal.open()
        self.render = assets.make_renderer()

    def close(self) -> None:
        """Stop what is running."""
        self.job.close()

    def needs_build(self, path: str) -> bool:
        """Return whether the page at an address shows results of the build."""
        name = path.split("/")[1] if "/" in path else ""
        return name in self.pages and self.pages[name].needs_build

    def answer(self, request: Request) -> Response:
        """Answer a request; only ``POST`` writes. An unexpected error is said on the page, and printed."""
        try:
            return self._answer(request)
        except Exception as error:
            traceback.print_exc()
            return self._notify(
                500, f"编辑台出了错，请把命令行里的原话转给维护程序的人（{type(error).__name__}）。已经写好的都在。"
            )

    def _answer(self, request: Request) -> Response:
        if request.is_too_large and is_own_host(request.host, self.tokens.port):
            size = MAX_FILE // 1_000_000
            return self._notify(413, f"文件超过{size}MB，没有导入。请压小一点，或只存要的那几页，再回上一页导入。")
        if why := explain_refusal(request, self.tokens):
            return self._notify(403, why)
        if request.path.startswith(_ORIGINALS):
            return self._draw(request.path.removeprefix(_ORIGINALS), request.query.get("size", ""))
        if request.path.startswith(assets.FOLDER):
            return assets.answer_file(request.path.removeprefix(assets.FOLDER))
        now = self.reader.read()
        if request.path == "" and now.years:
            return Response(302, location=f"{DESK}{now.years[0]}/today/")
        if request.path == "undo" and request.method == "POST":
            return self._undo(now, request.form)
        year, _, rest = request.path.partition("/")
        name, _, action = rest.partition("/")
        page = self.pages.get(name)
        if page is None or year not in map(str, now.years):
            return self._notify(404, "编辑台没有这一页。" if now.years else "content 里还没有能读的文献。")
        snapshot = self._complete(now, int(year))
        if request.method != "POST":
            return self._show(snapshot, page, request.query)
        if action not in page.actions:
            return self._notify(404, "编辑台没有这种操作。")
        return self._act(snapshot, page, action, request.form, request.upload)

    def _complete(self, texts: Snapshot, year: int) -> Snapshot:
        """Return a snapshot for the work on one year: with the journal, the last build, and what waits."""
        self.journal.read()
        entries = self.journal.standing
        snapshot = replace(
            texts,
            year=year,
            entries=entries,
            outcome=self.last_build(),
            job=self.job.status,
            originals=self.originals.list(),
        )
        done_counts: Counter[str] = Counter()
        for entry in entries:
            if entry.place.startswith(f"{year}/"):
                done_counts.update(entry.count)
        counts = tuple(
            PageCount(
                page.name, page.title, page.digit, page.count(snapshot) if page.count else {},
                page.summarize(snapshot, done_counts) if page.summarize else "",
            )
            for page in self.pages.values()
            if page.count or page.summarize
        )  # fmt: skip
        return replace(snapshot, counts=counts)

    # ------------------------------------------------------------ showing

    def _show(
        self, snapshot: Snapshot, page: DeskPage, fields: Fields, refusal: Refusal | None = None, status: int = 200
    ) -> Response:
        """Show a page, with what was refused."""
        errors = refusal.errors if refusal else NO_FIELDS
        message = next((entry.message for entry in snapshot.entries if str(entry.number) == fields.get("did")), "")
        why = (refusal.message or "还没有写：请改下面标出的地方。") if refusal else ""
        view = page.build(snapshot, fields, errors)
        if view is None:
            return self._notify(404, "没有这一处；文献可能改过。")
        return self._render(page.template, self._frame(snapshot, page, message, why), status, view)

    def _frame(self, snapshot: Snapshot, page: DeskPage, message: str = "", refusal: str = "") -> Frame:
        counts = {each.page: sum(waiting for waiting, _ in each.documents.values()) for each in snapshot.counts}
        steps = (
            Step(each.digit, each.title, page_address(snapshot, each.name), counts.get(each.name, 0), each is page)
            for each in self.pages.values()
            if each.digit
        )
        last = snapshot.entries[-1] if snapshot.entries else None
        return Frame(
            title=page.title, name=page.name, year=snapshot.year, steps=tuple(steps), keys=page.keys,
            token=self.tokens.form, seen=snapshot.key,
            undo=Undo(last.number, last.message, format_time(last.time)) if last else None, message=message,
            refusal=refusal, waits=page.name == "done" and snapshot.job.is_running,
        )  # fmt: skip

    def _render(self, template: str, frame: Frame, status: int, view: object) -> Response:
        html = self.render(template, frame=frame, view=view)
        return Response(status, content=html.encode(), sets_cookie=True)

    def _notify(self, status: int, message: str) -> Response:
        """Return a page with a sentence alone."""
        return Response(status, content=self.render("notice.html", message=message).encode())

    # ------------------------------------------------------------ writing

    def _act(self, now: Snapshot, page: DeskPage, action: str, form: Fields, upload: Upload | None) -> Response:
        """Carry out an action on the texts that the form was made from."""
        seen = self.reader.recall(form.get("seen", ""))
        if seen is None:
            return self._show(now, page, form, Refusal("这一页是早先的，没有写；现在的在下面，请再定一次。"), 409)
        snapshot = replace(
            now,
            key=seen.key,
            texts=seen.texts,
            sources=seen.sources,
            indicators=seen.indicators,
            finder=seen.finder,
            made=seen.made,
            upload=upload,
        )
        plan = page.actions[action](snapshot, form)
        if isinstance(plan, Refusal):
            return self._show(snapshot, page, form, plan, 422)
        target = DESK + plan.next
        if plan.changes or plan.files or plan.settles[1]:
            changes = plan.changes
            if form.get("mine") == "1":
                try:
                    if form.get("shown") != now.key:  # changed again since both were shown
                        raise LookupError
                    changes = conflicts.merge(conflicts.try_changes(plan.changes, now.texts))
                except LookupError:
                    return self._show_conflict(now, page, action, form, plan)
            written = self.journal.write(
                changes, plan.message, plan.place, plan.count, plan.doubts, plan.settles, plan.files
            )
            if isinstance(written, Conflict):
                current = self._complete(self.reader.read(), now.year)
                return self._show_conflict(current, page, action, form, plan)
            if isinstance(written, Problem):
                return self._show(snapshot, page, form, Refusal(f"{written.message}{written.fix}"), 507)
            target += f"{'&' if '?' in plan.next else '?'}did={written.number}"
        if plan.starts_job:
            self.job.start(self.reader.read().key, strict=plan.starts_job == "strict")
        return Response(303, location=target)

    def _draw(self, address: str, size: str) -> Response:
        """Return a page of an original: ``2026/report/3.png``."""
        document, _, name = address.rpartition("/")
        number = name.removesuffix(".png")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
        picture = self.originals.draw(document, page, size)
        return Response(200, "image/png", picture) if picture else Response(404, "text/plain; charset=utf-8")

    def _show_conflict(self, now: Snapshot, page: DeskPage, action: str, form: Fields, plan: Plan) -> Response:
        """Show what the disk has, and what was to be written."""
        view = self._compare(
            now, conflicts.try_changes(plan.changes, now.texts), disk_href=plan.place, action=f"{now.year}/{page.name}/{action}",
            form=tuple((key, value) for key, value in form.items() if key not in ("token", "mine", "shown")),
        )  # fmt: skip
        if plan.files:  # the form that is sent again has no file
            view = structs.replace(view, can_write=False)
        return self._render("conflict.html", structs.replace(self._frame(now, page), keys=_CONFLICT_KEYS), 409, view)

    def _compare(self, now: Snapshot, attempts: tuple[conflicts.Attempt, ...], **values: Any) -> conflicts.View:
        """Return the view of a conflict: the files that differ on the disk, and whether all changes merge."""
        changed = [each for each in attempts if conflicts.is_changed(each)]
        try:
            can_write = bool(conflicts.merge(attempts))
        except LookupError:
            can_write = False
        title = "、".join(conflicts.name_file(now, each.path) for each in changed)
        return conflicts.View(title, conflicts.compare(changed), can_write, now.key, **values)

    def _undo(self, now: Snapshot, form: Fields) -> Response:
        """Undo the last entry; or, if the form says so, leave what it wrote."""
        self.journal.read()
        entry = self.journal.standing[-1] if self.journal.standing else None
        if entry is None or str(entry.number) != form.get("number"):
            return self._notify(409, _GONE)
        if form.get("keep") == "1":
            problem = self.journal.forget(entry.number)
            return self._notify(507, f"{problem.message}{problem.fix}") if problem else self._go_back(entry)
        changes: tuple[Change, ...] = ()
        if form.get("mine") == "1":
            try:
                if form.get("seen") != now.key:
                    raise LookupError
                changes = conflicts.merge(
                    conflicts.try_undoing(self.journal.find_changed(entry), now.texts, self.reader.recall_text)
                )
            except LookupError:
                return self._show_undo_conflict(now, entry)
        undone = self.journal.undo(entry.number, changes)
        if isinstance(undone, Conflict):
            return self._show_undo_conflict(self.reader.read(), entry)
        if isinstance(undone, Problem):
            return self._notify(507, f"{undone.message}{undone.fix}")
        if undone is None:
            return self._notify(409, _GONE)
        return self._go_back(entry)

    def _go_back(self, entry: Entry) -> Response:
        """Show what an entry was about; in another year if its year has no document any more."""
        years, (year, _, rest) = self.reader.read().years, entry.place.partition("/")
        if years and year not in map(str, years):
            return Response(303, location=f"{DESK}{years[0]}/{rest.partition('/')[0]}/")
        return Response(303, location=DESK + entry.place)

    def _show_undo_conflict(self, texts: Snapshot, entry: Entry) -> Response:
        year = entry.place.partition("/")[0]
        now = self._complete(texts, int(year) if year.isascii() and year.isdigit() else 0)
        attempts = conflicts.try_undoing(self.journal.find_changed(entry), now.texts, self.reader.recall_text)
        view = self._compare(now, attempts, undo=entry.number)
        return self._render(
            "conflict.html", structs.replace(self._frame(now, self.pages["today"]), keys=_CONFLICT_KEYS), 409, view
        )
