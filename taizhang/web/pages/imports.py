"""The pages of an import, for the register and for the organisation alike: upload, columns, check, confirm, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.accounts.first_passwords import give_first_passwords, without_password
from taizhang.core.refusals import Refused
from taizhang.imports import operations
from taizhang.imports.models import Import
from taizhang.imports.org_targets import TABLE_LABELS
from taizhang.imports.progress import progress_of
from taizhang.imports.queries import faults_page, import_for, imports_for
from taizhang.imports.templates_for import org_template, subject_template
from taizhang.journal.files import LARGEST_FILE
from taizhang.orgs.models import Org
from taizhang.subjects.kinds import kinds_for
from taizhang.web.gate import needs
from taizhang.web.import_book import faults_workbook, passwords_workbook

WORDS = {
    Import.SUBJECTS: {"title": "导入底数", "list": "整治底数", "thing": "整治对象"},
    Import.ORGS: {"title": "导入组织和人员", "list": "组织与岗位", "thing": "组织和岗位"},
}
HOME = {Import.SUBJECTS: ("register:list", "register"), Import.ORGS: ("orgs:tree", "orgs")}


def _frame(what: str) -> dict[str, Any]:
    home, space = HOME[what]
    return {"words": WORDS[what], "home": reverse(home), "space": space, "what": what}


def start(request: HttpRequest, actor: Actor, what: str) -> HttpResponse:
    """Upload, templates, and what was imported before. A refusal comes back on the same page."""
    refused = None
    kind = request.POST.get("kind", "") or request.GET.get("kind", "")
    if request.method == "POST":
        try:
            upload = request.FILES.get("file")
            if upload is None:
                raise Refused("not-a-table", "没有选择文件")
            content = upload.read(LARGEST_FILE + 1)  # no more of a huge file than tells that it is too large
            name = upload.name or "表格"
            work = operations.begin(
                by=actor, at=timezone.now(), what=what, content=content, name=name, kind=request.POST.get("kind", "")
            )
            return redirect(f"{HOME[what][1]}:import-one", work.pk)
        except Refused as caught:
            refused = caught
    context = {
        **_frame(what),
        "refused": refused,
        "kind": kind,
        "kinds": list(kinds_for(actor).values()) if what == Import.SUBJECTS else [],
        "rows": imports_for(actor, what)[:20],
    }
    return render(request, "imports/start.html", context, status=refused.refusal.status if refused else 200)


def template(request: HttpRequest, actor: Actor, what: str) -> HttpResponseBase:
    kind = request.GET.get("kind", "")
    if what == Import.SUBJECTS:
        found = kinds_for(actor).get(kind)
        content, name = subject_template(actor, kind), f"{found.name if found else '整治底数'}导入模板"
    else:
        content, name = org_template(_top(actor)), "组织和人员导入模板"
    return _excel(content, name)


def _top(actor: Actor) -> Org:
    top = Org.objects.filter(path=actor.reach).first() or Org.objects.filter(number=actor.org).first()
    if top is None:
        raise Refused("out-of-scope")
    return top


def _excel(content: bytes, name: str) -> HttpResponseBase:
    response = FileResponse(BytesIO(content), as_attachment=True, filename=f"{name}.xlsx")
    response.headers["Cache-Control"] = "no-store"
    return response


def one(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponse:
    """An import as it stands: its columns, its check, its work under way, its result."""
    work = import_for(actor, about)
    if request.headers.get("HX-Request") and request.GET.get("part") == "work":
        if work.running:
            return render(request, "imports/_work.html", {**_frame(what), **_progress(work)})
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {**_frame(what), "work": work, **_PARTS.get(work.state, _nothing)(request, actor, work)}
    return render(request, "imports/one.html", context)


def _progress(work: Import) -> dict[str, Any]:
    done, total = progress_of(work.pk)
    title = "正在检查" if work.state == "checking" else "正在写入"
    silent = timezone.now() - work.beat_at > operations.SILENT
    sentence = ""
    if not total:
        sentence = f"已读 {done} 行。可以离开本页，稍后回来查看。" if done else "已排上队。可以离开本页，稍后回来查看。"
    return {"work": work, "done": done, "total": total, "title": title, "sentence": sentence, "silent": silent}


def _nothing(request: HttpRequest, actor: Actor, work: Import) -> dict[str, Any]:
    return {}


def _columns(request: HttpRequest, actor: Actor, work: Import) -> dict[str, Any]:
    tables = []
    for held in work.tables:
        targets = operations.targets_for(actor, held["table"], work.kind)
        samples = [
            [row[index] if index < len(row) else "" for row in held["samples"]] for index in range(len(held["heads"]))
        ]
        columns = list(zip(held["heads"], held["mapping"], samples, strict=True))
        missing = [target for target in targets if target.required and target.key not in held["mapping"]]
        label = TABLE_LABELS.get(held["table"], "")
        tables.append({**held, "targets": targets, "columns": columns, "missing": missing, "label": label})
    kinds = list(kinds_for(actor).values()) if work.what == Import.SUBJECTS else []
    return {"tables": tables, "kinds": kinds}


def _checked(request: HttpRequest, actor: Actor, work: Import) -> dict[str, Any]:
    after = request.GET.get("after", "")
    shown = request.GET.get("show", "")
    grave = {"faults": True, "notices": False}.get(shown, True if work.counts.get("faulty") else None)
    rows, following = faults_page(work, int(after) if after.isdecimal() else 0, grave=grave)
    tables = [(key, label) for key, label in TABLE_LABELS.items()] if work.what == Import.ORGS else []
    counts = [
        {"label": label, **{name: work.counts.get(f"{key}.{name}", 0) for name in _COUNTED}} for key, label in tables
    ]
    changes = any(work.counts.get(name) for name in ("new", "changed", "people")) or any(
        row[name] for row in counts for name in ("new", "changed", "ended")
    )
    return {
        "faults": rows,
        "following": following or "",
        "shown": "notices" if grave is False else "faults",
        "tables": counts,
        "changes": changes,
        "table_labels": list(TABLE_LABELS.items()),
        "sorts": work.counts.get("sorts", []),
    }


_COUNTED = ("rows", "new", "changed", "unchanged", "ended", "faulty")


def _done(request: HttpRequest, actor: Actor, work: Import) -> dict[str, Any]:
    waiting = without_password(work.counts.get("logins", []))
    return {**_checked(request, actor, work), "waiting": len(waiting)}


_PARTS: Mapping[str, Callable[[HttpRequest, Actor, Import], dict[str, Any]]] = {
    "mapping": _columns,
    "checking": lambda request, actor, work: _progress(work),
    "checked": _checked,
    "writing": lambda request, actor, work: _progress(work),
    "done": _done,
}


@require_POST
def columns(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponse:
    """Look again with another kind, sheet or head; or take the columns and check the rows."""
    work = import_for(actor, about)
    kind = request.POST.get("kind", work.kind)
    places = {}
    for held in work.tables:
        head = request.POST.get(f"head-{held['table']}", "")
        sheet = request.POST.get(f"sheet-{held['table']}", held["sheet"])
        places[held["table"]] = (sheet, int(head) if head.isdecimal() and 0 < int(head) <= 60 else held["head"])
    moved = any(places[held["table"]] != (held["sheet"], held["head"]) for held in work.tables)
    if "look" in request.POST or kind != work.kind or moved:
        operations.look_again(by=actor, about=about, kind=kind, places=places)
        return redirect(f"{HOME[what][1]}:import-one", about)
    mappings = {held["table"]: request.POST.getlist(f"column-{held['table']}") for held in work.tables}
    operations.check(by=actor, at=timezone.now(), about=about, mappings=mappings)
    return redirect(f"{HOME[what][1]}:import-one", about)


@require_POST
def confirm(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponse:
    operations.confirm(
        by=actor,
        at=timezone.now(),
        about=about,
        leave_faulty=request.POST.get("leave_faulty") == "1",
        leave_alike=request.POST.get("leave_alike") == "1",
    )
    return redirect(f"{HOME[what][1]}:import-one", about)


@require_POST
def again(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponse:
    """Back to the columns; also after a failure."""
    operations.back_to_mapping(by=actor, about=about)
    return redirect(f"{HOME[what][1]}:import-one", about)


@require_POST
def give_up(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponse:
    operations.drop(by=actor, at=timezone.now(), about=about)
    messages.success(request, "已放弃这次导入，什么都没有改动")
    return redirect(f"{HOME[what][1]}:import")


def faults(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponseBase:
    """The faulty rows as Excel, with a remark beside each."""
    work = import_for(actor, about)
    book = faults_workbook(work, at=timezone.now())
    return FileResponse(book, as_attachment=True, filename=f"有错的行-{work.file_name.rsplit('.', 1)[0]}.xlsx")


@require_POST
def passwords(request: HttpRequest, actor: Actor, what: str, about: UUID) -> HttpResponseBase:
    """First passwords for the people of this import that have none yet: made, shown in this file, and never again."""
    work = import_for(actor, about)
    waiting = without_password(work.counts.get("logins", []))
    if not waiting:
        raise Refused("already-done", "初始密码表已经下载过")
    given = give_first_passwords(waiting)
    return _excel(passwords_workbook(actor, given, at=timezone.now()), "初始密码表")


def import_paths(what: str) -> list[URLPattern]:
    """The addresses of an import, below those of the register or of the organisation."""
    gate = needs(operations.NEEDED[what])
    asked = {"what": what}
    paths = [
        path("import/", gate(start), asked, name="import"),
        path("import/template.xlsx", gate(template), asked, name="import-template"),
        path("import/<uuid:about>/", gate(one), asked, name="import-one"),
        path("import/<uuid:about>/columns", gate(columns), asked, name="import-columns"),
        path("import/<uuid:about>/confirm", gate(confirm), asked, name="import-confirm"),
        path("import/<uuid:about>/again", gate(again), asked, name="import-again"),
        path("import/<uuid:about>/drop", gate(give_up), asked, name="import-drop"),
        path("import/<uuid:about>/faults.xlsx", gate(faults), asked, name="import-faults"),
    ]
    if what == Import.ORGS:
        paths.append(path("import/<uuid:about>/passwords", gate(passwords), asked, name="import-passwords"))
    return paths
