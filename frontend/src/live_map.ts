/** What the directory asks of a map, whichever draws it: markers for most studies, the graphics card for large ones. */

import type { Place } from "./inventory";

export interface LiveMap {
  show(places: readonly Place[]): void;
}

export interface MapWords {
  readonly name: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  address(place: Place): string;
}

declare global {
  var florilegeMap: ((element: HTMLElement, words: MapWords) => LiveMap) | undefined;
}
