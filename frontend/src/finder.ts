/** The finder: a question, or needs and a place to look from, all in the address; the places that answer, and why. */

import { Cards } from "./answer_card";
import { Gazetteer, type Spot } from "./communes";
import type { Words } from "./finder_words";
import { folded, readPlaces, type Inventory, type Label, type Place } from "./inventory";
import { answers, DISTANCES, fromAddress, toAddress, type Answer, type Answers, type Asked, type Offers, type Sought, type Where } from "./offers";
import { element, given, language, load, make, sayInAddress } from "./page";
import { Listener, replaced, type Lost } from "./question";

const STEP = 20;
const NOTHING: Sought = { things: [], narrowed: new Map() };
/** A question is heard when the reader stops typing: half a word is no word that nobody understands. */
const PAUSE = 450;
const WIDE = "(min-width: 62rem)";

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
  private readonly aside = element("aside", HTMLDivElement);
  private readonly list = element("answers", HTMLOListElement);
  private readonly moreButton = element("more", HTMLButtonElement);
  private readonly clearButton = element("clear", HTMLButtonElement);
  private readonly number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  private readonly cards: Cards;
  private readonly listener: Listener;
  private gazetteer: Promise<Gazetteer> | undefined;
  private spot: Spot | undefined;
  private asked: Asked = fromAddress(location.search);
  private found: readonly Answer[] = [];
  private shown = 0;
  private sought: Sought = NOTHING;
  private lost: readonly Lost[] = [];
  /** what was written as a place and is none, or several */
  private unplaced: "" | "unknown" | "several" = "";
  private pause: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly inventory: Inventory,
    private readonly offers: Offers,
    private readonly words: Words,
  ) {
    this.places = readPlaces(inventory);
    const said = (all: readonly Label[]): [string, string][] => all.map((label) => [label.code, label[language]]);
    const labels = new Map([...said(inventory.kinds), ...said(inventory.classes), ...said(inventory.departements)]);
    this.cards = new Cards(words, offers, labels);
    this.listener = new Listener(offers.needs, offers.places.flatMap((row) => row[7].flatMap((fact) => [fact[0], fact[3] ?? ""])));
  }

  start(): void {
    this.drawForm();
    element("criteria", HTMLDetailsElement).open = matchMedia(WIDE).matches;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
    this.form.addEventListener("input", (event) => this.changed(event.target));
    this.where.addEventListener("focus", () => void this.known());
    this.moreButton.addEventListener("click", () => this.grow());
    this.clearButton.addEventListener("click", () => {
      this.spot = undefined;
      this.asked = fromAddress("");
      this.forget();
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
    this.forget();
    const gazetteer = this.asked.where === "" && this.asked.question === "" ? undefined : await this.known();
    this.spot = this.asked.where === "" ? undefined : gazetteer?.withCode(this.asked.where);
    this.writeForm();
    if (this.asked.question === "") this.refresh();
    else this.hear(this.asked.question, gazetteer);
    // on a telephone the form fills the first screen: a link to a question leads to its answers
    if (this.asked.question !== "" && !matchMedia(WIDE).matches) this.intoView();
  }

  private forget(): void {
    this.sought = NOTHING;
    this.lost = [];
    this.unplaced = "";
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
      // no place of the study offers it: a question may say it all the same, and gets no answer
      label.hidden = need.services.length === 0;
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
    this.field("words", HTMLInputElement).value = this.asked.question;
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
    if (target instanceof HTMLInputElement && target.name === "words") {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => void this.listen(), PAUSE);
      return;
    }
    const step = this.field("step", HTMLSelectElement);
    if (target === step) {
      const usual = this.offers.steps.find((one) => one.code === step.value)?.needs ?? [];
      for (const box of this.boxes()) box.checked = usual.includes(box.value);
    }
    if (target instanceof HTMLInputElement && target.name === "need") {
      step.value = "";
      this.sought = { ...this.sought, narrowed: new Map() };
    }
    this.read();
    this.refresh();
  }

  /** The question as it stands, heard with the communes at hand. */
  private async listen(): Promise<void> {
    clearTimeout(this.pause);
    const typed = this.field("words", HTMLInputElement).value;
    const gazetteer = await this.known();
    if (typed !== this.field("words", HTMLInputElement).value) return;
    this.spot = undefined;
    this.where.value = "";
    this.hear(typed, gazetteer);
  }

  /** The question is asked: what answers it comes into view. */
  private async ask(): Promise<void> {
    await this.listen();
    this.intoView();
  }

  private intoView(): void {
    this.count.closest(".result-bar")?.scrollIntoView({ block: "start" });
  }

  private read(): void {
    this.asked = {
      question: this.field("words", HTMLInputElement).value.trim(),
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

  /** A question in the reader's own words, in either language: the longest expression wins, what nobody understands is said. */
  private hear(typed: string, gazetteer: Gazetteer | undefined): void {
    if (gazetteer === undefined) {
      this.empty(this.words.failed);
      return;
    }
    const { needs, things, spots, lost, narrowed } = this.listener.hear(typed, gazetteer);
    this.sought = { things, narrowed };
    this.lost = lost;
    for (const box of this.boxes()) box.checked = needs.includes(box.value);
    this.field("step", HTMLSelectElement).value = "";
    this.which.replaceChildren();
    if (this.spot === undefined) {
      this.spot = spots.length === 1 ? spots[0] : undefined;
      this.unplaced = spots.length > 1 ? "several" : "";
      this.where.value = this.spot?.label ?? "";
    }
    this.sayHeard(spots);
    this.read();
    this.refresh();
  }

  private sayHeard(spots: readonly Spot[]): void {
    const heard = this.offers.needs.filter((need) => this.boxes().some((box) => box.checked && box.value === need.code));
    const parts = heard.map((need) => need[language]);
    if (this.spot !== undefined) parts.push(this.words.from.replace("{place}", this.spot.label));
    this.heard.textContent = parts.length === 0 ? "" : this.words.heard.replace("{needs}", parts.join(" · "));
    if (this.unplaced === "several") this.heard.append(" ", this.words.which, " ", ...spots.map((spot) => this.choice(spot)));
  }

  private async look(typed: string): Promise<void> {
    const gazetteer = await this.known();
    if (gazetteer === undefined || typed !== this.where.value) return;
    const meant = typed.trim().length < 2 ? [] : gazetteer.meant(typed);
    this.spots.replaceChildren(...meant.map((spot) => new Option("", spot.label)));
    const [first] = meant;
    this.spot = meant.length === 1 ? first : undefined;
    const begun = meant.some(({ label }) => folded(label).startsWith(folded(typed)));
    this.unplaced = meant.length === 1 || typed.trim() === "" ? "" : begun || /^\d/.test(typed.trim()) ? "several" : "unknown";
    this.which.replaceChildren();
    if (meant.length > 1) this.which.append(begun ? this.words.which : this.words.meant, " ", ...meant.map((spot) => this.choice(spot)));
    else if (meant.length === 0 && typed.trim().length > 1) this.which.textContent = this.words.nowhere;
    else if (first !== undefined && folded(first.label) !== folded(typed)) this.which.textContent = first.label;
    this.read();
    this.refresh();
  }

  private choice(spot: Spot): HTMLButtonElement {
    return this.button(spot.label, () => {
      this.spot = spot;
      this.unplaced = "";
      this.where.value = spot.label;
      this.which.replaceChildren();
      this.sayHeard([]);
      this.read();
      this.refresh();
    });
  }

  private button(text: string, act: () => void): HTMLButtonElement {
    const button = make("button", text, "clear");
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  private refresh(): void {
    sayInAddress(toAddress(this.asked));
    const where: Where = this.spot?.where ?? { kind: "all" };
    this.field("within", HTMLSelectElement).disabled = where.kind !== "around";
    this.clearButton.hidden = toAddress(this.asked) === "" && this.where.value === "";
    this.aside.replaceChildren();
    const asked = toAddress({ ...this.asked, within: fromAddress("").within }) !== "";
    if (this.lost.length > 0) this.sayLost();
    else if (this.unplaced === "unknown") this.empty(this.words.nowhereCount.replace("{word}", this.where.value.trim()));
    else if (this.unplaced === "several") this.empty(this.words.whichCount);
    else if (!asked) this.empty(this.words.nothingAsked);
    else this.show(answers(this.places, this.offers, this.asked, where, this.sought), where);
  }

  /** No answer, and why. */
  private empty(why: string): void {
    this.count.textContent = why;
    this.order.hidden = true;
    this.notes.replaceChildren();
    this.found = [];
    this.list.replaceChildren();
    this.grow();
  }

  /** The words that nobody understands, with what may have been meant, and a way to go on without them. */
  private sayLost(): void {
    const typed = this.field("words", HTMLInputElement).value;
    const lost = this.lost.length === 1 ? this.words.lost : this.words.lostMany;
    this.empty(lost.replace("{words}", this.lost.map(({ word }) => this.cited(word)).join(", ")));
    const near = this.lost.flatMap(({ word, near }) => near.map((other) => this.button(other, () => this.reword(word, other))));
    if (near.length > 0) this.aside.append(make("p", [this.words.meant, " ", ...near]));
    const others = this.lost.reduce((text, { word }) => replaced(text, word, ""), typed);
    const othersAsk = this.sought.things.length > 0 || this.asked.needs.length > 0 || this.spot !== undefined;
    const search = make("a", this.words.elsewhere);
    search.href = `${this.words.search}?q=${encodeURIComponent(typed)}`;
    const ways: (Node | string)[] = othersAsk ? [this.button(this.words.without, () => this.reword(others)), " "] : [];
    this.aside.append(make("p", [...ways, search]));
  }

  /** The question again, a word of it replaced; or another question. */
  private reword(word: string, other?: string): void {
    const field = this.field("words", HTMLInputElement);
    field.value = other === undefined ? word : replaced(field.value, word, other);
    void this.listen();
  }

  private show(found: Answers, where: Where): void {
    const { within, beyond, unknown, unplaced } = found;
    this.found = within.length > 0 ? within : beyond;
    const known = within.filter((one) => one.known).length;
    const sentence = known === 0 ? this.words.none : known === 1 ? this.words.one : this.words.many;
    this.count.textContent = sentence.replace("{n}", this.number.format(known));
    const near = where.kind === "around" ? this.words.orderNear : this.words.orderAll;
    this.order.textContent =
      within.length === 0 && beyond.length > 0 ? this.words.beyond : found.named > 0 ? `${this.words.orderNamed} ${near}` : near;
    this.order.hidden = this.found.length === 0;
    const notes: string[] = [];
    if (unknown > 0) notes.push((unknown === 1 ? this.words.unknownOne : this.words.unknownMany).replace("{n}", this.number.format(unknown)));
    if (unplaced > 0) notes.push(this.words.unplaced.replace("{n}", this.number.format(unplaced)));
    this.notes.textContent = notes.join(" ");
    if (this.sought.things.length > 0) this.sayNamed(found, known);
    this.shown = 0;
    this.list.replaceChildren();
    this.grow();
  }

  /** Whether a source names the very thing asked for; where none does, it is said, with the nearest place where one does. */
  private sayNamed({ named, nearestNamed }: Answers, known: number): void {
    const thing = [...new Set(this.sought.things.map(({ typed }) => this.cited(typed)))].join(", ");
    const sentence = named === 0 ? this.words.namedNone : named === 1 ? this.words.namedOne : this.words.namedMany;
    const said = make("p", sentence.replace("{n}", this.number.format(named)).replace("{thing}", thing));
    if (nearestNamed !== undefined && nearestNamed.metres !== null) {
      const [before = "", after = ""] = this.words.nearestNamed.replace("{km}", this.cards.km(nearestNamed.metres)).split("{place}");
      said.append(" ", before, this.cards.link(nearestNamed), ` (${nearestNamed.place.commune})`, after);
    }
    if (known > named) said.append(" ", named === 0 ? this.words.noneNear : this.words.othersNear);
    this.aside.append(said);
  }

  private cited(word: string): string {
    return this.words.word.replace("{word}", word);
  }

  private grow(): void {
    const next = this.found.slice(this.shown, this.shown + STEP);
    this.list.append(...next.map((one) => this.cards.card(one)));
    this.shown += next.length;
    this.moreButton.hidden = this.shown >= this.found.length;
  }
}

if (globalThis.florilegePlaces !== undefined && globalThis.florilegeOffers !== undefined)
  new Finder(globalThis.florilegePlaces, globalThis.florilegeOffers, given<Words>("finder-words")).start();
