/** A question to the finder, answered: what was understood, what was not, and the places. The rules are those of `finder.py`. */

import { placeName, type Gazetteer, type Spot } from "./communes";
import type { Place } from "./inventory";
import { answers, NOTHING_ASKED, toAddress, type Answers, type Asked, type Offers } from "./offers";
import type { Listener, Question } from "./question";

export interface Found {
  readonly state: "nothing" | "lost" | "nowhere" | "several" | "answered";
  readonly question: Question;
  /** those said and those chosen, in the order of the page */
  readonly needs: readonly string[];
  /** where one looks from; undefined for everywhere */
  readonly spot: Spot | undefined;
  /** places that may be meant, when it is none or several */
  readonly choices: readonly Spot[];
  /** whether they begin as was typed */
  readonly begun: boolean;
  readonly answers: Answers | undefined;
}

type Placed = Pick<Found, "spot" | "choices" | "begun"> & { readonly state: "" | "nowhere" | "several" };

export const NOTHING_SAID: Question = { needs: [], kinds: [], things: [], spots: [], lost: [], narrowed: new Map() };

/** gazetteer : needed where the question says words or a place */
export function find(places: readonly Place[], offers: Offers, listener: Listener, asked: Asked, gazetteer: Gazetteer | undefined): Found {
  const question = gazetteer === undefined || asked.question === "" ? NOTHING_SAID : listener.hear(asked.question, gazetteer);
  const placed = gazetteer === undefined ? { spot: undefined, choices: [], begun: false, state: "" as const } : place(asked, question, gazetteer);
  const needs = wanted(offers, asked, question);
  const nothing = toAddress({ ...asked, within: NOTHING_ASKED.within }) === "";
  const state = question.lost.length > 0 ? "lost" : placed.state !== "" ? placed.state : nothing ? "nothing" : "answered";
  const narrowed = new Map([...question.narrowed].filter(([code]) => !asked.needs.includes(code)));
  const sought = { needs, narrowed, kinds: question.kinds, things: question.things };
  const found = state === "answered" ? answers(places, offers, asked, placed.spot?.where ?? { kind: "all" }, sought) : undefined;
  return { ...placed, state, question, needs, answers: found };
}

/** Those chosen, those usual at the step chosen, those said. */
function wanted(offers: Offers, asked: Asked, question: Question): readonly string[] {
  const usual = offers.steps.find((step) => step.code === asked.step)?.needs ?? [];
  const all = new Set([...asked.needs, ...usual, ...question.needs]);
  return offers.needs.flatMap(({ code }) => (all.has(code) ? [code] : []));
}

/** Where to look from: as typed apart, else as the address says, else as the question says. */
function place(asked: Asked, question: Question, gazetteer: Gazetteer): Placed {
  const none = { spot: undefined, choices: [], begun: false };
  if (asked.typed !== "") {
    const meant = gazetteer.meant(asked.typed);
    if (meant.length === 1) return { ...none, spot: meant[0], state: "" };
    const begun = meant.some(({ label }) => placeName(label).startsWith(placeName(asked.typed)));
    const several = begun || (meant.length > 0 && /^\d/.test(asked.typed));
    return { ...none, choices: meant, begun, state: several ? "several" : "nowhere" };
  }
  if (asked.where !== "") {
    const spot = gazetteer.withCode(asked.where);
    return { ...none, spot, state: spot === undefined ? "nowhere" : "" };
  }
  if (question.spots.length === 1) return { ...none, spot: question.spots[0], state: "" };
  return { ...none, choices: question.spots, state: question.spots.length > 0 ? "several" : "" };
}
