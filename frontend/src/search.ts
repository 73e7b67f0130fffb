/** The search page: places by their names from the small index, then the full text where the site is served. */

import { folded, readPlaces, type Inventory, type Place } from "./inventory";
import { element, given, language, make, named, sayInAddress } from "./page";
import { WordIndex } from "./words";

interface Words {
  readonly sheet: string;
  readonly outside: string;
  readonly root: string;
  /** Address of Pagefind's script; empty where the site has no index of the full text. */
  readonly engine: string;
  readonly found: string;
  readonly foundOne: string;
  readonly nothing: string;
  readonly waiting: string;
  readonly fromFile: string;
  readonly noIndex: string;
  readonly failed: string;
  readonly close: string;
  readonly meant: string;
}

/** What we use of Pagefind's interface. */
interface Fragment {
  readonly url: string;
  readonly excerpt: string;
  readonly meta: { readonly title?: string; readonly where?: string };
}
interface Engine {
  options(given: { baseUrl: string; excerptLength: number }): Promise<void>;
  debouncedSearch(typed: string, options: object, wait: number): Promise<{ results: readonly { data(): Promise<Fragment> }[] } | null>;
}

const BY_NAME = 8;
const STEP = 10;

class Search {
  private readonly places: readonly Place[];
  private readonly index: WordIndex;
  private readonly form = element("search-form", HTMLFormElement);
  private readonly field = element("search-q", HTMLInputElement);
  private readonly names = element("by-name", HTMLOListElement);
  private readonly namesPart = element("names-part", HTMLElement);
  private readonly close = element("close", HTMLParagraphElement);
  private readonly textPart = element("text-part", HTMLElement);
  private readonly list = element("in-text", HTMLOListElement);
  private readonly state = element("text-state", HTMLParagraphElement);
  private readonly meant = element("meant", HTMLParagraphElement);
  private readonly moreButton = element("more", HTMLButtonElement);
  private readonly number = new Intl.NumberFormat(language);
  private engine: Promise<Engine> | undefined;
  private results: readonly { data(): Promise<Fragment> }[] = [];
  private shown = 0;
  private turn = 0;

  constructor(
    inventory: Inventory,
    private readonly words: Words,
  ) {
    this.places = readPlaces(inventory);
    this.index = new WordIndex(this.places.map((place) => place.folded));
  }

  start(): void {
    element("search", HTMLElement).hidden = false;
    element("without-script", HTMLElement).hidden = true;
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", () => this.ask(this.field.value));
    this.moreButton.addEventListener("click", () => void this.grow(this.turn));
    addEventListener("popstate", () => this.fromAddress());
    this.fromAddress();
  }

  private fromAddress(): void {
    const typed = new URLSearchParams(location.search).get("q") ?? "";
    this.field.value = typed;
    this.ask(typed, false);
  }

  private ask(typed: string, byHand = true): void {
    const asked = typed.trim();
    if (byHand) sayInAddress(asked === "" ? "" : `?${new URLSearchParams({ q: asked }).toString()}`);
    this.turn += 1;
    this.byName(asked);
    this.textPart.hidden = asked === "";
    this.meant.hidden = true;
    this.list.replaceChildren();
    this.moreButton.hidden = true;
    if (asked !== "") void this.inText(asked, this.turn);
  }

  private byName(asked: string): void {
    const { ranks, close } = this.index.find(asked);
    const found = asked === "" ? [] : ranks.slice(0, BY_NAME).flatMap((rank) => this.places[rank] ?? []);
    this.namesPart.hidden = found.length === 0;
    this.close.textContent = close.length === 0 ? "" : this.words.close.replace("{words}", close.join(", "));
    this.names.replaceChildren(
      ...found.map((place) =>
        make("li", [named(this.words.sheet.replace("{slug}", place.slug), place.name), make("span", this.where(place), "what")]),
      ),
    );
  }

  private where(place: Place): string {
    return [place.commune, place.inScope ? "" : this.words.outside].filter((part) => part !== "").join(" · ");
  }

  private async inText(asked: string, turn: number): Promise<void> {
    if (this.words.engine === "" || location.protocol === "file:") {
      this.state.textContent = this.words.engine === "" ? this.words.noIndex : this.words.fromFile;
      return;
    }
    this.state.textContent = this.words.waiting;
    try {
      this.engine ??= this.loaded();
      const answer = await (await this.engine).debouncedSearch(asked, {}, 200);
      if (answer === null || turn !== this.turn) return;
      this.results = answer.results;
    } catch {
      this.engine = undefined;
      if (turn === this.turn) this.state.textContent = this.words.failed;
      return;
    }
    this.shown = 0;
    const counted = this.results.length;
    const sentence = counted === 0 ? this.words.nothing : counted === 1 ? this.words.foundOne : this.words.found;
    this.state.textContent = sentence.replace("{n}", this.number.format(counted));
    await this.grow(turn);
    if (turn === this.turn && !this.answers(asked)) this.suggest(asked);
  }

  /** Whether the answers hold a word that begins as one typed: Pagefind widens a word that it does not have. */
  private answers(asked: string): boolean {
    const starts = folded(asked).split(" ").map((word) => word.slice(0, Math.max(3, word.length - 2)));
    const held = [...this.list.querySelectorAll("mark")].map((mark) => folded(mark.textContent ?? ""));
    return starts.every((start) => held.some((word) => word.includes(start)));
  }

  private async loaded(): Promise<Engine> {
    const engine = (await import(new URL(this.words.engine, document.baseURI).href)) as Engine;
    await engine.options({ baseUrl: new URL(this.words.root, document.baseURI).pathname, excerptLength: 24 });
    return engine;
  }

  /** The same words with those that the list does not know written as it knows them. */
  private suggest(asked: string): void {
    const known = asked.split(/\s+/).map((word) => (this.index.find(word).close.length > 0 ? (this.index.meant(word)[0] ?? word) : word));
    const other = known.join(" ");
    if (other === asked) return;
    const button = make("button", other, "clear");
    button.type = "button";
    button.addEventListener("click", () => {
      this.field.value = other;
      this.ask(other);
      this.field.focus();
    });
    this.meant.replaceChildren(this.words.meant, " ", button);
    this.meant.hidden = false;
  }

  private async grow(turn: number): Promise<void> {
    const next = await Promise.all(this.results.slice(this.shown, this.shown + STEP).map((result) => result.data()));
    if (turn !== this.turn) return;
    this.shown += next.length;
    this.list.append(...next.map((one) => this.entry(one)));
    this.moreButton.hidden = this.shown >= this.results.length;
  }

  private entry(one: Fragment): HTMLLIElement {
    const title = named(one.url, one.meta.title ?? one.url);
    if (!/\/lieux\/|\/territoires\//.test(one.url)) title.removeAttribute("lang");
    const item = make("li", [title]);
    if (one.meta.where !== undefined) item.append(make("span", one.meta.where, "what"));
    item.append(make("p", marked(one.excerpt), "excerpt"));
    return item;
  }
}

/** An excerpt as Pagefind writes it: text whose words found stand between marks, everything else escaped. */
function marked(excerpt: string): Node[] {
  const read = new DOMParser().parseFromString(excerpt, "text/html").body;
  return [...read.childNodes].map((node) =>
    node instanceof Element && node.localName === "mark" ? make("mark", node.textContent ?? "") : document.createTextNode(node.textContent ?? ""),
  );
}

if (globalThis.florilegePlaces !== undefined) new Search(globalThis.florilegePlaces, given<Words>("search-words")).start();
