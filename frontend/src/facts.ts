/** Facts in the words of their sources, and which of them name what the reader asks for. */

import { folded } from "./inventory";
import { stem } from "./words";

/** A fact in the words of its source: text, rank of who says it, date, text in English where there is one. */
export type Fact = readonly [text: string, source: number, date: string, english?: string];

/** A machine or a subject that a fact may name: as typed, and every expression that means it, each as its words. */
export interface Thing {
  readonly typed: string;
  readonly expressions: readonly (readonly string[])[];
}

/** How a fact is read: how far apart words of the same thing may stand ("découpeuse numérique laser"), the longest quotation. */
export interface Reading {
  readonly apart: number;
  readonly longestQuote: number;
}

/** The first fact that names one of the things, and what of it to quote. */
export function naming(facts: readonly Fact[], things: readonly Thing[], language: "fr" | "en", reading: Reading): Quote | undefined {
  for (const fact of facts) {
    const texts = [fact[0], ...(fact[3] === undefined ? [] : [fact[3]])];
    const named = texts.some((text) => things.some((thing) => thing.expressions.some((words) => holds(text, words, reading.apart))));
    if (!named) continue;
    const english = language === "en" ? fact[3] : undefined;
    return { text: quoted(english ?? fact[0], things, reading), foreign: language === "en" && english === undefined, source: fact[1], date: fact[2] };
  }
  return undefined;
}

export interface Quote {
  readonly text: string;
  /** in French on an English page */
  readonly foreign: boolean;
  readonly source: number;
  readonly date: string;
}

/** Whether one item of an enumeration holds the words, close to one another: "vinyle, laser" is no vinyl laser. */
function holds(text: string, words: readonly string[], apart: number): boolean {
  return items(text).some((item) => {
    const found = folded(item).split(" ");
    const ranks = words.map((word) => found.findIndex((one) => begins(one, word)));
    return ranks.every((rank) => rank >= 0) && Math.max(...ranks) - Math.min(...ranks) < words.length + apart;
  });
}

function items(text: string): string[] {
  return text.split(/[;,.•\n]/);
}

/** "imprimante" is found in "imprimantes" and "découpe" in "découpeuse"; a short word must be whole: "son" is not in "sonde". */
function begins(found: string, word: string): boolean {
  const sought = stem(word);
  return sought.length < 5 ? stem(found) === sought : found.startsWith(sought);
}

/** A short text whole; of a long one, the items that name the thing. */
function quoted(text: string, things: readonly Thing[], { apart, longestQuote }: Reading): string {
  const whole = text.trim();
  if (whole.length <= longestQuote) return whole;
  const named = items(whole).filter((item) => things.some((thing) => thing.expressions.some((words) => holds(item, words, apart))));
  const short = (named.length === 0 ? whole : named.map((item) => item.trim()).join(" … ")).slice(0, longestQuote);
  return `… ${short} …`;
}
