/** The sentences of the finder, which the page gives it in its own language. */

import type { CardWords } from "./answer_card";

export interface Words extends CardWords {
  readonly communes: string;
  readonly search: string;
  readonly km: string;
  readonly one: string;
  readonly many: string;
  readonly none: string;
  readonly oneNear: string;
  readonly manyNear: string;
  readonly noneNear: string;
  readonly widened: string;
  readonly here: string;
  readonly noPosition: string;
  readonly nothingAsked: string;
  readonly beyond: string;
  readonly nowhere: string;
  readonly nowhereCount: string;
  readonly which: string;
  readonly whichCount: string;
  readonly orderNear: string;
  readonly orderAll: string;
  readonly orderNamed: string;
  readonly unknownOne: string;
  readonly unknownMany: string;
  readonly unplaced: string;
  readonly namedOne: string;
  readonly namedMany: string;
  readonly namedNone: string;
  readonly othersNear: string;
  readonly othersNone: string;
  readonly nearestNamed: string;
  readonly heard: string;
  readonly from: string;
  readonly word: string;
  readonly lost: string;
  readonly lostMany: string;
  readonly meant: string;
  readonly without: string;
  readonly elsewhere: string;
  readonly failed: string;
}
