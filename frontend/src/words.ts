/** Words of the list, found without regard to accents or case, and in spite of a typing error or two. */

import { folded } from "./inventory";

/** What was found, the best first. `close` : words of the list taken for one that it does not have. */
export interface Found {
  readonly ranks: readonly number[];
  readonly close: readonly string[];
}

/** How well a word of the list answers a word that was typed. */
const enum Fit {
  Close = 1,
  Within = 2,
  Start = 3,
  Whole = 4,
}

/** Answers that only hold what was typed in the middle of a word: so few, and near words are looked at too. */
const FEW = 3;

/** Errors allowed in a word: none in a short one, which would be another word. */
export function allowed(length: number): number {
  return length < 4 ? 0 : length < 8 ? 1 : 2;
}

const ENDING = 6;

/**
 * A folded word without what its number, its gender or its infinitive add to it; as `spelling.py`.
 * After the minimal stemmer for French of Savoy (1999), "bureaux" and "noyaux" put right.
 */
export function stem(word: string): string {
  if (word.length < 4) return word;
  const root = word.length >= ENDING && /[^ey]aux$/.test(word) ? `${word.slice(0, -2)}l` : word.replace(/[sx]$/, "");
  if (root.length < ENDING) return root;
  return root.replace(/e{0,2}r?$/, "").replace(/(.)\1$/, "$1");
}

/** A word as it sounds, roughly: ph and f, qu and k, eau and o, double and silent letters are what people mix up. */
export function sounded(word: string): string {
  return word
    .replace(/ph/g, "f")
    .replace(/qu/g, "k")
    .replace(/c(?=[aouklrt]|$)/g, "k")
    .replace(/eau|au/g, "o")
    .replace(/y/g, "i")
    .replace(/h/g, "")
    .replace(/(.)\1+/g, "$1")
    .replace(/^(.{3,}?)[estxd]+$/, "$1");
}

/**
 * Letters added, left out, changed or swapped with the next one, between two words; more than `most` counts as most + 1.
 * Damerau (1964), in its restricted form: no letter is touched twice.
 */
export function errors(first: string, second: string, most: number): number {
  if (Math.abs(first.length - second.length) > most) return most + 1;
  let before: number[] = [];
  let above = Array.from({ length: second.length + 1 }, (_, rank) => rank);
  for (let row = 1; row <= first.length; row++) {
    const line = [row];
    let least = row;
    for (let column = 1; column <= second.length; column++) {
      const same = first[row - 1] === second[column - 1] ? 0 : 1;
      let cost = Math.min(at(above, column) + 1, at(line, column - 1) + 1, at(above, column - 1) + same);
      if (row > 1 && column > 1 && first[row - 1] === second[column - 2] && first[row - 2] === second[column - 1])
        cost = Math.min(cost, at(before, column - 2) + 1);
      line.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
    before = above;
    above = line;
  }
  return Math.min(at(above, second.length), most + 1);
}

function at(line: readonly number[], column: number): number {
  return line[column] ?? Infinity;
}

/** The words of some thousands of texts, and which texts hold each. */
export class WordIndex {
  private readonly holders = new Map<string, number[]>();
  private readonly sounds = new Map<string, string>();

  /** texts : folded (see `folded`) */
  constructor(private readonly texts: readonly string[]) {
    texts.forEach((text, rank) => {
      for (const word of text.split(" ")) {
        const held = this.holders.get(word);
        if (held === undefined) this.holders.set(word, [rank]);
        else if (held[held.length - 1] !== rank) held.push(rank);
      }
    });
  }

  /** The texts that hold every word typed; where none does, those that hold words written nearly so. */
  find(typed: string): Found {
    const words = folded(typed).split(" ").filter((word) => word !== "");
    const strict = words.map((word) => this.holding(word));
    const exact = this.ranked(words.map((_, rank) => strict[rank] ?? new Map<string, Fit>()));
    const begun = strict.every((set) => [...set.values()].some((fit) => fit >= Fit.Start));
    if (words.length === 0 || exact.length > (begun ? 0 : FEW)) return { ranks: exact, close: [] };
    const taken = new Set<string>();
    const wide = words.map((word, rank) => {
      const near = this.near(word);
      for (const close of near.keys()) taken.add(close);
      return new Map([...near, ...(strict[rank] ?? [])]);
    });
    const ranks = this.ranked(wide);
    const kept = new Set(ranks);
    const used = [...taken].filter((word) => this.holders.get(word)?.some((rank) => kept.has(rank)));
    return { ranks, close: ranks.length > 0 ? used.slice(0, 6) : [] };
  }

  /** Words of the list that may be what was meant by a word that it does not have, the nearest first. */
  meant(typed: string): readonly string[] {
    return [...this.near(typed).keys()].slice(0, 3);
  }

  private holding(typed: string): Map<string, Fit> {
    const found = new Map<string, Fit>();
    for (const word of this.holders.keys()) {
      if (!word.includes(typed)) continue;
      found.set(word, word === typed ? Fit.Whole : word.startsWith(typed) ? Fit.Start : Fit.Within);
    }
    return found;
  }

  private near(typed: string): Map<string, Fit> {
    const most = allowed(typed.length);
    if (most === 0 || /\d/.test(typed)) return new Map();
    const sound = sounded(typed);
    const scored: [string, number][] = [];
    for (const word of this.holders.keys()) {
      if (word.length < 3 || Math.abs(word.length - typed.length) > most + 2) continue;
      let found = errors(typed, word, most);
      if (found > 0) found = Math.min(found, errors(sound, this.soundOf(word), most) + 0.5);
      if (found <= most) scored.push([word, found]);
    }
    const least = Math.min(...scored.map(([, found]) => found));
    scored.sort((one, other) => one[1] - other[1] || this.spread(other[0]) - this.spread(one[0]));
    return new Map(scored.filter(([, found]) => found < least + 1).map(([word]) => [word, Fit.Close]));
  }

  private spread(word: string): number {
    return this.holders.get(word)?.length ?? 0;
  }

  private soundOf(word: string): string {
    const known = this.sounds.get(word);
    if (known !== undefined) return known;
    const made = sounded(word);
    this.sounds.set(word, made);
    return made;
  }

  /** Texts that hold one word at least of each set, by how well they answer, then in their own order. */
  private ranked(sets: readonly ReadonlyMap<string, Fit>[]): number[] {
    if (sets.length === 0) return [];
    const score = new Float32Array(this.texts.length);
    const met = new Uint8Array(this.texts.length);
    sets.forEach((set, turn) => {
      const best = new Map<number, number>();
      for (const [word, fit] of set)
        for (const rank of this.holders.get(word) ?? []) {
          if (met[rank] !== turn) continue;
          if (fit > (best.get(rank) ?? 0)) best.set(rank, fit);
        }
      for (const [rank, worth] of best) {
        met[rank] = turn + 1;
        score[rank] = (score[rank] ?? 0) + worth;
      }
    });
    const all: number[] = [];
    met.forEach((count, rank) => {
      if (count === sets.length) all.push(rank);
    });
    return all.sort((one, other) => (score[other] ?? 0) - (score[one] ?? 0) || one - other);
  }
}
