/** What the places offer, line for line with the places; and what the reader of the finder asks. */

import { naming, type Fact, type Quote, type Reading, type Thing } from "./facts";
import type { Label, Place } from "./inventory";
import { language } from "./page";

/** What is known of a place; what stands at the end is left out where it is unknown. */
type Row = readonly [
  /** ranks; none: unknown */
  services: readonly number[],
  /** how many say so */
  sources: number,
  /** the latest of one */
  date: string,
  /** -1: unknown */
  accessible: -1 | 0 | 1,
  address: string,
  phone: string,
  site: string,
  /** what sources say in their own words, and may name what is asked for */
  facts: readonly Fact[],
  /** known only by its commune, at whose centre it is put */
  coarse: 0 | 1,
  hours?: string,
  price?: string,
  /** date of the last visit to it */
  visited?: string,
  /** date on which its web site last answered */
  siteSeen?: string,
];

export interface Need extends Label {
  readonly services: readonly number[];
  /** expressions by which people ask for it, in either language */
  readonly said: readonly string[];
  /** machines and subjects that a fact can name; each, the expressions that mean it */
  readonly things: readonly (readonly string[])[];
  /** expressions that only some of the services answer */
  readonly narrow: readonly { readonly said: readonly string[]; readonly services: readonly number[] }[];
  /** ranks of the services where one finds such things */
  readonly thingServices: readonly number[];
}

export interface Step extends Label {
  readonly needs: readonly string[];
}

export interface Offers {
  readonly services: readonly Label[];
  readonly needs: readonly Need[];
  /** kinds that people ask for by their name */
  readonly kinds: readonly { readonly code: string; readonly said: readonly string[] }[];
  readonly steps: readonly Step[];
  readonly reading: Reading & {
    /** words that ask nothing by themselves */
    readonly empty: readonly string[];
    readonly longestName: number;
    /** kilometres between which a reader chooses */
    readonly distances: readonly number[];
    /** kilometres looked within, one after the other until a place answers, where the reader chose none */
    readonly widened: readonly number[];
  };
  readonly sources: readonly { readonly fr: string; readonly en: string }[];
  readonly places: readonly Row[];
}

declare global {
  var florilegeOffers: Offers | undefined;
}

/** Where the reader looks: around a point, in a département or a région, or everywhere. */
export type Where =
  | { readonly kind: "all" }
  | { readonly kind: "departement" | "region"; readonly code: string; readonly name: string }
  | { readonly kind: "around"; readonly code: string; readonly name: string; readonly latitude: number; readonly longitude: number };

export interface Asked {
  /** in the reader's own words */
  readonly question: string;
  readonly needs: readonly string[];
  /** a place as typed apart */
  readonly typed: string;
  readonly where: string;
  /** kilometres; 0 where the reader leaves it to the finder */
  readonly within: number;
  readonly step: string;
  readonly kind: string;
  readonly open: boolean;
  readonly accessible: boolean;
  readonly unknown: boolean;
}

/** A place that answers, with what it answers and what is not known of it. metres is null without a point to measure from. */
export interface Answer {
  readonly place: Place;
  readonly met: readonly { readonly need: Need; readonly services: readonly string[] }[];
  readonly unmet: readonly Need[];
  readonly known: boolean;
  /** all that it offers, as codes */
  readonly services: readonly string[];
  readonly sources: number;
  readonly date: string;
  readonly accessible: -1 | 0 | 1;
  readonly metres: number | null;
  /** what a source says, in its words, of the thing asked for */
  readonly quote: Quote | undefined;
  readonly coarse: boolean;
  readonly address: string;
  readonly phone: string;
  readonly site: string;
  readonly hours: string;
  readonly price: string;
  readonly visited: string;
  readonly siteSeen: string;
}

export interface Answers {
  readonly within: readonly Answer[];
  /** The three nearest beyond, when none is within. */
  readonly beyond: readonly Answer[];
  /** Looked within; 0 where nothing is measured. */
  readonly kilometres: number;
  /** Places within of which no source gives any service. */
  readonly unknown: number;
  /** Places that answer but whose position is unknown, left out of a search around a point. */
  readonly unplaced: number;
  /** Places within of which a source names the thing asked for. */
  readonly named: number;
  /** The nearest beyond of which one does, when none is within. */
  readonly nearestNamed: Answer | undefined;
}

export const NOTHING_ASKED: Asked = {
  question: "", needs: [], typed: "", where: "", within: 0, step: "", kind: "", open: false, accessible: false, unknown: false,
};

/** The question of the page's address: the live page reads the same (`asked.py`). */
export function fromAddress(search: string, distances: readonly number[]): Asked {
  const asked = new URLSearchParams(search);
  const within = Number(asked.get("within"));
  const one = (name: string): string => (asked.get(name) ?? "").trim();
  return {
    question: one("q"),
    needs: asked.getAll("need"),
    typed: one("from"),
    where: one("from") === "" ? one("where") : "",
    within: distances.includes(within) ? within : 0,
    step: one("step"),
    kind: one("kind"),
    open: one("open") === "1",
    accessible: one("accessible") === "1",
    unknown: one("unknown") === "1",
  };
}

export function toAddress(asked: Asked): string {
  const said = new URLSearchParams();
  if (asked.question !== "") said.set("q", asked.question);
  for (const need of asked.needs) said.append("need", need);
  if (asked.typed !== "" && asked.where === "") said.set("from", asked.typed);
  if (asked.where !== "") said.set("where", asked.where);
  if (asked.within !== 0) said.set("within", String(asked.within));
  if (asked.step !== "") said.set("step", asked.step);
  if (asked.kind !== "") said.set("kind", asked.kind);
  if (asked.open) said.set("open", "1");
  if (asked.accessible) said.set("accessible", "1");
  if (asked.unknown) said.set("unknown", "1");
  const text = said.toString();
  return text === "" ? "" : `?${text}`;
}

const EARTH = 6_371_008.8;

/** Metres along the great circle (haversine; Sinnott, Sky and Telescope, 1984). */
export function metresBetween(latitudeA: number, longitudeA: number, latitudeB: number, longitudeB: number): number {
  const turn = Math.PI / 180;
  const chord =
    Math.sin(((latitudeB - latitudeA) * turn) / 2) ** 2 +
    Math.cos(latitudeA * turn) * Math.cos(latitudeB * turn) * Math.sin(((longitudeB - longitudeA) * turn) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** What places are sought: needs, and those of which only some services (ranks) answer what was said; kinds; things asked for by name. */
export interface Sought {
  readonly needs: readonly string[];
  readonly narrowed: ReadonlyMap<string, readonly number[]>;
  readonly kinds: readonly string[];
  readonly things: readonly Thing[];
}

/**
 * The places that answer, in the order that the page states: those of which a source names the thing asked for, then
 * most needs met, then the nearest, then the most sources. The rules are those of `answers.py`.
 * A place of which nothing is known never answers; it is counted, and listed last when the reader asks for it.
 */
export function answers(places: readonly Place[], offers: Offers, asked: Asked, where: Where, sought: Sought): Answers {
  const needs = sought.needs
    .flatMap((code) => offers.needs.find((need) => need.code === code) ?? [])
    .map((need) => ({ ...need, services: sought.narrowed.get(need.code) ?? need.services }));
  const particular = needs.length > 0 || sought.things.length > 0;
  const all: Answer[] = [];
  let unplaced = 0;
  places.forEach((place, rank) => {
    const row = offers.places[rank];
    if (row === undefined || !admitted(place, row, asked, where, sought.kinds)) return;
    const found = answer(place, row, offers, needs, where, sought);
    if (found.known && particular && found.met.length === 0 && found.quote === undefined) return;
    if (where.kind === "around" && found.metres === null) {
      if (found.known) unplaced += 1;
      return;
    }
    all.push(found);
  });
  const kilometres = where.kind === "around" ? reach(all, asked.within, offers.reading.widened) : 0;
    const beyond = (one: Answer): boolean => kilometres !== 0 && (one.metres ?? 0) > kilometres * 1000;
  const near = all.filter((one) => !beyond(one));
  const known = near.filter((one) => one.known).sort(order);
  const unknown = near.filter((one) => !one.known).sort(order);
  const far = all.filter((one) => one.known && beyond(one)).sort((one, other) => (one.metres ?? 0) - (other.metres ?? 0));
  const named = known.filter((one) => one.quote !== undefined).length;
  return {
    within: asked.unknown ? [...known, ...unknown] : known,
    beyond: known.length > 0 ? [] : far.slice(0, 3),
    kilometres,
    unknown: unknown.length,
    unplaced,
    named,
    nearestNamed: named > 0 ? undefined : far.find((one) => one.quote !== undefined),
  };
}

/** Kilometres to look within: those asked for, else the first of which a place answers, else the last. */
function reach(all: readonly Answer[], within: number, widened: readonly number[]): number {
  if (within !== 0) return within;
  const nearest = Math.min(...all.filter(({ known }) => known).map(({ metres }) => metres ?? 0));
  return widened.find((one) => nearest <= one * 1000) ?? widened[widened.length - 1] ?? 0;
}

function admitted(place: Place, row: Row, asked: Asked, where: Where, kinds: readonly string[]): boolean {
  return (
    place.status !== "closed" &&
    (!asked.open || place.status === "open") &&
    (!asked.accessible || row[3] === 1) &&
    (asked.kind === "" || place.kinds.includes(asked.kind)) &&
    (kinds.length === 0 || place.kinds.some((kind) => kinds.includes(kind))) &&
    (where.kind !== "departement" || place.departement === where.code) &&
    (where.kind !== "region" || place.region === where.code)
  );
}

function answer(place: Place, row: Row, offers: Offers, needs: readonly Need[], where: Where, { things, kinds }: Sought): Answer {
  const [services, sources, date, accessible, address, phone, site, facts, coarse, hours = "", price = "", visited = "", siteSeen = ""] = row;
  const quote = things.length === 0 ? undefined : naming(facts, things, language, offers.reading);
  const named = (ranks: readonly number[]): string[] => ranks.flatMap((rank) => offers.services[rank]?.code ?? []);
  const met = needs.flatMap((need) => {
    const given = need.services.filter((rank) => services.includes(rank));
    return given.length === 0 ? [] : [{ need, services: named(given) }];
  });
  const placed = where.kind === "around" && place.latitude !== null && place.longitude !== null;
  return {
    place,
    met,
    unmet: needs.filter((need) => !met.some((one) => one.need === need)),
    known: services.length > 0 || quote !== undefined || kinds.length > 0,
    services: named(services),
    sources,
    date,
    accessible,
    metres: placed ? metresBetween(where.latitude, where.longitude, place.latitude, place.longitude) : null,
    quote,
    coarse: coarse === 1,
    address,
    phone,
    site,
    hours,
    price,
    visited,
    siteSeen,
  };
}

function order(one: Answer, other: Answer): number {
  const quoted = Number(other.quote !== undefined) - Number(one.quote !== undefined);
  return quoted || other.met.length - one.met.length || (one.metres ?? 0) - (other.metres ?? 0) || other.sources - one.sources;
}
