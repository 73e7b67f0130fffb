/** The communes of France and its départements, by name, postal code or number: where a reader can look from. */

import { folded, type Label } from "./inventory";
import type { Where } from "./offers";
import { WordIndex } from "./words";

declare global {
  /** département → lines of "end of the code|name|postal codes|latitude|longitude" */
  var florilegeCommunes: Readonly<Record<string, string>> | undefined;
}

export interface Spot {
  /** what the address of the page holds: a commune's code, or "d" and a département's number */
  readonly code: string;
  readonly label: string;
  readonly where: Where;
  readonly postcodes: readonly string[];
}

const MOST = 8;

export class Gazetteer {
  private readonly spots: readonly Spot[];
  private readonly byCode: ReadonlyMap<string, Spot>;
  private readonly byLabel: ReadonlyMap<string, Spot>;
  private index: WordIndex | undefined;

  constructor(lines: Readonly<Record<string, string>>, departements: readonly Label[], language: "fr" | "en") {
    const spots: Spot[] = departements
      .filter((one) => one.code !== "")
      .map((one) => ({
        code: `d${one.code}`,
        label: `${one[language]} (département ${one.code})`,
        where: { kind: "departement", code: one.code, name: one[language] },
        postcodes: [],
      }));
    for (const [departement, text] of Object.entries(lines))
      for (const line of text.split("\n")) {
        const [end = "", name = "", postcodes = "", latitude = "", longitude = ""] = line.split("|");
        const code = departement + end;
        spots.push({
          code,
          label: `${name} (${departement})`,
          where: { kind: "around", code, name, latitude: Number(latitude), longitude: Number(longitude) },
          postcodes: postcodes.split(" "),
        });
      }
    this.spots = spots;
    this.byCode = new Map(spots.map((spot) => [spot.code, spot]));
    this.byLabel = new Map([...spots].reverse().map((spot) => [folded(spot.label), spot]));
  }

  withCode(code: string): Spot | undefined {
    return this.byCode.get(code);
  }

  /** Spots that may be meant, the likeliest first; one alone when what was typed can mean nothing else. */
  meant(typed: string): readonly Spot[] {
    const asked = folded(typed);
    if (asked === "") return [];
    const exact = this.byLabel.get(asked);
    if (exact !== undefined) return [exact];
    if (/^\d{5}$/.test(asked)) return this.spots.filter((spot) => spot.postcodes.includes(asked)).slice(0, MOST);
    if (/^(\d{1,3}|2[ab])$/.test(asked)) return [this.byCode.get(`d${asked.padStart(2, "0").toUpperCase()}`) ?? []].flat();
    const named = this.spots.filter((spot) => spot.where.kind !== "all" && folded(spot.where.name) === asked);
    if (named.length > 0) return named.slice(0, MOST);
    this.index ??= new WordIndex(this.spots.map((spot) => folded(spot.where.kind === "all" ? "" : spot.where.name)));
    const found = this.index.find(typed).ranks.flatMap((rank) => this.spots[rank] ?? []);
    const starts = found.filter((spot) => folded(spot.label).startsWith(asked));
    const rest = found.filter((spot) => !folded(spot.label).startsWith(asked));
    const shortest = (one: Spot, other: Spot): number => one.label.length - other.label.length;
    return [...starts.sort(shortest), ...rest.sort(shortest)].slice(0, MOST);
  }
}
