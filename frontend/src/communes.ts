/** The communes of France and its départements, by name, postal code or number: where a reader can look from. */

import { folded, type Label } from "./inventory";
import type { Where } from "./offers";
import { errors, sounded, WordIndex } from "./words";

declare global {
  /** département → lines of "end of the code|name|postal codes|latitude|longitude", and "|1" for a small namesake of a large one */
  var florilegeCommunes: Readonly<Record<string, string>> | undefined;
}

export interface Spot {
  /** what the address of the page holds: a commune's code, or "d" and a département's number */
  readonly code: string;
  readonly label: string;
  readonly where: Where;
  readonly postcodes: readonly string[];
  /** a commune of the same name has ten times its inhabitants: that one is meant when nothing else is said */
  readonly overshadowed: boolean;
}

const MOST = 8;

export class Gazetteer {
  private readonly spots: readonly Spot[];
  private readonly byCode: ReadonlyMap<string, Spot>;
  private readonly byLabel: ReadonlyMap<string, Spot>;
  private readonly names: readonly { readonly name: string; readonly sound: string }[];
  private index: WordIndex | undefined;

  constructor(lines: Readonly<Record<string, string>>, departements: readonly Label[], language: "fr" | "en") {
    const spots: Spot[] = departements
      .filter((one) => one.code !== "")
      .map((one) => ({
        code: `d${one.code}`,
        label: `${one[language]} (département ${one.code})`,
        where: { kind: "departement", code: one.code, name: one[language] },
        postcodes: [],
        overshadowed: false,
      }));
    for (const [departement, text] of Object.entries(lines))
      for (const line of text.split("\n")) {
        const [end = "", name = "", postcodes = "", latitude = "", longitude = "", small = ""] = line.split("|");
        const code = departement + end;
        spots.push({
          code,
          label: `${name} (${departement})`,
          where: { kind: "around", code, name, latitude: Number(latitude), longitude: Number(longitude) },
          postcodes: postcodes.split(" "),
          overshadowed: small === "1",
        });
      }
    this.spots = spots;
    this.byCode = new Map(spots.map((spot) => [spot.code, spot]));
    this.names = spots.map((spot) => {
      const name = folded(spot.where.kind === "all" ? "" : spot.where.name);
      return { name, sound: sounded(name) };
    });
    this.byLabel = new Map([...spots].reverse().map((spot) => [folded(spot.label), spot]));
  }

  withCode(code: string): Spot | undefined {
    return this.byCode.get(code);
  }

  /** Spots of exactly this name, postal code or number; a commune stands before the département that bears its name. */
  called(typed: string): readonly Spot[] {
    const asked = folded(typed);
    const exact = this.byLabel.get(asked);
    if (exact !== undefined) return [exact];
    if (/^\d{5}$/.test(asked)) return this.spots.filter((spot) => spot.postcodes.includes(asked)).slice(0, MOST);
    if (/^(\d{2,3}|2[ab])$/.test(asked)) return [this.byCode.get(`d${asked.toUpperCase()}`) ?? []].flat();
    const named = this.spots.filter((_, rank) => this.names[rank]?.name === asked);
    const communes = named.filter((spot) => spot.where.kind === "around" && !spot.overshadowed);
    return (communes.length > 0 ? communes : named).slice(0, MOST);
  }

  /** Names written nearly as a word that is none, the nearest first. */
  near(word: string): readonly string[] {
    const asked = folded(word);
    const most = asked.length < 4 ? 0 : asked.length < 8 ? 1 : 2;
    const scored = new Map<string, number>();
    this.names.forEach(({ name }, rank) => {
      const found = errors(asked, name, most);
      const spot = this.spots[rank];
      if (found <= most && spot !== undefined && spot.where.kind !== "all") scored.set(spot.where.name, found);
    });
    return [...scored]
      .sort((one, other) => one[1] - other[1])
      .map(([name]) => name)
      .slice(0, 3);
  }

  /** Spots that may be meant, the likeliest first; one alone when what was typed can mean nothing else. */
  meant(typed: string): readonly Spot[] {
    const asked = folded(typed);
    if (asked === "") return [];
    const exact = this.byLabel.get(asked);
    if (exact !== undefined) return [exact];
    if (/^\d{5}$/.test(asked)) return this.spots.filter((spot) => spot.postcodes.includes(asked)).slice(0, MOST);
    if (/^(\d{1,3}|2[ab])$/.test(asked)) return [this.byCode.get(`d${asked.padStart(2, "0").toUpperCase()}`) ?? []].flat();
    const named = this.spots.filter((_, rank) => this.names[rank]?.name === asked);
    if (named.length > 0) return named.slice(0, MOST);
    this.index ??= new WordIndex(this.names.map(({ name }) => name));
    const most = asked.length < 4 ? 0 : asked.length < 8 ? 1 : 2;
    const heard = sounded(asked);
    const ranks = new Set(this.index.find(typed).ranks);
    this.names.forEach(({ name, sound }, rank) => {
      if (errors(asked, name, most) <= most || errors(heard, sound, most - 1) < most) ranks.add(rank);
    });
    return [...ranks]
      .flatMap((rank) => {
        const spot = this.spots[rank];
        return spot === undefined ? [] : [{ spot, fit: nearness(asked, this.names[rank]?.name ?? "") }];
      })
      .sort((one, other) => one.fit - other.fit || one.spot.label.length - other.spot.label.length)
      .slice(0, MOST)
      .map(({ spot }) => spot);
  }
}

/** How far a name is from what was typed: its beginning is nearest, then what sounds the same, then fewest errors. */
function nearness(asked: string, name: string): number {
  if (name.startsWith(asked)) return 0;
  return Math.min(errors(asked, name, 12), errors(sounded(asked), sounded(name), 12) + 0.5);
}
