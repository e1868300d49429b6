// Starts the phone app.
import { h, render } from "preact";

import "./phone.scss";
import { App } from "./app";
import { translateWhatIsRendered } from "../english/view";
import { readAs, remembered } from "./reading";
import { begin, change, sync, unsent } from "./state";
import { askToKeep } from "./store/db";

const RETRY = 60_000;
const REFRESH = 15 * 60_000;

translateWhatIsRendered();
render(h(App, null), document.getElementById("app") as HTMLElement);
void readAs(remembered())
  .then((changed) => changed && change({}))
  .then(begin)
  .then(askToKeep);

const seen = () => document.visibilityState === "visible";
addEventListener("online", () => void sync());
addEventListener("offline", () => change({ link: "offline" }));
document.addEventListener("visibilitychange", () => seen() && void sync());
setInterval(() => seen() && unsent() > 0 && void sync(), RETRY);
setInterval(() => seen() && void sync(), REFRESH);

if ("serviceWorker" in navigator) {
  const offline = () => undefined; // without network the worker that is there goes on
  navigator.serviceWorker.register("/phone/worker.js", { scope: "/phone/" }).then((known) => {
    const offer = (worker: ServiceWorker | null) => {
      if (worker?.state === "installed" && navigator.serviceWorker.controller) {
        change({ update: () => worker.postMessage("take-over") });
      }
    };
    offer(known.waiting);
    document.addEventListener("visibilitychange", () => seen() && known.update().catch(offline));
    known.addEventListener("updatefound", () => {
      const worker = known.installing;
      worker?.addEventListener("statechange", () => offer(worker));
    });
  }, offline);
  // A worker that became active while this page was on its way did not see it: it is told.
  void navigator.serviceWorker.ready.then(({ active }) => {
    if (!navigator.serviceWorker.controller) active?.postMessage("claim");
  });
  let known = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (known) location.reload(); // the first worker takes over in silence; a later one brings a new version
    known = true;
  });
}
