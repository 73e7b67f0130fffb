/** The directory: filters in the address, a list that grows on demand, a map loaded when asked. */

import { fromAddress, matching, NO_WISH, toAddress, type Wish } from "./filters";
import { element, given, language, load, make, named, sayInAddress } from "./page";
import { WordIndex } from "./words";
import { readPlaces, type Inventory, type Label, type Place } from "./inventory";
import type { LiveMap, MapWords } from "./live_map";

interface Words {
  readonly sheet: string;
  readonly one: string;
  readonly many: string;
  readonly none: string;
  readonly close: string;
  readonly all: string;
  readonly more: string;
  readonly showMap: string;
  readonly hideMap: string;
  readonly study2022: string;
  readonly outside: string;
  readonly hidden: string;
  readonly mapName: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly scripts: readonly string[];
  readonly style: string;
  /** What draws the map of more places than markers can carry; its own basemap is the first of `scripts`. */
  readonly large: { readonly module: string; readonly worker: string; readonly style: string };
  readonly gestures: readonly [windows: string, mac: string, mobile: string];
}

const STEP = 60;
/** From here on, points are drawn by the graphics card; under it, as markers. */
const MANY = 20_000;
class Directory {
  private readonly places: readonly Place[];
  private readonly form = element("filters", HTMLFormElement);
  private readonly list = element("entries", HTMLOListElement);
  private readonly count = element("count", HTMLParagraphElement);
  private readonly close = element("close", HTMLParagraphElement);
  private readonly moreButton = element("more", HTMLButtonElement);
  private readonly clearButton = element("clear", HTMLButtonElement);
  private readonly mapButton = element("map-button", HTMLButtonElement);
  private readonly mapBox = element("map-box", HTMLDivElement);
  private readonly number = new Intl.NumberFormat(language);
  private readonly labels: ReadonlyMap<string, string>;
  private wish: Wish = fromAddress(location.search);
  private found: Place[] = [];
  private shown = 0;
  private map: LiveMap | undefined;
  private wordIndex: WordIndex | undefined;

  constructor(
    private readonly inventory: Inventory,
    private readonly words: Words,
  ) {
    this.places = readPlaces(inventory);
    const all = [...inventory.kinds, ...inventory.classes, ...inventory.departements];
    this.labels = new Map(all.map((label) => [label.code, label[language]]));
  }

  start(): void {
    this.fill("region", this.inventory.regions);
    this.fill("kind", this.inventory.kinds);
    this.fill("status", this.inventory.statuses);
    this.writeForm();
    this.form.addEventListener("input", () => this.ask(this.readForm()));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.clearButton.addEventListener("click", () => {
      this.ask(NO_WISH);
      this.writeForm();
    });
    this.moreButton.addEventListener("click", () => this.grow());
    this.mapButton.addEventListener("click", () => void this.toggleMap());
    addEventListener("popstate", () => {
      this.wish = fromAddress(location.search);
      this.writeForm();
      this.refresh();
    });
    element("directory", HTMLElement).hidden = false;
    element("without-script", HTMLElement).hidden = true;
    this.refresh();
  }

  private fill(name: string, labels: readonly Label[]): void {
    const select = this.field(name, HTMLSelectElement);
    for (const label of labels) select?.add(new Option(label[language], label.code));
  }

  /** A filter of the page; none where all the places have the same value. */
  private field<T extends HTMLElement>(name: string, kind: new () => T): T | undefined {
    const found = this.form.elements.namedItem(name);
    return found instanceof kind ? found : undefined;
  }

  private chosen(name: string): string {
    return this.field(name, HTMLSelectElement)?.value ?? "";
  }

  private ticked(name: string): boolean {
    return this.field(name, HTMLInputElement)?.checked ?? false;
  }

  private writeForm(): void {
    const text = this.field("q", HTMLInputElement);
    if (text !== undefined) text.value = this.wish.text;
    for (const name of ["region", "kind", "status"] as const) {
      const select = this.field(name, HTMLSelectElement);
      if (select !== undefined) select.value = this.wish[name];
    }
    for (const name of ["kept", "outside"] as const) {
      const tick = this.field(name, HTMLInputElement);
      if (tick !== undefined) tick.checked = this.wish[name];
    }
  }

  private readForm(): Wish {
    return {
      text: this.field("q", HTMLInputElement)?.value ?? "",
      region: this.chosen("region"),
      kind: this.chosen("kind"),
      status: this.chosen("status"),
      kept: this.ticked("kept"),
      outside: this.ticked("outside"),
    };
  }

  private ask(wish: Wish): void {
    this.wish = wish;
    sayInAddress(toAddress(wish));
    this.refresh();
  }

  private refresh(): void {
    const { found, hidden, close } = matching(this.places, this.wish, () => this.index());
    this.found = found;
    this.shown = 0;
    this.list.replaceChildren();
    this.grow();
    const counted = this.found.length;
    const sentence = counted === 0 ? this.words.none : counted === 1 ? this.words.one : this.words.many;
    const said = sentence.replace("{n}", this.number.format(counted));
    this.count.textContent = hidden === 0 ? said : `${said} ${this.words.hidden.replace("{n}", this.number.format(hidden))}`;
    this.close.textContent = close.length === 0 ? "" : this.words.close.replace("{words}", close.join(", "));
    this.clearButton.hidden = toAddress(this.wish) === "";
    this.map?.show(this.found);
  }

  /** Made when words are typed for the first time: the list opens without it. */
  private index(): WordIndex {
    this.wordIndex ??= new WordIndex(this.places.map((place) => place.folded));
    return this.wordIndex;
  }

  private grow(): void {
    const next = this.found.slice(this.shown, this.shown + STEP);
    this.list.append(...next.map((place) => this.entry(place)));
    this.shown += next.length;
    this.moreButton.hidden = this.shown >= this.found.length;
  }

  private entry(place: Place): HTMLLIElement {
    const item = document.createElement("li");
    const link = named(this.address(place), place.name);
    const departement = this.labels.get(place.departement) ?? "";
    const where = [place.commune, departement === place.commune ? "" : departement].filter((part) => part !== "");
    item.append(link, this.line(where.join(", ")), this.line(place.kinds.map((kind) => this.labels.get(kind) ?? kind).join(", ")));
    const tag = document.createElement("span");
    if (place.klass !== "") {
      tag.className = `tag ${place.klass}`;
      tag.textContent = this.labels.get(place.klass) ?? place.klass;
      item.append(tag);
    } else if (place.study2022) {
      tag.className = "tag";
      tag.textContent = this.words.study2022;
      item.append(tag);
    } else if (!place.inScope) {
      tag.className = "tag";
      tag.textContent = this.words.outside;
      item.append(tag);
    }
    return item;
  }

  private line(text: string): HTMLSpanElement {
    return make("span", text, "what");
  }

  private address(place: Place): string {
    return this.words.sheet.replace("{slug}", place.slug);
  }

  private async toggleMap(): Promise<void> {
    const open = this.mapBox.hidden;
    this.mapBox.hidden = !open;
    this.mapButton.setAttribute("aria-expanded", String(open));
    this.mapButton.textContent = open ? this.words.hideMap : this.words.showMap;
    if (!open || this.map !== undefined) return;
    this.map = (await this.largeMap()) ?? (await this.smallMap());
    this.map?.show(this.found);
  }

  private mapWords(): MapWords {
    return {
      name: this.words.mapName,
      zoomIn: this.words.zoomIn,
      zoomOut: this.words.zoomOut,
      address: (place) => this.address(place),
    };
  }

  private async smallMap(): Promise<LiveMap | undefined> {
    addStyle(this.words.style);
    for (const source of this.words.scripts) await load(source);
    return globalThis.florilegeMap?.(element("live-map", HTMLDivElement), this.mapWords());
  }

  /** The map of a large study; none from a folder, where no module loads, nor without a graphics context. */
  private async largeMap(): Promise<LiveMap | undefined> {
    const [basemap] = this.words.scripts;
    if (this.places.length < MANY || location.protocol === "file:" || basemap === undefined) return undefined;
    try {
      addStyle(this.words.large.style);
      await load(basemap);
      const { start } = (await import(new URL(this.words.large.module, document.baseURI).href)) as typeof import("./many");
      return start(element("live-map", HTMLDivElement), { ...this.mapWords(), gestures: this.words.gestures }, this.words.large.worker);
    } catch {
      element("live-map", HTMLDivElement).replaceChildren();
      return undefined;
    }
  }
}

function addStyle(address: string): void {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = address;
  document.head.append(style);
}

if (globalThis.florilegePlaces !== undefined) {
  new Directory(globalThis.florilegePlaces, given<Words>("directory-words")).start();
}
