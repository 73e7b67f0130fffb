/** The territories of France, by name, code or address: where a reader can look from; the rules are those of `gazetteer.py`. */

import { folded } from "./inventory";
import type { Where } from "./offers";
import { allowed, errors, sounded, WordIndex } from "./words";

type Area = readonly [code: string, name: string, size: number];

export interface Territories {
  readonly departements: readonly Area[];
  readonly regions: readonly Area[];
  /** by département, lines of "end of the code|name|postal codes|latitude|longitude|size", and "|1" for a small namesake of a large one */
  readonly communes: readonly (readonly [departement: string, lines: string])[];
}

declare global {
  var florilegeTerritories: Territories | undefined;
}

export interface Spot {
  /** what the address of the page holds: a commune's code, "d" and a département's number, "r" and a région's, "@" and a point */
  readonly code: string;
  readonly label: string;
  readonly where: Where;
}

interface Known extends Spot {
  readonly name: string;
  readonly postcodes: readonly string[];
  /** digits of the number of its inhabitants: a town stands before a village that is written as nearly */
  readonly size: number;
  /** a territory of the same name has ten times its inhabitants: that one is meant when nothing else is said */
  readonly overshadowed: boolean;
}

const MOST = 8;
const FARTHEST = 12;
const LONG_FORMS: Readonly<Record<string, string>> = { st: "saint", ste: "sainte" };

/** A name of place as names are compared: folded, "St" in full. */
export function placeName(text: string): string {
  return folded(text)
    .split(" ")
    .map((word) => LONG_FORMS[word] ?? word)
    .join(" ");
}

export class Gazetteer {
  private readonly spots: readonly Known[];
  private readonly names: readonly string[];
  private readonly byCode: ReadonlyMap<string, Known>;
  private readonly byLabel: ReadonlyMap<string, Known>;
  private heard: readonly string[] | undefined;
  private index: WordIndex | undefined;

  /** longestName : words of the longest name */
  constructor(
    territories: Territories,
    private readonly longestName: number,
    private readonly here: string,
  ) {
    this.spots = known(territories);
    this.names = this.spots.map(({ name }) => placeName(name));
    this.byCode = new Map(this.spots.map((spot) => [spot.code, spot]));
    this.byLabel = new Map([...this.spots].reverse().map((spot) => [placeName(spot.label), spot]));
  }

  withCode(code: string): Spot | undefined {
    const point = /^@(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(code);
    if (point === null) return this.byCode.get(code);
    const [latitude, longitude] = [Number(point[1]), Number(point[2])];
    if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
    return { code, label: this.here, where: { kind: "around", code, name: this.here, latitude, longitude } };
  }

  /** Spots of exactly this name, label, postal code or number; a commune stands before the département of its name. */
  called(typed: string): readonly Spot[] {
    const asked = placeName(typed);
    const exact = this.byLabel.get(asked);
    if (exact !== undefined) return [exact];
    if (/^\d{5}$/.test(asked)) return this.served(asked).slice(0, MOST);
    if (asked.length > 1 && /^(\d{1,3}|2[ab])$/.test(asked)) return this.departement(asked);
    const named = this.spots.filter((_, rank) => this.names[rank] === asked);
    const communes = named.filter((spot) => spot.where.kind === "around" && !spot.overshadowed);
    const area = named.find((spot) => spot.where.kind !== "around");
    return communes.length > 0 ? communes.slice(0, MOST) : area !== undefined ? [area] : named.slice(0, MOST);
  }

  /** The commune of an address: by its postal code, and the name that goes with it; else by the name it ends with. */
  private atAddress(typed: string): readonly Spot[] {
    const words = placeName(typed).split(" ");
    const text = ` ${words.join(" ")} `;
    for (const postcode of words.filter((word) => /^\d{5}$/.test(word))) {
      const served = this.served(postcode);
      const named = served.filter(({ name }) => text.includes(` ${placeName(name)} `));
      if (served.length > 0) return (named.length > 0 ? named : served).slice(0, MOST);
    }
    if (words.length < 3) return [];
    for (let length = Math.min(this.longestName, words.length - 1); length > 0; length--) {
      const found = this.called(words.slice(-length).join(" "));
      if (found.length > 0) return found;
    }
    return [];
  }

  /** Names written nearly as a word that is none, the nearest first, the largest before others. */
  near(word: string): readonly string[] {
    const asked = placeName(word);
    const most = allowed(asked.length);
    if (most === 0) return [];
    const scored = new Map<string, readonly [number, number]>();
    this.spots.forEach(({ name, size }, rank) => {
      const found = errors(asked, this.names[rank] ?? "", most);
      if (found > most) return;
      const before = scored.get(name);
      if (before === undefined || found < before[0] || (found === before[0] && -size < before[1])) scored.set(name, [found, -size]);
    });
    return [...scored]
      .sort((one, other) => one[1][0] - other[1][0] || one[1][1] - other[1][1])
      .map(([name]) => name)
      .slice(0, 3);
  }

  /** Spots that may be meant, the likeliest first; one alone when what was typed can mean nothing else. */
  meant(typed: string): readonly Spot[] {
    const asked = placeName(typed);
    if (asked === "") return [];
    if (/^(\d{1,3}|2[ab])$/.test(asked)) return this.departement(asked);
    const called = this.called(typed);
    const exact = called.length > 0 ? called : this.atAddress(typed);
    if (exact.length > 0 || /^\d{5}$/.test(asked)) return exact;
    this.index ??= new WordIndex(this.names);
    const most = allowed(asked.length);
    const sound = sounded(asked);
    const ranks = new Set(this.index.find(asked).ranks);
    this.names.forEach((name, rank) => {
      if (errors(asked, name, most) <= most || (most > 0 && errors(sound, this.sound(rank), most - 1) < most)) ranks.add(rank);
    });
    return [...ranks]
      .map((rank) => ({ rank, fit: this.fit(asked, rank), length: this.names[rank]?.length ?? 0 }))
      .sort((one, other) => one.fit - other.fit || one.length - other.length || one.rank - other.rank)
      .slice(0, MOST)
      .flatMap(({ rank }) => this.spots[rank] ?? []);
  }

  /** How likely a name is not what was typed, in sixths of an error; ten times the inhabitants make up for two. */
  private fit(asked: string, rank: number): number {
    const name = this.names[rank] ?? "";
    const heard = 6 * errors(sounded(asked), this.sound(rank), FARTHEST) + 3;
    const sixths = name.startsWith(asked) ? 0 : Math.min(6 * errors(asked, name, FARTHEST), heard);
    return sixths - 2 * (this.spots[rank]?.size ?? 0);
  }

  private sound(rank: number): string {
    this.heard ??= this.names.map(sounded);
    return this.heard[rank] ?? "";
  }

  private served(postcode: string): readonly Known[] {
    return this.spots.filter((spot) => spot.postcodes.includes(postcode));
  }

  private departement(number: string): readonly Spot[] {
    return [this.byCode.get(`d${number.padStart(2, "0").toUpperCase()}`) ?? []].flat();
  }
}

function known({ departements, regions, communes }: Territories): Known[] {
  const area = (kind: "departement" | "region", [code, name, size]: Area): Known => ({
    code: `${kind.charAt(0)}${code}`,
    label: kind === "region" ? `${name} (région)` : `${name} (département ${code})`,
    where: { kind, code, name },
    name,
    postcodes: [],
    size,
    overshadowed: false,
  });
  const spots = [...departements.map((one) => area("departement", one)), ...regions.map((one) => area("region", one))];
  for (const [departement, text] of communes)
    for (const line of text.split("\n")) {
      const [end = "", name = "", postcodes = "", latitude = "", longitude = "", size = "", small = ""] = line.split("|");
      const code = departement + end;
      spots.push({
        code,
        label: `${name} (${departement})`,
        where: { kind: "around", code, name, latitude: Number(latitude), longitude: Number(longitude) },
        name,
        postcodes: postcodes.split(" "),
        size: Number(size),
        overshadowed: small === "1",
      });
    }
  return spots;
}
