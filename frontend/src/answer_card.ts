/** An answer of the finder as a card: the place, how to reach it, and why it answers; no line for what nobody says. */

import type { Offers, Answer } from "./offers";
import { language, make, named } from "./page";

export interface CardWords {
  readonly sheet: string;
  readonly offers: string;
  readonly offersUndated: string;
  readonly quote: string;
  readonly quoteUndated: string;
  readonly meets: string;
  readonly distance: string;
  readonly close: string;
  readonly coarse: string;
  readonly wheelchair: readonly [no: string, yes: string];
  readonly status: Readonly<Record<string, string>>;
  readonly outside: string;
  readonly phone: string;
  readonly hours: string;
  readonly price: string;
  readonly visited: string;
  readonly siteSeen: string;
}

/** Roads are longer than the flight of a bird: the usual factor for France, as the page says. */
const ROAD = 1.3;
/** Letters of opening hours and prices on a card. */
const LONGEST = 140;

/** The host of a web address as it is written: `URL` would spell "chezmémé.fr" otherwise. */
function hostOf(address: string): string {
  return address
    .replace(/^https?:\/\/(?:[^/?#]*@)?/i, "")
    .replace(/[/?#:].*$/, "")
    .toLowerCase()
    .replace(/^www\./, "");
}

export class Cards {
  private readonly number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  private readonly month = new Intl.DateTimeFormat(language, { month: "long", year: "numeric", timeZone: "UTC" });
  private readonly services: ReadonlyMap<string, string>;

  /** labels : code of a kind, a class or a département → its words */
  constructor(
    private readonly words: CardWords,
    private readonly offers: Offers,
    private readonly labels: ReadonlyMap<string, string>,
  ) {
    this.services = new Map(offers.services.map((label) => [label.code, label[language]]));
  }

  card(one: Answer): HTMLLIElement {
    const { place } = one;
    const departement = this.labels.get(place.departement) ?? "";
    const where = [place.commune, departement === place.commune ? "" : departement].filter((part) => part !== "").join(", ");
    const head = make("p", [this.link(one)], "answer-name");
    if (place.klass !== "") head.append(" ", make("span", this.labels.get(place.klass) ?? place.klass, `tag ${place.klass}`));
    const kinds = place.kinds.map((kind) => this.labels.get(kind) ?? kind).join(", ");
    const outside = place.inScope ? "" : this.words.outside;
    const what = make("p", [where, kinds, outside].filter((part) => part !== "").join(" · "), "what");
    const reasons = make("ul", this.reasons(one).map((reason) => make("li", reason)), "why");
    const reach = this.reach(one);
    return make("li", [head, what, ...(reach.length > 0 ? [make("p", reach, "reach")] : []), ...(reasons.childElementCount > 0 ? [reasons] : [])]);
  }

  link({ place }: Answer): HTMLAnchorElement {
    return named(this.words.sheet.replace("{slug}", place.slug), place.name);
  }

  far(metres: number): string {
    if (metres < 1000) return this.words.close;
    return this.words.distance.replace("{flight}", this.km(metres)).replace("{road}", this.km(metres * ROAD));
  }

  km(metres: number): string {
    return this.number.format(metres < 10_000 ? Math.round(metres / 100) / 10 : Math.round(metres / 1000));
  }

  /** Address, telephone and web site, those that are known. */
  private reach(one: Answer): (Node | string)[] {
    const parts: (Node | string)[] = [];
    const part = (node: Node | string): void => void parts.push(...(parts.length > 0 ? [" · ", node] : [node]));
    if (one.address !== "") {
      const address = make("span", one.address);
      if (language !== "fr") address.lang = "fr";
      part(address);
    }
    if (one.phone !== "") {
      const call = make("a", one.phone);
      call.href = `tel:${one.phone.replace(/[^+\d]/g, "")}`;
      call.setAttribute("aria-label", this.words.phone.replace("{name}", one.place.name).replace("{phone}", one.phone));
      part(call);
    }
    if (one.site !== "") {
      const site = make("a", hostOf(one.site));
      site.href = one.site;
      site.rel = "external nofollow";
      part(site);
    }
    return parts;
  }

  /** What a source says of the thing asked for, in its words; then what the place offers, and how far it is. */
  private reasons(one: Answer): (string | (Node | string)[])[] {
    const said: (string | (Node | string)[])[] = [];
    if (one.quote !== undefined) said.push(this.quote(one.quote));
    const offered = one.met.flatMap(({ services }) => services);
    const services = (offered.length > 0 ? offered : one.services).map((code) => this.services.get(code) ?? code);
    if (services.length > 0) {
      const sentence = one.date === "" ? this.words.offersUndated : this.words.offers;
      said.push(
        sentence
          .replace("{services}", [...new Set(services)].join(", "))
          .replace("{sources}", this.number.format(one.sources))
          .replace("{date}", this.dated(one.date)),
      );
    }
    const asked = one.met.length + one.unmet.length;
    if (one.met.length > 0 && one.unmet.length > 0)
      said.push(this.words.meets.replace("{needs}", one.met.map(({ need }) => need[language]).join(" ; ")).replace("{n}", String(asked)));
    // the centre of a commune is a place of nobody: "less than a kilometre from the centre" would be made up
    if (one.metres !== null && one.coarse) said.push(this.words.coarse.replace("{commune}", one.place.commune));
    if (one.metres !== null && !(one.coarse && one.metres < 1000)) said.push(this.far(one.metres));
    const status = this.words.status[one.place.status];
    if (status !== undefined) said.push(status);
    if (one.accessible !== -1) said.push(this.words.wheelchair[one.accessible]);
    if (one.hours !== "") said.push(this.inFrench(this.words.hours, one.hours));
    if (one.price !== "") said.push(this.inFrench(this.words.price, one.price));
    if (one.visited !== "") said.push(this.words.visited.replace("{date}", this.dated(one.visited)));
    if (one.siteSeen !== "") said.push(this.words.siteSeen.replace("{date}", this.dated(one.siteSeen)));
    return said;
  }

  private quote({ text, foreign, source, date }: NonNullable<Answer["quote"]>): (Node | string)[] {
    const words = make("q", text);
    if (foreign) words.lang = "fr";
    const who = this.offers.sources[source]?.[language] ?? "";
    const sentence = (date === "" ? this.words.quoteUndated : this.words.quote).replace("{source}", who).replace("{date}", this.dated(date));
    const [before = "", after = ""] = sentence.split("{quote}");
    return [before, words, after];
  }

  /** A sentence with the words of a source in it, shortened where they are long: the sheet has them whole. */
  private inFrench(sentence: string, text: string): (Node | string)[] {
    const words = make("span", text.length <= LONGEST ? text : `${text.slice(0, LONGEST).trimEnd()}…`);
    if (language !== "fr") words.lang = "fr";
    const [before = "", after = ""] = sentence.split("{text}");
    return [before, words, after];
  }

  private dated(date: string): string {
    const [year = "", month] = date.split("-");
    return month === undefined ? year : this.month.format(Date.UTC(Number(year), Number(month) - 1, 1));
  }
}
