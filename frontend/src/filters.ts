/** What the reader asks of the directory; kept in the address so that a list can be shared. */

import { folded, type Place } from "./inventory";
import type { WordIndex } from "./words";

export interface Wish {
  readonly text: string;
  readonly region: string;
  readonly kind: string;
  readonly status: string;
  readonly kept: boolean;
}

export const NO_WISH: Wish = { text: "", region: "", kind: "", status: "", kept: false };

export function fromAddress(search: string): Wish {
  const asked = new URLSearchParams(search);
  return {
    text: asked.get("q") ?? "",
    region: asked.get("region") ?? "",
    kind: asked.get("kind") ?? "",
    status: asked.get("status") ?? "",
    kept: asked.get("kept") === "1",
  };
}

export function toAddress(wish: Wish): string {
  const asked = new URLSearchParams();
  if (wish.text !== "") asked.set("q", wish.text);
  if (wish.region !== "") asked.set("region", wish.region);
  if (wish.kind !== "") asked.set("kind", wish.kind);
  if (wish.status !== "") asked.set("status", wish.status);
  if (wish.kept) asked.set("kept", "1");
  const text = asked.toString();
  return text === "" ? "" : `?${text}`;
}

/** The places that meet every part of the wish: in their own order, or, for words typed, the nearest to them first. */
export function matching(places: readonly Place[], wish: Wish, index: () => WordIndex): { found: Place[]; close: readonly string[] } {
  const meets = (place: Place): boolean =>
    (wish.region === "" || place.region === wish.region) &&
    (wish.kind === "" || place.kinds.includes(wish.kind)) &&
    (wish.status === "" || place.status === wish.status) &&
    (!wish.kept || place.klass !== "");
  if (folded(wish.text) === "") return { found: places.filter(meets), close: [] };
  const { ranks, close } = index().find(wish.text);
  const found = ranks.flatMap((rank) => places[rank] ?? []).filter(meets);
  return { found, close: found.length > 0 ? close : [] };
}
