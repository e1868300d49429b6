// A filled checklist becomes an entry, and the cases that will follow from it are told at once.
import { caseNumber, derived, uuid7 } from "../ids";
import type { Answers, Campaign, Case, Checklist, Day, FileRef, Item, Place, Subject } from "../model";
import type { NewEntry } from "../store/queue";
import { failing, kept } from "./judging";

/** A form as it is being filled. */
export interface Filling {
  answers: Answers;
  notes: Record<string, string>;
  itemPhotos: Record<string, FileRef[]>;
  photos: FileRef[];
  voices: FileRef[];
  participants: string;
  signature: FileRef | null;
  note: string;
}

export const EMPTY: Filling = {
  answers: {}, notes: {}, itemPhotos: {}, photos: [], voices: [], participants: "", signature: null, note: "",
};

export interface Written {
  entry: NewEntry;
  arising: Case[];
}

/** The entry of an inspection, as taizhang.inspections.events.Recorded wants it. */
export async function record(
  day: Day, campaign: Campaign, subject: Subject, checklist: Checklist, rule: string, filling: Filling, place: Place | null,
): Promise<Written> {
  const about = uuid7();
  const failed = failing(checklist, filling.answers);
  const arising = await Promise.all(
    failed.filter((item) => item.category).map((item) => caseOf(day, campaign, subject, about, item, filling)),
  );
  const taken = [...filling.photos, ...Object.values(filling.itemPhotos).flat(), ...filling.voices];
  const body = {
    subject: subject.id,
    checklist: checklist.id,
    version: checklist.version,
    rule,
    answers: kept(checklist, filling.answers),
    notes: present(filling.notes),
    item_photos: Object.fromEntries(Object.entries(filling.itemPhotos).filter(([, list]) => list.length > 0)),
    photos: filling.photos,
    voices: filling.voices,
    participants: filling.participants.trim(),
    note: filling.note.trim(),
    ...(filling.signature ? { signature: filling.signature } : {}),
    ...(place ?? {}),
  };
  const files = filling.signature ? [...taken, filling.signature] : taken;
  const label = `检查 ${subject.name}`;
  const entry = { kind: "inspection.recorded", about, campaign: campaign.id, org: subject.org, body, files, label, arising };
  return { entry, arising };
}

const present = (notes: { [item: string]: string }) =>
  Object.fromEntries(Object.entries(notes).filter(([, text]) => text.trim()).map(([item, text]) => [item, text.trim()]));

/** The case that the server will open for a failed item, with the id that it will have. */
async function caseOf(
  day: Day, campaign: Campaign, subject: Subject, inspection: string, item: Item, filling: Filling,
): Promise<Case> {
  const id = await derived("case", inspection, item.name);
  const photos = (filling.itemPhotos[item.name] ?? []).map((photo) => photo.sha256);
  const description = filling.notes[item.name]?.trim() ?? "";
  return { ...newCase(day, campaign, item.category, item.label, id), subject: subject.id, org: subject.org, description, photos };
}

/** A case as it will stand when the server has opened it. */
export function newCase(day: Day, campaign: Campaign, categoryId: string, title: string, id: string): Case {
  const category = campaign.categories.find((known) => known.id === categoryId);
  const mayFix = day.me.powers.includes("inspect");
  return {
    id,
    number: caseNumber(id, new Date()),
    campaign: campaign.id,
    subject: null,
    org: day.me.org,
    category: categoryId,
    severity: category?.severity ?? "general",
    title: title.slice(0, 200),
    description: "",
    state: "filed",
    state_label: "已立案，待派单",
    due_at: null,
    overdue: false,
    supervised: false,
    photos: [],
    steps: mayFix ? [{ verb: "fixed_on_spot", label: "当场整改", needs_reason: false, needs_photo: true }] : [],
  };
}
