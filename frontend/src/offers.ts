/** What the places offer, line for line with the places; and what the reader of the finder asks. */

import { naming, type Fact, type Quote, type Thing } from "./facts";
import type { Label, Place } from "./inventory";
import { language } from "./page";

/**
 * services as ranks (none: unknown), sources that say them, latest date of one, wheelchair access (-1: unknown),
 * address, telephone and web site of the place ("": unknown), facts that
 * may name what is asked for, how well it is placed
 */
type Row = readonly [
  services: readonly number[],
  sources: number,
  date: string,
  accessible: -1 | 0 | 1,
  address: string,
  phone: string,
  site: string,
  facts: readonly Fact[],
  /** known only by its commune, at whose centre it is put */
  coarse: 0 | 1,
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
  readonly steps: readonly Step[];
  readonly sources: readonly { readonly fr: string; readonly en: string }[];
  readonly places: readonly Row[];
}

declare global {
  var florilegeOffers: Offers | undefined;
}

/** Where the reader looks: around a commune, in a département, or everywhere. */
export type Where =
  | { readonly kind: "all" }
  | { readonly kind: "departement"; readonly code: string; readonly name: string }
  | { readonly kind: "around"; readonly code: string; readonly name: string; readonly latitude: number; readonly longitude: number };

export interface Asked {
  /** in the reader's own words */
  readonly question: string;
  readonly needs: readonly string[];
  readonly where: string;
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
}

export interface Answers {
  readonly within: readonly Answer[];
  /** The three nearest beyond, when none is within. */
  readonly beyond: readonly Answer[];
  /** Places within of which no source gives any service. */
  readonly unknown: number;
  /** Places that answer but whose position is unknown, left out of a search around a point. */
  readonly unplaced: number;
  /** Places within of which a source names the thing asked for. */
  readonly named: number;
  /** The nearest beyond of which one does, when none is within. */
  readonly nearestNamed: Answer | undefined;
}

export const DISTANCES = [5, 10, 25, 50, 100] as const;
const USUAL = 25;

export function fromAddress(search: string): Asked {
  const asked = new URLSearchParams(search);
  const within = Number(asked.get("within"));
  return {
    question: asked.get("q") ?? "",
    needs: asked.getAll("need"),
    where: asked.get("where") ?? "",
    within: DISTANCES.find((distance) => distance === within) ?? USUAL,
    step: asked.get("step") ?? "",
    kind: asked.get("kind") ?? "",
    open: asked.get("open") === "1",
    accessible: asked.get("accessible") === "1",
    unknown: asked.get("unknown") === "1",
  };
}

export function toAddress(asked: Asked): string {
  const said = new URLSearchParams();
  if (asked.question !== "") said.set("q", asked.question);
  for (const need of asked.needs) said.append("need", need);
  if (asked.where !== "") said.set("where", asked.where);
  if (asked.within !== USUAL) said.set("within", String(asked.within));
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

/** Things asked for by name; and the needs of which only some services (ranks) answer what was said. */
export interface Sought {
  readonly things: readonly Thing[];
  readonly narrowed: ReadonlyMap<string, readonly number[]>;
}

/**
 * The places that answer, in the order that the page states: those of which a source names the thing asked for, then
 * most needs met, then the nearest, then the most sources.
 * A place of which nothing is known never answers; it is counted, and listed last when the reader asks for it.
 */
export function answers(places: readonly Place[], offers: Offers, asked: Asked, where: Where, sought: Sought): Answers {
  const needs = asked.needs
    .flatMap((code) => offers.needs.find((need) => need.code === code) ?? [])
    .map((need) => ({ ...need, services: sought.narrowed.get(need.code) ?? need.services }));
  const particular = needs.length > 0 || sought.things.length > 0;
  const all: Answer[] = [];
  let unplaced = 0;
  places.forEach((place, rank) => {
    const row = offers.places[rank];
    if (row === undefined || !admitted(place, row, asked, where)) return;
    const found = answer(place, row, offers, needs, where, sought.things);
    if (found.known && particular && found.met.length === 0 && found.quote === undefined) return;
    if (where.kind === "around" && found.metres === null) {
      if (found.known) unplaced += 1;
      return;
    }
    all.push(found);
  });
  const reach = where.kind === "around" ? asked.within * 1000 : Infinity;
  const near = all.filter((one) => (one.metres ?? 0) <= reach);
  const known = near.filter((one) => one.known).sort(order);
  const unknown = near.filter((one) => !one.known).sort(order);
  const far = all.filter((one) => one.known && (one.metres ?? 0) > reach).sort((one, other) => (one.metres ?? 0) - (other.metres ?? 0));
  const named = known.filter((one) => one.quote !== undefined).length;
  return {
    within: asked.unknown ? [...known, ...unknown] : known,
    beyond: known.length > 0 ? [] : far.slice(0, 3),
    unknown: unknown.length,
    unplaced,
    named,
    nearestNamed: named > 0 ? undefined : far.find((one) => one.quote !== undefined),
  };
}

function admitted(place: Place, row: Row, asked: Asked, where: Where): boolean {
  return (
    place.status !== "closed" &&
    (!asked.open || place.status === "open") &&
    (!asked.accessible || row[3] === 1) &&
    (asked.kind === "" || place.kinds.includes(asked.kind)) &&
    (where.kind !== "departement" || place.departement === where.code)
  );
}

function answer(place: Place, row: Row, offers: Offers, needs: readonly Need[], where: Where, things: readonly Thing[]): Answer {
  const [services, sources, date, accessible, address, phone, site, facts, coarse] = row;
  const quote = things.length === 0 ? undefined : naming(facts, things, language);
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
    known: services.length > 0 || quote !== undefined,
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
  };
}

function order(one: Answer, other: Answer): number {
  const quoted = Number(other.quote !== undefined) - Number(one.quote !== undefined);
  return quoted || other.met.length - one.met.length || (one.metres ?? 0) - (other.metres ?? 0) || other.sources - one.sources;
}
