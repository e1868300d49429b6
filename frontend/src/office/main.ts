// What every page of the office does in the browser. Pages work without it; it makes them quicker to use.
import htmx from "htmx.org";

import "../styles/office.scss";
import { loadForPage } from "../english/load";
import { closeMenusFromOutside } from "./menus";
import { dropZones } from "./drops";
import { lightboxes } from "./lightbox";
import { checklists } from "./checklist";
import { locateButtons } from "./locate";
import { once } from "./once";
import { filters } from "./filters";
import { searchBox } from "./search";
import { filterSheet } from "./filter-sheet";
import { placeFields } from "./places";
import { bulkActs } from "./bulk-acts";
import { listKeys } from "./list-keys";
import { sayWhatChanged } from "./said";
import { words } from "./words";
import { scrollers } from "./scrollers";

const inOwnLanguage = loadForPage();
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;

closeMenusFromOutside(document);
lightboxes(document);
dropZones(document);
once(document);
locateButtons(document);
checklists(document);
filters(document);
searchBox(document);
listKeys(document);
bulkActs(document);
placeFields(document);
void inOwnLanguage.then(() => filterSheet(document));
sayWhatChanged(document);
void words(document);
scrollers(document);
