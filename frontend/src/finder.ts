/** The finder: needs, a place to look from, filters, all in the address; the places that answer, with reasons in words. */

import { Gazetteer, type Spot } from "./communes";
import { folded, readPlaces, type Inventory, type Label, type Place } from "./inventory";
import { answers, DISTANCES, fromAddress, toAddress, type Answer, type Asked, type Offers, type Where } from "./offers";
import { element, given, language, load, make, named, sayInAddress } from "./page";
import { WordIndex } from "./words";

interface Words {
  readonly sheet: string;
  readonly communes: string;
  readonly km: string;
  readonly one: string;
  readonly many: string;
  readonly none: string;
  readonly beyond: string;
  readonly nowhere: string;
  readonly which: string;
  readonly orderNear: string;
  readonly orderAll: string;
  readonly unknownOne: string;
  readonly unknownMany: string;
  readonly unplaced: string;
  readonly offers: string;
  readonly offersUndated: string;
  readonly silent: string;
  readonly unmet: string;
  readonly distance: string;
  readonly here: string;
  readonly wheelchair: readonly [no: string, yes: string];
  readonly status: Readonly<Record<string, string>>;
  readonly outside: string;
  readonly heard: string;
  readonly unheard: string;
  readonly failed: string;
}

const STEP = 20;
/** Roads are longer than the flight of a bird: the usual factor for France, as the page says. */
const ROAD = 1.3;

class Finder {
  private readonly places: readonly Place[];
  private readonly form = element("finder-form", HTMLFormElement);
  private readonly needs = element("needs", HTMLFieldSetElement);
  private readonly where = element("f-where", HTMLInputElement);
  private readonly spots = element("spots", HTMLDataListElement);
  private readonly which = element("which", HTMLDivElement);
  private readonly heard = element("heard", HTMLParagraphElement);
  private readonly count = element("count", HTMLParagraphElement);
  private readonly order = element("order", HTMLParagraphElement);
  private readonly notes = element("notes", HTMLParagraphElement);
  private readonly list = element("answers", HTMLOListElement);
  private readonly moreButton = element("more", HTMLButtonElement);
  private readonly clearButton = element("clear", HTMLButtonElement);
  private readonly number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  private readonly month = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  private readonly labels: ReadonlyMap<string, string>;
  private readonly services: ReadonlyMap<string, string>;
  private gazetteer: Promise<Gazetteer> | undefined;
  private spot: Spot | undefined;
  private asked: Asked = fromAddress(location.search);
  private found: readonly Answer[] = [];
  private shown = 0;

  constructor(
    private readonly inventory: Inventory,
    private readonly offers: Offers,
    private readonly words: Words,
  ) {
    this.places = readPlaces(inventory);
    const said = (all: readonly Label[]): [string, string][] => all.map((label) => [label.code, label[language]]);
    this.labels = new Map([...said(inventory.kinds), ...said(inventory.classes), ...said(inventory.departements)]);
    this.services = new Map(said(offers.services));
  }

  start(): void {
    this.drawForm();
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => this.changed(event.target));
    this.where.addEventListener("focus", () => void this.known());
    this.moreButton.addEventListener("click", () => this.grow());
    this.clearButton.addEventListener("click", () => {
      this.spot = undefined;
      this.asked = fromAddress("");
      this.writeForm();
      this.refresh();
    });
    addEventListener("popstate", () => void this.followAddress());
    element("finder", HTMLElement).hidden = false;
    element("without-script", HTMLElement).hidden = true;
    void this.followAddress();
  }

  private async followAddress(): Promise<void> {
    this.asked = fromAddress(location.search);
    this.spot = this.asked.where === "" ? undefined : (await this.known())?.withCode(this.asked.where);
    this.writeForm();
    this.refresh();
  }

  /** The communes, loaded when the reader first says where. */
  private known(): Promise<Gazetteer | undefined> {
    this.gazetteer ??= load(this.words.communes).then(
      () => new Gazetteer(globalThis.florilegeCommunes ?? {}, this.inventory.departements, language),
    );
    return this.gazetteer.catch(() => {
      this.gazetteer = undefined;
      this.which.textContent = this.words.failed;
      return undefined;
    });
  }

  private drawForm(): void {
    for (const need of this.offers.needs) {
      const box = make("input");
      box.type = "checkbox";
      box.name = "need";
      box.value = need.code;
      const what = need.services.map((rank) => this.offers.services[rank]?.[language] ?? "").join(", ");
      const label = make("label", [box, make("span", [make("b", need[language]), make("span", what, "what")])], "need");
      this.needs.append(label);
    }
    const step = this.field("step", HTMLSelectElement);
    for (const one of this.offers.steps) step.add(new Option(one[language], one.code));
    const within = this.field("within", HTMLSelectElement);
    for (const distance of DISTANCES) within.add(new Option(this.words.km.replace("{n}", String(distance)), String(distance)));
    const kind = this.field("kind", HTMLSelectElement);
    for (const one of this.inventory.kinds) kind.add(new Option(one[language], one.code));
  }

  private field<T extends HTMLElement>(name: string, kind: new () => T): T {
    const found = this.form.elements.namedItem(name);
    if (!(found instanceof kind)) throw new Error(`the field ${name} is missing from the page`);
    return found;
  }

  /** A tick that the page offers only where it parts the places. */
  private offered(name: string): HTMLInputElement | undefined {
    const found = this.form.elements.namedItem(name);
    return found instanceof HTMLInputElement ? found : undefined;
  }

  private boxes(): HTMLInputElement[] {
    return [...this.needs.querySelectorAll<HTMLInputElement>("input[name=need]")];
  }

  private writeForm(): void {
    for (const box of this.boxes()) box.checked = this.asked.needs.includes(box.value);
    this.field("step", HTMLSelectElement).value = this.asked.step;
    this.field("within", HTMLSelectElement).value = String(this.asked.within);
    this.field("kind", HTMLSelectElement).value = this.asked.kind;
    for (const name of ["open", "accessible"] as const) {
      const tick = this.offered(name);
      if (tick !== undefined) tick.checked = this.asked[name];
    }
    this.field("unknown", HTMLInputElement).checked = this.asked.unknown;
    this.field("words", HTMLInputElement).value = "";
    const finer = this.asked.kind !== "" || this.asked.open || this.asked.accessible || this.asked.unknown;
    if (finer) element("finer", HTMLDetailsElement).open = true;
    this.where.value = this.spot?.label ?? "";
    this.heard.textContent = "";
    this.which.replaceChildren();
  }

  private changed(target: EventTarget | null): void {
    if (target === this.where) {
      void this.look(this.where.value);
      return;
    }
    if (target instanceof HTMLInputElement && target.name === "words") this.hear(target.value);
    const step = this.field("step", HTMLSelectElement);
    if (target === step) {
      const usual = this.offers.steps.find((one) => one.code === step.value)?.needs ?? [];
      for (const box of this.boxes()) box.checked = usual.includes(box.value);
    }
    if (target instanceof HTMLInputElement && target.name === "need") step.value = "";
    this.read();
    this.refresh();
  }

  private read(): void {
    this.asked = {
      needs: this.boxes().flatMap((box) => (box.checked ? [box.value] : [])),
      where: this.spot?.code ?? "",
      within: Number(this.field("within", HTMLSelectElement).value),
      step: this.field("step", HTMLSelectElement).value,
      kind: this.field("kind", HTMLSelectElement).value,
      open: this.offered("open")?.checked ?? false,
      accessible: this.offered("accessible")?.checked ?? false,
      unknown: this.field("unknown", HTMLInputElement).checked,
    };
  }

  /** Needs said in the reader's own words, typing errors and all, in either language. */
  private hear(typed: string): void {
    if (folded(typed).length < 3) {
      this.heard.textContent = "";
      return;
    }
    const index = new WordIndex(this.offers.needs.map((need) => folded(`${need.said.join(" ")} ${need.fr} ${need.en}`)));
    const words = folded(typed).split(" ").filter((word) => word.length > 2);
    const scores = new Map<number, number>();
    for (const word of words) for (const rank of index.find(word).ranks) scores.set(rank, (scores.get(rank) ?? 0) + 1);
    const best = Math.max(0, ...scores.values());
    const found = [...scores].filter(([, score]) => score === best).flatMap(([rank]) => this.offers.needs[rank] ?? []);
    this.heard.textContent =
      found.length === 0 ? this.words.unheard : this.words.heard.replace("{needs}", found.map((need) => need[language]).join(" · "));
    if (found.length > 0) for (const box of this.boxes()) box.checked = found.some((need) => need.code === box.value);
  }

  private async look(typed: string): Promise<void> {
    const gazetteer = await this.known();
    if (gazetteer === undefined || typed !== this.where.value) return;
    const meant = typed.trim().length < 2 ? [] : gazetteer.meant(typed);
    this.spots.replaceChildren(...meant.map((spot) => new Option("", spot.label)));
    const [first] = meant;
    this.spot = meant.length === 1 ? first : undefined;
    this.which.replaceChildren();
    if (meant.length > 1) this.which.append(this.words.which, " ", ...meant.map((spot) => this.choice(spot)));
    else if (meant.length === 0 && typed.trim().length > 1) this.which.textContent = this.words.nowhere;
    else if (first !== undefined && folded(first.label) !== folded(typed)) this.which.textContent = first.label;
    this.read();
    this.refresh();
  }

  private choice(spot: Spot): HTMLButtonElement {
    const button = make("button", spot.label, "clear");
    button.type = "button";
    button.addEventListener("click", () => {
      this.spot = spot;
      this.where.value = spot.label;
      this.which.replaceChildren();
      this.where.focus();
      this.read();
      this.refresh();
    });
    return button;
  }

  private refresh(): void {
    sayInAddress(toAddress(this.asked));
    const where: Where = this.spot?.where ?? { kind: "all" };
    this.field("within", HTMLSelectElement).disabled = where.kind !== "around";
    const { within, beyond, unknown, unplaced } = answers(this.places, this.offers, this.asked, where);
    this.found = within.length > 0 ? within : beyond;
    const known = within.filter((one) => one.known).length;
    const sentence = known === 0 ? this.words.none : known === 1 ? this.words.one : this.words.many;
    this.count.textContent = sentence.replace("{n}", this.number.format(known));
    this.order.textContent =
      within.length === 0 && beyond.length > 0 ? this.words.beyond : where.kind === "around" ? this.words.orderNear : this.words.orderAll;
    this.order.hidden = this.found.length === 0;
    const notes = [];
    if (unknown > 0) notes.push((unknown === 1 ? this.words.unknownOne : this.words.unknownMany).replace("{n}", this.number.format(unknown)));
    if (unplaced > 0) notes.push(this.words.unplaced.replace("{n}", this.number.format(unplaced)));
    this.notes.textContent = notes.join(" ");
    this.clearButton.hidden = toAddress(this.asked) === "";
    this.shown = 0;
    this.list.replaceChildren();
    this.grow();
  }

  private grow(): void {
    const next = this.found.slice(this.shown, this.shown + STEP);
    this.list.append(...next.map((one) => this.entry(one)));
    this.shown += next.length;
    this.moreButton.hidden = this.shown >= this.found.length;
  }

  private entry(one: Answer): HTMLLIElement {
    const { place } = one;
    const departement = this.labels.get(place.departement) ?? "";
    const where = [place.commune, departement === place.commune ? "" : departement].filter((part) => part !== "").join(", ");
    const head = make("p", [named(this.words.sheet.replace("{slug}", place.slug), place.name)], "answer-name");
    if (place.klass !== "") head.append(" ", make("span", this.labels.get(place.klass) ?? place.klass, `tag ${place.klass}`));
    const kinds = place.kinds.map((kind) => this.labels.get(kind) ?? kind).join(", ");
    const outside = place.inScope ? "" : this.words.outside;
    const what = make("p", [where, kinds, outside].filter((part) => part !== "").join(" · "), "what");
    return make("li", [head, what, make("ul", this.reasons(one).map((reason) => make("li", reason)), "why")]);
  }

  /** Why it answers, and which of the needs nobody says that it meets. */
  private reasons(one: Answer): string[] {
    const said: string[] = [];
    if (one.known) {
      const offered = one.met.flatMap(({ services }) => services);
      const services = (offered.length > 0 ? offered : one.services).map((code) => this.services.get(code) ?? code);
      const sentence = one.date === "" ? this.words.offersUndated : this.words.offers;
      said.push(
        sentence
          .replace("{services}", [...new Set(services)].join(", "))
          .replace("{sources}", this.number.format(one.sources))
          .replace("{date}", this.said(one.date)),
      );
      if (one.unmet.length > 0) said.push(this.words.unmet.replace("{needs}", one.unmet.map((need) => need[language]).join(" ; ")));
    } else said.push(this.words.silent);
    if (one.metres !== null) said.push(this.far(one.metres));
    const status = this.words.status[one.place.status];
    if (status !== undefined) said.push(status);
    if (one.accessible !== -1) said.push(this.words.wheelchair[one.accessible]);
    return said;
  }

  private far(metres: number): string {
    if (metres < 1000) return this.words.here;
    const km = (value: number): string => this.number.format(value < 10_000 ? Math.round(value / 100) / 10 : Math.round(value / 1000));
    return this.words.distance.replace("{flight}", km(metres)).replace("{road}", km(metres * ROAD));
  }

  private said(date: string): string {
    const [year = "", month] = date.split("-");
    return month === undefined ? year : this.month.format(Date.UTC(Number(year), Number(month) - 1, 1));
  }
}

if (globalThis.florilegePlaces !== undefined && globalThis.florilegeOffers !== undefined)
  new Finder(globalThis.florilegePlaces, globalThis.florilegeOffers, given<Words>("finder-words")).start();
