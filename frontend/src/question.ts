/** A question in the reader's own words: needs, kinds, things, a place to look from, and the words that nobody understands. */

import type { Gazetteer, Spot } from "./communes";
import type { Thing } from "./facts";
import { folded } from "./inventory";
import type { Offers } from "./offers";
import { errors, stem, WordIndex } from "./words";

/** A word that is no need, no place and in no fact; near : words that may have been meant. */
export interface Lost {
  readonly word: string;
  readonly near: readonly string[];
}

export interface Question {
  readonly needs: readonly string[];
  readonly kinds: readonly string[];
  readonly things: readonly Thing[];
  /** none when no place is named; several when the name is that of several */
  readonly spots: readonly Spot[];
  readonly lost: readonly Lost[];
  /** needs of which only some services (ranks) answer what was said: where one finds a thing, where there are rooms */
  readonly narrowed: ReadonlyMap<string, readonly number[]>;
}

/** How a need or a kind is said. */
interface Expression {
  readonly words: readonly string[];
  readonly need: string;
  readonly kind: string;
  readonly thing: readonly string[] | undefined;
  /** none: all those of the need */
  readonly services: readonly number[] | undefined;
}

/** rank : of the written word that it comes from */
interface Token {
  readonly text: string;
  readonly rank: number;
  taken: boolean;
}

/** What the finder knows how to hear: the expressions of each need, and the words of the facts. The rules are those of `question.py`. */
export class Listener {
  private readonly empty: ReadonlySet<string>;
  private readonly expressions: readonly Expression[];
  private readonly vocabulary: WordIndex;
  private readonly ofFacts: readonly string[];

  constructor(private readonly offers: Offers) {
    this.empty = new Set(offers.reading.empty);
    const plain = { need: "", kind: "", thing: undefined, services: undefined };
    this.expressions = [
      ...offers.needs.flatMap((need) => [
        ...need.said.map((said) => ({ ...plain, words: this.worded(said), need: need.code })),
        ...need.narrow.flatMap(({ said, services }) => said.map((one) => ({ ...plain, words: this.worded(one), need: need.code, services }))),
        ...need.things.flatMap((thing) => thing.map((said) => ({ ...plain, words: this.worded(said), need: need.code, thing, services: need.thingServices }))),
      ]),
      ...offers.kinds.flatMap(({ code, said }) => said.map((one) => ({ ...plain, words: this.worded(one), kind: code }))),
    ]
      .filter(({ words }) => words.length > 0)
      // the longest wins: "imprimante 3D" is no printer of a help desk
      .sort((one, other) => other.words.length - one.words.length || Number(other.thing !== undefined) - Number(one.thing !== undefined));
    const words = new Set(this.expressions.flatMap((one) => one.words).filter((word) => word.length > 3));
    const facts = offers.places.flatMap((row) => row[7].flatMap((fact) => [fact[0], fact[3] ?? ""]));
    this.ofFacts = [...new Set(facts.flatMap((text) => folded(text).split(" ")))].filter((word) => word.length > 3);
    this.vocabulary = new WordIndex([...new Set([...words, ...this.ofFacts])]);
  }

  hear(typed: string, gazetteer: Gazetteer): Question {
    const written = typed.split(/\s+/);
    const tokens: Token[] = written.flatMap((word, rank) =>
      folded(word).split(" ").filter((text) => text !== "").map((text) => ({ text, rank, taken: false })),
    );
    const needs = new Set<string>();
    const kinds = new Set<string>();
    const plain = new Set<string>();
    const narrowed = new Map<string, readonly number[]>();
    const things: Thing[] = [];
    const keep = (found: readonly [Expression, readonly Token[]][]): void => {
      for (const [one, run] of found) {
        if (one.need !== "") needs.add(one.need);
        if (one.kind !== "") kinds.add(one.kind);
        if (one.services === undefined) plain.add(one.need);
        else narrowed.set(one.need, [...(narrowed.get(one.need) ?? []), ...one.services]);
        if (one.thing !== undefined) things.push({ typed: asWritten(written, run), expressions: one.thing.map((said) => this.worded(said)) });
      }
    };
    keep(this.expressed(tokens, (word, token) => stem(word) === stem(token)));
    const spots = this.located(tokens, gazetteer);
    keep(this.expressed(tokens, (word, token) => this.alike(word, token)));
    const lost: Lost[] = [];
    for (const token of tokens) {
      if (token.taken || this.empty.has(token.text) || token.text.length < 2) continue;
      if (token.text.length > 3 && this.ofFacts.some((word) => word.startsWith(stem(token.text))))
        things.push({ typed: asWritten(written, [token]), expressions: [[token.text]] });
      else lost.push({ word: asWritten(written, [token]), near: this.near(token.text, gazetteer) });
    }
    for (const need of plain) narrowed.delete(need);
    return { needs: [...needs], kinds: [...kinds], things, spots, lost, narrowed };
  }

  /** Takes the tokens that say an expression, the longest first, wherever they stand. */
  private expressed(tokens: readonly Token[], same: (word: string, token: string) => boolean): [Expression, Token[]][] {
    const found: [Expression, Token[]][] = [];
    for (const expression of this.expressions)
      for (let start = 0; start < tokens.length; start++) {
        const run = this.follow(tokens, start, expression.words, same);
        if (run === undefined) continue;
        found.push([expression, run]);
        for (const token of run) token.taken = true;
      }
    return found;
  }

  /** The tokens from `start` that say the words one after the other, the empty ones between them passed over. */
  private follow(tokens: readonly Token[], start: number, words: readonly string[], same: (word: string, token: string) => boolean): Token[] | undefined {
    const run: Token[] = [];
    let rank = start;
    for (const word of words) {
      while (run.length > 0 && rank < tokens.length && this.empty.has(tokens[rank]?.text ?? "")) rank += 1;
      const token = tokens[rank];
      if (token === undefined || token.taken || !same(word, token.text)) return undefined;
      run.push(token);
      rank += 1;
    }
    return run;
  }

  /** The place named by the longest run of words that nothing else took; a name must be whole. */
  private located(tokens: readonly Token[], gazetteer: Gazetteer): readonly Spot[] {
    for (let length = Math.min(this.offers.reading.longestName, tokens.length); length > 0; length--)
      for (let start = tokens.length - length; start >= 0; start--) {
        const run = tokens.slice(start, start + length);
        if (run.some(({ taken }) => taken) || run.every(({ text }) => this.empty.has(text))) continue;
        const spots = gazetteer.called(run.map(({ text }) => text).join(" "));
        if (spots.length === 0) continue;
        for (const token of run) token.taken = true;
        return spots;
      }
    return [];
  }

  private near(word: string, gazetteer: Gazetteer): readonly string[] {
    const towns = word.length < 4 ? [] : gazetteer.near(word);
    return [...new Set([...this.vocabulary.meant(word), ...towns])].slice(0, 4);
  }

  /** The words of an expression, those that ask nothing left out. */
  private worded(said: string): string[] {
    return folded(said)
      .split(" ")
      .filter((word) => word !== "" && !this.empty.has(word));
  }

  /** Whether a word was meant by another: one error from five letters on, two from eight; a shorter one would be another. */
  private alike(word: string, token: string): boolean {
    const most = token.length < 5 || word.length < 5 || this.empty.has(token) ? 0 : token.length < 8 ? 1 : 2;
    return most > 0 && errors(stem(word), stem(token), most) <= most;
  }
}

/** The words as the reader wrote them, from the first of a run to its last. */
function asWritten(written: readonly string[], run: readonly Token[]): string {
  const ranks = run.map(({ rank }) => rank);
  return written.slice(Math.min(...ranks), Math.max(...ranks) + 1).join(" ").replace(/[\s,;:.!?]+$/, "");
}

/** A text, a word of it replaced by another. */
export function replaced(text: string, word: string, other: string): string {
  return text
    .split(/\s+/)
    .map((one) => (folded(one) === folded(word) ? other : one))
    .filter((one) => one !== "")
    .join(" ");
}
