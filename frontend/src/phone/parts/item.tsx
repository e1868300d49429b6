// One item of a checklist: the question, big answers, and for a failed one the place for a note and a photo.
import { fails } from "../form/judging";
import type { Filling } from "../form/record";
import type { Mark } from "../capture/photo";
import type { Category, Item, Subject } from "../model";
import { locate } from "../state";
import { ChooseSubject } from "./choose-subject";
import { Icon } from "./icon";
import { TakePhotos } from "./photos";

export interface ItemProps {
  item: Item;
  filling: Filling;
  onChange: (part: Partial<Filling>) => void;
  category: Category | undefined;
  mark: () => Promise<Mark>;
  user: number;
  /** What is wrong with the answer as it stands, said once the inspector has tried to save or has moved on. */
  fault: string;
  subjects: Subject[];
  /** The register holds an answer. */
  known: boolean;
}

export function ItemField(props: ItemProps) {
  const { item, filling, fault } = props;
  if (item.type === "note") return <p class="item-note">{item.label}</p>;
  const answer = filling.answers[item.name];
  const failed = fails(item, answer);
  return (
    <fieldset class={`item${failed ? " is-failed" : ""}${fault ? " is-wanting" : ""}`} id={`item-${item.name}`}>
      <legend>
        {item.label}
        {item.required && <em class="must">必填</em>}
      </legend>
      {props.known && <p class="soft">底数里已有，核对即可；不对请改，底数一并更正。</p>}
      {item.hint && <p class="soft">{item.hint}</p>}
      <Answer {...props} />
      {fault && <p class="fault">{fault}</p>}
      {failed && <Failed {...props} />}
    </fieldset>
  );
}

function Answer({ item, filling, onChange, mark, user, subjects }: ItemProps) {
  const answer = filling.answers[item.name] ?? "";
  const set = (value: string | string[]) => onChange({ answers: { ...filling.answers, [item.name]: value } });
  switch (item.type) {
    case "select_one":
      return <Choices item={item} chosen={[String(answer)]} onChoose={(name) => set(answer === name ? "" : name)} />;
    case "select_multiple": {
      const chosen = Array.isArray(answer) ? answer : [];
      const toggled = (name: string) => (chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
      return <Choices item={item} chosen={chosen} onChoose={(name) => set(toggled(name))} />;
    }
    case "image":
      return (
        <TakePhotos
          photos={filling.itemPhotos[item.name] ?? []}
          onChange={(photos) =>
            onChange({
              itemPhotos: { ...filling.itemPhotos, [item.name]: photos },
              answers: { ...filling.answers, [item.name]: photos.map((photo) => photo.sha256) },
            })
          }
          mark={mark}
          user={user}
        />
      );
    case "select_one_from_file":
      return <ChooseSubject label={item.label} subjects={subjects} value={String(answer)} onChoose={set} />;
    case "geopoint":
      return <PlaceAnswer value={String(answer)} onSet={set} />;
    default:
      return <Typed item={item} value={String(answer)} onSet={set} />;
  }
}

const VERDICTS: Record<string, string> = { pass: "check", fail: "x", na: "minus" };

function Choices({ item, chosen, onChoose }: { item: Item; chosen: string[]; onChoose: (name: string) => void }) {
  const short = item.choices.length <= 3 && item.choices.every((choice) => choice.label.length <= 4);
  return (
    <div class={short ? "choices is-short" : "choices"}>
      {item.choices.map(({ name, label }) => (
        <button
          key={name}
          type="button"
          class={`choice${item.fail_when.includes(name) ? " is-bad" : ""}`}
          aria-pressed={chosen.includes(name)}
          onClick={() => onChoose(name)}
        >
          {VERDICTS[name] && <Icon name={VERDICTS[name]} />}
          {label}
        </button>
      ))}
    </div>
  );
}

function Typed({ item, value, onSet }: { item: Item; value: string; onSet: (value: string) => void }) {
  const input = (event: { currentTarget: { value: string } }) => onSet(event.currentTarget.value);
  if (item.type === "date") return <input type="date" value={value} aria-label={item.label} onInput={input} />;
  if (item.type === "time") return <input type="time" value={value} aria-label={item.label} onInput={input} />;
  if (item.type === "text") return <textarea rows={2} value={value} aria-label={item.label} onInput={input} />;
  const mode = item.type === "integer" ? "numeric" : "decimal";
  return <input type="text" inputMode={mode} pattern="-?[0-9.]*" value={value} aria-label={item.label} onInput={input} />;
}

function PlaceAnswer({ value, onSet }: { value: string; onSet: (value: string) => void }) {
  const find = async () => {
    const place = await locate();
    if (place) onSet(`${place.lat} ${place.lng} 0 ${place.accuracy}`);
  };
  const [lat, lng, , accuracy] = value.split(" ");
  return (
    <button type="button" class="button is-plain is-wide" onClick={() => void find()}>
      <Icon name="map-pin" />
      {value ? `${lat}, ${lng}（±${accuracy} 米）` : "取当前位置"}
    </button>
  );
}

function Failed({ item, filling, onChange, category, mark, user }: ItemProps) {
  const note = filling.notes[item.name] ?? "";
  return (
    <div class="failed">
      {category && (
        <p class="failed-case">
          <Icon name="alert-triangle" />
          <span>
            将立案：{category.name}
            {category.period && <b>{category.period === "当场" ? "须当场整改" : `${category.period}内整改`}</b>}
          </span>
        </p>
      )}
      {item.clause && (
        <p class="soft">
          依据：{item.clause}
          {!item.confirmed && "（待核）"}
        </p>
      )}
      <label class="field">
        <span>具体情况</span>
        <textarea
          rows={2}
          value={note}
          onInput={(event) => onChange({ notes: { ...filling.notes, [item.name]: event.currentTarget.value } })}
        />
      </label>
      {item.type !== "image" && (
        <TakePhotos
          photos={filling.itemPhotos[item.name] ?? []}
          onChange={(photos) => onChange({ itemPhotos: { ...filling.itemPhotos, [item.name]: photos } })}
          mark={mark}
          user={user}
          label="拍下问题"
        />
      )}
    </div>
  );
}
