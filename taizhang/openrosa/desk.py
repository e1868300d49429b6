"""One submission at the desk: what it begins, amends or asks a person about, version by version and file by file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from taizhang.access.actor import Actor
from taizhang.core.checklists import Checklist, asked
from taizhang.core.ids import derived
from taizhang.core.refusals import Refused
from taizhang.inspections.operations import admit
from taizhang.journal.append import append, keep_aside
from taizhang.journal.drafts import Draft, Fate
from taizhang.journal.files import content_of
from taizhang.journal.models import AsideEntry
from taizhang.rows.finding import rows_with
from taizhang.subjects.ground import Ground

from .answers import OF_VISIT, Filled, answers_to, attachments, place_of, read
from .forms import Form
from .models import Submission

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


def keep_once(draft: Draft, refused: Refused, at: datetime) -> None:
    """Devices try again and again: one line for a person is enough."""
    if not AsideEntry.objects.filter(entry=draft.id, refusal=refused.refusal.code).exists():
        keep_aside(draft, refused, at)


class Desk:
    """Takes one post of one submission."""

    def __init__(self, filled: Filled, form: Form, by: Actor, at: datetime) -> None:
        self.filled, self.form, self.by, self.at = filled, form, by, at
        self.ground = Ground([(by, form.campaign)])
        self.key = self._key(filled.instance)
        self.expected = attachments(form.checklist, filled)

    def versions(self) -> set[UUID]:
        """This version and the one that it replaces: of eight at once the first is taken in, the others wait."""
        return {self.key, self._key(self.filled.deprecated)} if self.filled.deprecated else {self.key}

    def submission(self, kept: Mapping[str, dict[str, str]]) -> Submission:
        """The row of this version of the submission: known, or begun now with its entry."""
        row = self._known(self.key)
        if row is None:
            row = self._edit() if self.filled.deprecated else self._begin(kept)
        if row.digest != self.filled.digest:
            raise Refused("same-id-other-content", self.filled.instance)
        return row

    @property
    def subject(self) -> UUID | None:
        """The one that was inspected, as far as what was sent names any."""
        try:
            return UUID(self.filled.values.get("tz_subject", ""))
        except ValueError:
            return None

    def beginning(self, kept: Mapping[str, dict[str, str]], ground: Ground) -> Draft:
        """The authorised draft of the record that begins. Raises as inspections.operations.admit does."""
        entry = derived("openrosa.entry", self.key)
        return admit(self.by, self._draft("inspection.recorded", entry, self.key, self._body(kept)), ground)

    def begun(self, kept: Mapping[str, dict[str, str]]) -> Submission:
        """The row of a submission that begins, not stored yet."""
        return self._row(self.key, {name: kept[name]["sha256"] for name in self.expected if name in kept})

    def fill(self, row: Submission, kept: Mapping[str, dict[str, str]]) -> None:
        """Files that come later, or in place of others, are entries of their own."""
        for name, item in self.expected.items():
            ref = kept.get(name)
            if ref is None or row.files.get(name) == ref["sha256"]:
                continue
            said = "附件更换" if row.files.get(name) else "附件补到"
            label = OF_VISIT[item] if item in OF_VISIT else self.form.checklist.item(item).label
            body = {"reason": f"ODK Collect {said}：{label}（{name}）", "photos": [ref]}
            self._amend(row.inspection, derived("openrosa.file", self.key, name, ref["sha256"]), body)
            row.files = {**row.files, name: ref["sha256"]}
            row.save(update_fields=["files"])

    def keep_unexpected(self, row: Submission, kept: Mapping[str, dict[str, str]]) -> list[str]:
        """Nothing sent is lost: a person may still find a use for it."""
        names = sorted(set(kept) - set(self.expected))
        for name in names:
            entry = derived("openrosa.file", self.key, name, kept[name]["sha256"])
            body = {"reason": f"ODK Collect 附件：{name}", "photos": [kept[name]]}
            draft = self._draft("inspection.amended", entry, row.inspection, body)
            keep_once(draft, Refused("bad-file", f"表单中没有提到附件“{name}”"), self.at)
        return names

    def whole(self) -> Draft:
        """The submission as it came, for a person: also where another version of it is known already."""
        entry = derived("openrosa.aside", self.key, self.filled.digest)
        body = {
            "checklist": self.form.checklist.id, "version": self.form.checklist.version,
            "odk": dict(self.filled.values),
            "xml": {"sha256": self.filled.digest, "name": "submission.xml", "media_type": "text/xml"},
        }  # fmt: skip
        return self._draft("inspection.recorded", entry, self.key, body)

    def _begin(self, kept: Mapping[str, dict[str, str]]) -> Submission:
        receipt = append([self.beginning(kept, self.ground)], at=self.at, strict=False)[0]
        if receipt.fate is Fate.REFUSED:
            raise Refused(receipt.refusal, receipt.detail)
        row = self.begun(kept)
        row.save(force_insert=True)
        return row

    def _edit(self) -> Submission:
        before = self._known(self._key(self.filled.deprecated))
        if before is None:
            raise Refused("unknown-thing", f"没有收到过被修改的表单 {self.filled.deprecated}")
        if before.replaced_by not in {None, self.key}:
            raise Refused("stale", "这份表单已经另有修改")
        still = {name: sha for name, sha in before.files.items() if name in self.expected}
        body = {"reason": self._changes(read(content_of(before.digest)))[:2000]}
        note = self.filled.values.get("tz_note")
        self._amend(before.inspection, derived("openrosa.edit", self.key), {**body, "note": note} if note else body)
        before.replaced_by = self.key
        before.save(update_fields=["replaced_by"])
        row = self._row(before.inspection, still)
        row.save(force_insert=True)
        return row

    def _changes(self, before: Filled) -> str:
        """What was answered otherwise, in words: a judgement once made is not altered by an edit."""
        checklist = self.form.checklist
        was, now = answers_to(checklist, before), answers_to(checklist, self.filled)
        said = [
            f"“{item.label}”由“{_shown(checklist, item.name, was)}”改为“{_shown(checklist, item.name, now)}”"
            for item in asked(checklist, {**was, **now})
            if was.get(item.name) != now.get(item.name)
        ]
        return f"在 ODK Collect 中修改：{'；'.join(said) or '检查项没有变化'}"

    def _amend(self, inspection: UUID, entry: UUID, body: dict[str, Any]) -> None:
        append(
            [admit(self.by, self._draft("inspection.amended", entry, inspection, body), self.ground)],
            at=self.at,
            strict=False,
        )

    def _draft(self, kind: str, entry: UUID, about: UUID, body: dict[str, Any]) -> Draft:
        return Draft(
            id=entry, kind=kind, about=about, campaign=self.form.campaign.pk, org=self.by.org, actor=self.by.identity,
            post=self.by.post, happened_at=self._happened_at() if kind == "inspection.recorded" else self.at, body=body,
            device="odk",
        )  # fmt: skip

    def _happened_at(self) -> datetime:
        """By the phone's clock, but never later than it was received."""
        return min(max(self.filled.moment or self.at, EARLIEST), self.at)

    def _body(self, kept: Mapping[str, dict[str, str]]) -> dict[str, Any]:
        came = {item: kept[name] for name, item in self.expected.items() if name in kept}
        return {
            "subject": self.filled.values.get("tz_subject", ""),
            "checklist": self.form.checklist.id,
            "version": self.form.checklist.version,
            "answers": answers_to(self.form.checklist, self.filled),
            "item_photos": {item: [ref] for item, ref in came.items() if item not in OF_VISIT},
            "photos": [came["tz_photo"]] if "tz_photo" in came else [],
            "signature": came.get("tz_signature"),
            "note": self.filled.values.get("tz_note", "")[:4000],
            "device_time": self.filled.values.get("end", "")[:40],
            **place_of(self.filled),
        }

    def _row(self, inspection: UUID, files: dict[str, str]) -> Submission:
        return Submission(
            pk=self.key, instance=self.filled.instance, actor=self.by.identity, inspection=inspection, files=files,
            digest=self.filled.digest, received_at=self.at,
        )  # fmt: skip

    def _known(self, key: UUID) -> Submission | None:
        return next(iter(rows_with(Submission, {"pk": {key}})), None)

    def _key(self, instance: str) -> UUID:
        """Apart for each person: nobody can take another's number."""
        return derived("openrosa", self.by.identity, instance)


def _shown(checklist: Checklist, name: str, answers: Mapping[str, Any]) -> str:
    value = answers.get(name, "")
    labels = {choice.name: choice.label for choice in checklist.item(name).choices}
    chosen = value if isinstance(value, list) else [value]
    return "、".join(labels.get(str(one), str(one)) for one in chosen) or "未填"
