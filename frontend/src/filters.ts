/** What the reader asks of the directory; kept in the address so that a list can be shared. */

import { folded, type Place } from "./inventory";
import type { WordIndex } from "./words";

export interface Wish {
  readonly text: string;
  readonly region: string;
  readonly kind: string;
  readonly status: string;
  readonly kept: boolean;
  /** whether places out of the scope are shown too */
  readonly outside: boolean;
}

export const NO_WISH: Wish = { text: "", region: "", kind: "", status: "", kept: false, outside: false };

export function fromAddress(search: string): Wish {
  const asked = new URLSearchParams(search);
  return {
    text: asked.get("q") ?? "",
    region: asked.get("region") ?? "",
    kind: asked.get("kind") ?? "",
    status: asked.get("status") ?? "",
    kept: asked.get("kept") === "1",
    outside: asked.get("outside") === "1",
  };
}

export function toAddress(wish: Wish): string {
  const asked = new URLSearchParams();
  if (wish.text !== "") asked.set("q", wish.text);
  if (wish.region !== "") asked.set("region", wish.region);
  if (wish.kind !== "") asked.set("kind", wish.kind);
  if (wish.status !== "") asked.set("status", wish.status);
  if (wish.kept) asked.set("kept", "1");
  if (wish.outside) asked.set("outside", "1");
  const text = asked.toString();
  return text === "" ? "" : `?${text}`;
}

/** What a wish finds. hidden : places out of the scope that meet it and are not shown */
export interface Found {
  readonly found: Place[];
  readonly hidden: number;
  readonly close: readonly string[];
}

/** The places that meet every part of the wish: in their own order, or, for words typed, the nearest to them first. */
export function matching(places: readonly Place[], wish: Wish, index: () => WordIndex): Found {
  const meets = (place: Place): boolean =>
    (wish.region === "" || place.region === wish.region) &&
    (wish.kind === "" || place.kinds.includes(wish.kind)) &&
    (wish.status === "" || place.status === wish.status) &&
    (!wish.kept || place.klass !== "");
  const typed = folded(wish.text) === "" ? undefined : index().find(wish.text);
  const all = (typed === undefined ? places : typed.ranks.flatMap((rank) => places[rank] ?? [])).filter(meets);
  const found = wish.outside ? all : all.filter((place) => place.inScope);
  return { found, hidden: all.length - found.length, close: typed !== undefined && all.length > 0 ? typed.close : [] };
}
