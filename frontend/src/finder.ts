/** The finder: a question, or needs and a place to look from, all in the address; the places that answer, and why. */

import { Cards } from "./answer_card";
import { Gazetteer, type Spot } from "./communes";
import type { Words } from "./finder_words";
import { find, NOTHING_SAID, type Found } from "./found";
import { readPlaces, type Inventory, type Label, type Place } from "./inventory";
import { offerNearMe } from "./near_me";
import { fromAddress, NOTHING_ASKED, toAddress, type Answer, type Answers, type Asked, type Offers } from "./offers";
import { element, given, language, load, make, sayInAddress } from "./page";
import { Listener, replaced } from "./question";

const STEP = 20;
/** A question is heard when the reader stops typing: half a word is no word that nobody understands. */
const PAUSE = 450;
const WIDE = "(min-width: 62rem)";

class Finder {
  private readonly places: readonly Place[];
  private readonly form = element("finder-form", HTMLFormElement);
  private readonly needs = element("needs", HTMLFieldSetElement);
  private readonly typed = element("f-words", HTMLInputElement);
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
  private asked: Asked;
  private found: Found = { state: "nothing", question: NOTHING_SAID, needs: [], spot: undefined, choices: [], begun: false, answers: undefined };
  private listed: readonly Answer[] = [];
  private shown = 0;
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
    this.listener = new Listener(offers);
    this.asked = this.ofAddress();
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
    this.clearButton.addEventListener("click", () => void this.answer(NOTHING_ASKED, true));
    offerNearMe(
      element("near-me", HTMLButtonElement),
      (code) => void this.answer({ ...this.asked, where: code, typed: "" }, true),
      () => (this.which.textContent = this.words.noPosition),
    );
    addEventListener("popstate", () => void this.answer(this.ofAddress(), true));
    element("finder", HTMLElement).hidden = false;
    element("without-script", HTMLElement).hidden = true;
    void this.answer(this.asked, true).then(() => {
      // on a telephone the form fills the first screen: a link to a question leads to its answers
      if (this.asked.question !== "" && !matchMedia(WIDE).matches) this.intoView();
    });
  }

  private ofAddress(): Asked {
    return fromAddress(location.search, this.offers.reading.distances);
  }

  /** The territories, loaded when the reader first says where. */
  private known(): Promise<Gazetteer | undefined> {
    this.gazetteer ??= load(this.words.communes).then(() => {
      if (globalThis.florilegeTerritories === undefined) throw new Error(this.words.communes);
      return new Gazetteer(globalThis.florilegeTerritories, this.offers.reading.longestName, this.words.here);
    });
    return this.gazetteer.catch(() => {
      this.gazetteer = undefined;
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
    for (const distance of this.offers.reading.distances) within.add(new Option(this.words.km.replace("{n}", String(distance)), String(distance)));
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
    this.field("within", HTMLSelectElement).value = this.asked.within === 0 ? "" : String(this.asked.within);
    this.field("kind", HTMLSelectElement).value = this.asked.kind;
    for (const name of ["open", "accessible", "unknown"] as const) {
      const tick = this.offered(name);
      if (tick !== undefined) tick.checked = this.asked[name];
    }
    this.typed.value = this.asked.question;
    const finer = this.asked.kind !== "" || this.asked.open || this.asked.accessible || this.asked.unknown;
    if (finer) element("finer", HTMLDetailsElement).open = true;
    this.where.value = this.found.spot?.label ?? this.asked.typed;
  }

  private changed(target: EventTarget | null): void {
    if (target === this.where) void this.look(this.where.value);
    else if (target === this.typed) {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => void this.listen(), PAUSE);
    } else if (target instanceof HTMLInputElement && target.name === "need") void this.answer(this.chosen());
    else
      void this.answer({
        ...this.asked,
        needs: target === this.field("step", HTMLSelectElement) ? [] : this.asked.needs,
        within: Number(this.field("within", HTMLSelectElement).value),
        step: this.field("step", HTMLSelectElement).value,
        kind: this.field("kind", HTMLSelectElement).value,
        open: this.offered("open")?.checked ?? false,
        accessible: this.offered("accessible")?.checked ?? false,
        unknown: this.offered("unknown")?.checked ?? false,
      });
  }

  /** The question once a need is ticked or no longer: without one that it says, it is no longer that question. */
  private chosen(): Asked {
    const ticked = this.boxes().flatMap((box) => (box.checked ? [box.value] : []));
    const said = this.found.question.needs;
    if (!said.every((code) => ticked.includes(code))) {
      this.typed.value = "";
      return { ...this.asked, question: "", needs: ticked, step: "", where: this.asked.where || (this.found.spot?.code ?? "") };
    }
    return { ...this.asked, needs: ticked.filter((code) => !said.includes(code)), step: "" };
  }

  /** The question as it stands. */
  private async listen(): Promise<void> {
    clearTimeout(this.pause);
    const question = this.typed.value.trim();
    if (question === this.asked.question) return;
    await this.answer({ ...this.asked, question, needs: [], step: "", where: "", typed: "" });
    this.where.value = this.found.spot?.label ?? "";
  }

  /** The question is asked: what answers it comes into view. */
  private async ask(): Promise<void> {
    await this.listen();
    this.intoView();
  }

  private async look(typed: string): Promise<void> {
    const gazetteer = await this.known();
    if (gazetteer === undefined || typed !== this.where.value) return;
    const meant = typed.trim().length < 2 ? [] : gazetteer.meant(typed);
    this.spots.replaceChildren(...meant.map((spot) => new Option("", spot.label)));
    const [only, other] = meant;
    await this.answer({ ...this.asked, typed: typed.trim(), where: only !== undefined && other === undefined ? only.code : "" });
  }

  private intoView(): void {
    this.count.closest(".result-bar")?.scrollIntoView({ block: "start" });
  }

  /** Answer a question; anew : the form is written from it, too. */
  private async answer(asked: Asked, anew = false): Promise<void> {
    this.asked = asked;
    const placed = asked.question !== "" || asked.where !== "" || asked.typed !== "";
    const gazetteer = placed ? await this.known() : undefined;
    if (asked !== this.asked) return;
    if (placed && gazetteer === undefined) this.empty(this.words.failed);
    else {
      this.found = find(this.places, this.offers, this.listener, asked, gazetteer);
      if (anew) this.writeForm();
      this.refresh();
    }
  }

  private refresh(): void {
    const { state, spot, needs, answers } = this.found;
    sayInAddress(toAddress(this.asked));
    for (const box of this.boxes()) box.checked = needs.includes(box.value);
    this.field("step", HTMLSelectElement).value = this.asked.step;
    this.field("within", HTMLSelectElement).disabled = spot?.where.kind !== "around";
    this.clearButton.hidden = toAddress(this.asked) === "" && this.where.value === "";
    this.aside.replaceChildren();
    this.sayHeard();
    this.sayWhich();
    if (state === "lost") this.sayLost();
    else if (state === "nowhere") this.empty(this.words.nowhereCount.replace("{word}", this.asked.typed || this.asked.where));
    else if (state === "several") this.empty(this.words.whichCount);
    else if (state === "nothing" || answers === undefined) this.empty(this.words.nothingAsked);
    else this.show(answers);
  }

  private sayHeard(): void {
    const { question, needs, spot } = this.found;
    if (this.asked.question === "") {
      this.heard.textContent = "";
      return;
    }
    const parts = this.offers.needs.flatMap((need) => (needs.includes(need.code) ? [need[language]] : []));
    parts.push(...this.inventory.kinds.flatMap((kind) => (question.kinds.includes(kind.code) ? [kind[language]] : [])));
    if (spot !== undefined) parts.push(this.words.from.replace("{place}", spot.label));
    this.heard.textContent = parts.length === 0 ? "" : this.words.heard.replace("{needs}", parts.join(" · "));
  }

  /** The place typed apart: what it is taken for, or those that may be meant. */
  private sayWhich(): void {
    const { spot, choices, state, begun } = this.found;
    this.which.replaceChildren();
    const said = this.asked.typed === "" ? this.heard : this.which;
    if (choices.length > 0) said.append(" ", begun || state === "several" ? this.words.which : this.words.meant, " ", ...choices.map((one) => this.choice(one)));
    else if (spot !== undefined && this.asked.typed !== "" && spot.label !== this.where.value) this.which.textContent = spot.label;
    else if (state === "nowhere" && this.asked.typed !== "") this.which.textContent = this.words.nowhere;
  }

  private choice(spot: Spot): HTMLButtonElement {
    return this.button(spot.label, () => void this.answer({ ...this.asked, where: spot.code, typed: "" }, true));
  }

  private button(text: string, act: () => void): HTMLButtonElement {
    const button = make("button", text, "clear");
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  }

  /** No answer, and why. */
  private empty(why: string): void {
    this.count.textContent = why;
    this.order.hidden = true;
    this.notes.replaceChildren();
    this.listed = [];
    this.list.replaceChildren();
    this.grow();
  }

  /** The words that nobody understands, with what may have been meant, and a way to go on without them. */
  private sayLost(): void {
    const { question, needs, spot } = this.found;
    const typed = this.asked.question;
    const lost = question.lost.length === 1 ? this.words.lost : this.words.lostMany;
    this.empty(lost.replace("{words}", question.lost.map(({ word }) => this.cited(word)).join(", ")));
    const near = question.lost.flatMap(({ word, near }) => near.map((other) => this.button(other, () => void this.reword(replaced(typed, word, other)))));
    if (near.length > 0) this.aside.append(make("p", [this.words.meant, " ", ...near]));
    const others = question.lost.reduce((text, { word }) => replaced(text, word, ""), typed);
    const othersAsk = question.things.length > 0 || question.kinds.length > 0 || needs.length > 0 || spot !== undefined;
    const search = make("a", this.words.elsewhere);
    search.href = `${this.words.search}?q=${encodeURIComponent(typed)}`;
    const ways: (Node | string)[] = othersAsk ? [this.button(this.words.without, () => void this.reword(others)), " "] : [];
    this.aside.append(make("p", [...ways, search]));
  }

  private async reword(question: string): Promise<void> {
    await this.answer({ ...this.asked, question }, true);
  }

  private show(found: Answers): void {
    const { within, beyond, unknown, unplaced, kilometres } = found;
    const around = this.found.spot?.where.kind === "around" ? this.found.spot : undefined;
    this.listed = within.length > 0 ? within : beyond;
    const known = within.filter((one) => one.known).length;
    const [none, one, many] = around === undefined ? [this.words.none, this.words.one, this.words.many] : [this.words.noneNear, this.words.oneNear, this.words.manyNear];
    const sentence = known === 0 ? none : known === 1 ? one : many;
    const filled = sentence.replace("{n}", this.number.format(known)).replace("{km}", String(kilometres)).replace("{place}", around?.label ?? "");
    const [first = kilometres] = this.offers.reading.widened;
    const widened = around !== undefined && this.asked.within === 0 && known > 0 && kilometres > first;
    this.count.textContent = widened ? `${this.words.widened.replace("{km}", String(first))} ${filled}` : filled;
    const near = around === undefined ? this.words.orderAll : this.words.orderNear;
    this.order.textContent =
      within.length === 0 && beyond.length > 0 ? this.words.beyond : found.named > 0 ? `${this.words.orderNamed} ${near}` : near;
    this.order.hidden = this.listed.length === 0;
    const notes: string[] = [];
    if (unknown > 0) notes.push((unknown === 1 ? this.words.unknownOne : this.words.unknownMany).replace("{n}", this.number.format(unknown)));
    if (unplaced > 0) notes.push(this.words.unplaced.replace("{n}", this.number.format(unplaced)));
    this.notes.textContent = notes.join(" ");
    if (this.found.question.things.length > 0) this.sayNamed(found, known);
    this.shown = 0;
    this.list.replaceChildren();
    this.grow();
  }

  /** Whether a source names the very thing asked for; where none does, it is said, with the nearest place where one does. */
  private sayNamed({ named, nearestNamed }: Answers, known: number): void {
    const thing = [...new Set(this.found.question.things.map(({ typed }) => this.cited(typed)))].join(", ");
    const sentence = named === 0 ? this.words.namedNone : named === 1 ? this.words.namedOne : this.words.namedMany;
    const said = make("p", sentence.replace("{n}", this.number.format(named)).replace("{thing}", thing));
    if (nearestNamed !== undefined && nearestNamed.metres !== null) {
      const [before = "", after = ""] = this.words.nearestNamed.replace("{km}", this.cards.km(nearestNamed.metres)).split("{place}");
      said.append(" ", before, this.cards.link(nearestNamed), ` (${nearestNamed.place.commune})`, after);
    }
    if (known > named) said.append(" ", named === 0 ? this.words.othersNone : this.words.othersNear);
    this.aside.append(said);
  }

  private cited(word: string): string {
    return this.words.word.replace("{word}", word);
  }

  private grow(): void {
    const next = this.listed.slice(this.shown, this.shown + STEP);
    this.list.append(...next.map((one) => this.cards.card(one)));
    this.shown += next.length;
    this.moreButton.hidden = this.shown >= this.listed.length;
  }
}

if (globalThis.florilegePlaces !== undefined && globalThis.florilegeOffers !== undefined)
  new Finder(globalThis.florilegePlaces, globalThis.florilegeOffers, given<Words>("finder-words")).start();
