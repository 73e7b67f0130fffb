/** What the reader asks of the directory; kept in the address so that a list can be shared. */

import { folded, type Place } from "./inventory";

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

/** The places that meet every part of the wish, in their own order. */
export function matching(places: readonly Place[], wish: Wish): Place[] {
  const words = folded(wish.text).split(" ").filter((word) => word !== "");
  return places.filter(
    (place) =>
      (wish.region === "" || place.region === wish.region) &&
      (wish.kind === "" || place.kinds.includes(wish.kind)) &&
      (wish.status === "" || place.status === wish.status) &&
      (!wish.kept || place.klass !== "") &&
      words.every((word) => place.folded.includes(word)),
  );
}
