// What the server sends for a day (GET /api/day), and what the phone writes down.

export interface Post {
  post: number;
  title: string;
  org: number;
  org_name: string;
  role: string;
}

export interface Person extends Post {
  user: number;
  name: string;
  powers: string[];
  language?: string;
  type_size?: string;
}

export interface Item {
  name: string;
  type: string;
  label: string;
  required: boolean;
  choices: { name: string; label: string }[];
  hint: string;
  relevant: string;
  constraint: string;
  constraint_message: string;
  calculation: string;
  group: string;
  /** The repeated group that it belongs to. */
  repeat: string;
  category: string;
  clause: string;
  fail_when: string[];
  confirmed: boolean;
}

export interface Checklist {
  id: string;
  title: string;
  version: string;
  items: Item[];
}

export interface Category {
  id: string;
  name: string;
  group: string;
  severity: string;
  period: string;
  photo: boolean;
}

/** What the register asks of a subject, by column ("phone", "fields.seats"). */
export interface Field {
  column: string;
  label: string;
  type: string;
  choices: string[];
  unit: string;
  required: boolean;
}

export interface Kind {
  id: string;
  name: string;
  icon: string;
  checklist: string;
  fields: Field[];
}

export interface Campaign {
  id: string;
  title: string;
  phase: string;
  ends_on: string | null;
  categories: Category[];
  kinds: Kind[];
  checklists: Checklist[];
}

export interface Duty {
  id: string;
  campaign: string;
  rule: string;
  verb: string;
  verb_label: string;
  title: string;
  place: number;
  subject: string | null;
  checklist: string;
  period: string;
  opens_at: string;
  due_at: string;
  state: string;
  here: boolean;
  /** The register on the web in which a line meets it. */
  page?: string;
  evidence: string[];
  paper: { title: string; text: string } | null;
}

export interface Subject {
  id: string;
  kind: string;
  name: string;
  code: string;
  address: string;
  org: number;
  lat: number | null;
  lng: number | null;
  inspected_at: string | null;
  /** What the register knows by column, in words; protected values are shown in part. */
  values?: Record<string, string>;
  /** By campaign: what the register holds of what its checklists ask, {item: answer}. */
  known?: Record<string, Record<string, string>>;
  /** Papers on record here, the lapsed ones among them; persons stand in part. */
  licences?: { name: string; words: string; valid: boolean }[];
}

export interface Step {
  verb: string;
  label: string;
  needs_reason: boolean;
  needs_photo: boolean;
}

export interface Case {
  id: string;
  number: string;
  campaign: string;
  subject: string | null;
  org: number;
  category: string;
  severity: string;
  title: string;
  description: string;
  state: string;
  state_label: string;
  due_at: string | null;
  overdue: boolean;
  supervised: boolean;
  photos: string[];
  steps: Step[];
}

export interface Day {
  me: Person;
  posts: Post[];
  campaigns: Campaign[];
  duties: Duty[];
  subjects: Subject[];
  cases: Case[];
  cut: string[];
}

/** A photo or signature as entries name it: by the SHA-256 of its bytes; `original` is that of the camera's own file. */
export interface FileRef {
  sha256: string;
  name: string;
  media_type: string;
  taken_at?: string;
  lat?: number;
  lng?: number;
  original?: string;
}

export type Answers = Record<string, string | string[]>;

export interface Place {
  lat: number;
  lng: number;
  accuracy: number;
  /** Whether the host of the app says that a program made the position up; browsers themselves do not tell. */
  mocked?: boolean;
}

export interface Problem {
  code: string;
  message: string;
  remedy: string;
  detail: string;
}

/** One fact on its way to the server. It leaves the phone only when the server has it and every photo that it names. */
export interface Outgoing {
  id: string;
  seq: number;
  user: number;
  user_name: string;
  post: number;
  kind: string;
  about: string;
  campaign: string | null;
  org: number | null;
  happened_at: string;
  body: Record<string, unknown>;
  files: string[];
  label: string;
  /** Cases that the server will open from it: shown here at once, with the ids that they will have. */
  arising: Case[];
  /** The subject that it brings into the register: shown here at once. */
  subject?: Subject;
  /** waiting: not yet answered for; received: the server has it, photos are still on their way; refused: set aside here. */
  state: "waiting" | "received" | "refused";
  problem?: Problem;
}

/** What has arrived, kept for a while so that people can see it. `problem`: the server keeps it for a person to settle. */
export interface Arrived {
  id: string;
  user: number;
  label: string;
  happened_at: string;
  arrived_at: string;
  about: string;
  problem?: Problem;
}

/** A photo, signature or voice note, by the hash of its bytes. */
export interface Photo {
  sha256: string;
  blob: Blob;
  user: number;
  kept_at?: string;
}
