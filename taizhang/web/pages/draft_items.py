"""The items of a draft: their cards and forms, saving with notice of what others wrote, adding, removing, undoing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from taizhang.access.actor import Actor
from taizhang.campaigns.drafting import Section
from taizhang.campaigns.editing import Stale, add, edit, item_of, remove, undo
from taizhang.campaigns.models import DraftItem, PlanDraft
from taizhang.campaigns.preparing import borrow, lendable
from taizhang.campaigns.queries import draft_for
from taizhang.core.refusals import Refused
from taizhang.core.roles import Power
from taizhang.web.draft_checkup import flaws_of, pressing
from taizhang.web.draft_forms import ADDABLE, FORMS, ItemForm
from taizhang.web.draft_forms.item_form import flat_choices
from taizhang.web.draft_review import Card, Review, recent_changes, review_of
from taizhang.web.draft_text import pieces_of
from taizhang.web.gate import needs


def review_context(request: HttpRequest, shown: Review) -> dict[str, Any]:
    """What the whole review page needs; `?edit=` opens the form of an item on it."""
    flaws = flaws_of(shown.draft)
    editing = next((card for card in shown.cards if str(card.item.pk) == request.GET.get("edit")), None)
    return {
        "draft": shown.draft,
        "review": shown,
        "pieces": pieces_of(shown.draft.source_text, shown.items, flaws),
        "changes": recent_changes(shown.draft),
        "editing": editing,
        "form": form_of(shown, editing.item) if editing else None,
        "today": timezone.localdate(),
        "years": [timezone.localdate().year - 1, timezone.localdate().year, timezone.localdate().year + 1],
        "flaws": pressing(flaws),
    }


def form_of(shown: Review, item: DraftItem, data: Any = None, initial: Any = None) -> ItemForm:
    """The form of an item; with `initial` the same fields as typed, not yet checked."""
    kind = FORMS[Section(item.section)]
    more = {"initial": initial} if initial is not None else {}
    own_ids = f"f{item.pk.hex[-8:]}_%s"
    return kind(data, choices=shown.choices, item_data=item.data, prefix="i", auto_id=own_ids, **more)


@needs(Power.MANAGE_CAMPAIGN)
def item(request: HttpRequest, actor: Actor, about: UUID, item_id: UUID) -> HttpResponse:
    """One card, or its form; saved by POST. Without scripts each leads back to the whole page."""
    draft = draft_for(actor, about)
    row = item_of(draft, item_id)
    if request.method == "POST":
        return _save(request, actor, draft, row)
    shown = review_of(draft)
    if request.GET.get("as") == "card":
        return _card(request, shown, row.pk)
    if not _partial(request):
        return redirect(f"{reverse('drafts:review', args=[draft.pk])}?edit={row.pk}#item-{row.pk}")
    return render(request, "drafts/_form.html", _form_context(shown, row, _asked_form(request, shown, row)))


def _asked_form(request: HttpRequest, shown: Review, row: DraftItem) -> ItemForm:
    """The form as it is stored, or as it was typed so far when the verb was changed in it."""
    if "i-verb" not in request.GET:
        return form_of(shown, row)
    unchecked = form_of(shown, row, request.GET)
    typed = {name: unchecked[name].data for name in unchecked.fields}
    return form_of(shown, row, initial=typed)


def _save(request: HttpRequest, actor: Actor, draft: PlanDraft, row: DraftItem) -> HttpResponse:
    shown = review_of(draft)
    form = form_of(shown, row, request.POST)
    if not form.is_valid():
        return _again(request, shown, row, form)
    try:
        edit(by=actor, at=timezone.now(), item=row, revision=number_in(request, "revision"), data=form.result)
    except Stale as stale:
        if stale.item is None or stale.item.removed:
            raise
        return _again(request, shown, stale.item, form, differences_of(shown, stale.item, form))
    if not _partial(request):
        messages.success(request, "已保存")
        return redirect(f"{reverse('drafts:review', args=[draft.pk])}#item-{row.pk}")
    return _card(request, review_of(_fresh(draft)), row.pk, saved=True)


def _again(
    request: HttpRequest, shown: Review, row: DraftItem, form: ItemForm, differences: list[Any] | None = None
) -> HttpResponse:
    """The form once more with what was typed; a conflict shows both values and saves onto the newer revision."""
    status = 409 if differences is not None else 422
    context = _form_context(shown, row, form) | {"differences": differences}
    if _partial(request):
        return render(request, "drafts/_form.html", context, status=status)
    page = review_context(request, shown) | context
    page["editing"] = next((card for card in shown.cards if card.item.pk == row.pk), None)
    return render(request, "drafts/review.html", page, status=status)


def _form_context(shown: Review, row: DraftItem, form: ItemForm) -> dict[str, Any]:
    return {"draft": shown.draft, "item": row, "form": form, "card": _card_of(shown, row.pk), "review": shown}


def differences_of(shown: Review, theirs: DraftItem, form: ItemForm) -> list[tuple[str, str, str]]:
    """(field, what the other wrote, what is typed here) of every field that differs."""
    other = form_of(shown, theirs)
    found = []
    for name, field in form.fields.items():
        mine, stored = _words(form[name].value(), field), _words(other[name].value(), field)
        if mine != stored:
            found.append((str(field.label), stored or "（空）", mine or "（空）"))
    return found


def _words(value: Any, field: Any) -> str:
    """A value for people: the labels of choices instead of their names."""
    labels = {str(key): str(label) for key, label in flat_choices(getattr(field, "choices", []))}
    values = value if isinstance(value, (list, tuple)) else [value]
    return "、".join(labels.get(str(one), str(one)) for one in values if one not in (None, "", False))


def _card(request: HttpRequest, shown: Review, about: UUID, *, saved: bool = False) -> HttpResponse:
    context = {"draft": shown.draft, "review": shown, "card": _card_of(shown, about), "saved": saved, "swap": saved}
    return render(request, "drafts/_card_and_progress.html" if saved else "drafts/_card.html", context)


def _card_of(shown: Review, about: UUID) -> Card | None:
    return next((card for card in shown.cards if card.item.pk == about), None)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def take_out(request: HttpRequest, actor: Actor, about: UUID, item_id: UUID) -> HttpResponse:
    draft = draft_for(actor, about)
    row = item_of(draft, item_id)
    remove(by=actor, at=timezone.now(), item=row, revision=number_in(request, "revision"))
    if not _partial(request):
        messages.success(request, "已删除，可以撤销")
        return _back(draft)
    shown = review_of(_fresh(draft))
    return render(request, "drafts/_progress.html", {"draft": draft, "review": shown, "swap": True})


@needs(Power.MANAGE_CAMPAIGN)
def put_in(request: HttpRequest, actor: Actor, about: UUID, section: str) -> HttpResponse:
    """Add an item: taken over from the pack, or from a form filled in."""
    draft = draft_for(actor, about)
    kind = next((one for one in ADDABLE if one.value == section), None)
    if kind is None:
        raise Refused("unknown-thing", section)
    shown = review_of(draft)
    if request.POST.get("lend"):
        lent = borrow(by=actor, at=timezone.now(), draft=draft, section=kind, name=request.POST["lend"])
        return redirect(f"{reverse('drafts:review', args=[draft.pk])}#item-{lent.pk}")
    form = FORMS[kind](request.POST or None, choices=shown.choices, prefix="i")
    if request.method == "POST" and form.is_valid():
        made = add(by=actor, at=timezone.now(), draft=draft, section=kind, data=form.result)
        messages.success(request, f"已添加{kind.label}")
        return redirect(f"{reverse('drafts:review', args=[draft.pk])}#item-{made.pk}")
    context = {"draft": draft, "section": kind, "form": form, "lendable": lendable(draft, kind, shown.items)}
    return render(request, "drafts/add.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@needs(Power.MANAGE_CAMPAIGN)
def take_back(request: HttpRequest, actor: Actor, about: UUID) -> HttpResponse:
    draft = draft_for(actor, about)
    messages.success(request, f"已撤销：{undo(by=actor, at=timezone.now(), draft=draft)}")
    return _back(draft)


def number_in(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() else 0


def _partial(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _fresh(draft: PlanDraft) -> PlanDraft:
    draft.refresh_from_db()
    return draft


def _back(draft: PlanDraft) -> HttpResponse:
    return redirect("drafts:review", draft.pk)
