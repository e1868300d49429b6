import { say as inEnglish } from "../english/book";

/** A button that writes where the device is into the form around it: once, when it is pressed. */
export function locateButtons(page: Document): void {
  page.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-locate]");
    if (!button?.form) return;
    const said = button.form.querySelector<HTMLElement>("[data-located]");
    const say = (words: string) => {
      if (said) said.textContent = inEnglish(words);
    };
    if (!navigator.geolocation) return say("这台设备不能定位，请写明地点。");
    say("正在定位…");
    const form = button.form;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const [name, value] of [["lat", coords.latitude], ["lng", coords.longitude], ["accuracy", coords.accuracy]] as const) {
          const field = form.elements.namedItem(name);
          if (field instanceof HTMLInputElement) field.value = value.toFixed(name === "accuracy" ? 0 : 6);
        }
        say(`已附上位置，误差约 ${Math.round(coords.accuracy)} 米。`);
      },
      () => say("没有取到位置，请写明地点。"),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
