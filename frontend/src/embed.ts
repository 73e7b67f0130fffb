/** The map of a page that is embedded elsewhere: what the server drew stays where no script runs, or the map cannot load. */

import { element, given, load } from "./page";
import type { Place } from "./inventory";

type Point = readonly [slug: string, name: string, commune: string, latitude: number, longitude: number, klass: string];

interface Words {
  readonly points: readonly Point[];
  readonly sheet: string;
  readonly mapName: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly scripts: readonly string[];
  readonly style: string;
}

function placeOf([slug, name, commune, latitude, longitude, klass]: Point): Place {
  return {
    slug, name, commune, latitude, longitude, klass,
    departement: "", region: "", kinds: [], status: "", study2022: false, inScope: true, folded: "",
  };
}

async function start(words: Words): Promise<void> {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = words.style;
  document.head.append(style);
  for (const source of words.scripts) await load(source);
  const moving = document.createElement("div");
  moving.className = "live-map";
  element("embed-map", HTMLDivElement).replaceChildren(moving);
  const map = globalThis.florilegeMap?.(moving, {
    name: words.mapName,
    zoomIn: words.zoomIn,
    zoomOut: words.zoomOut,
    address: (place) => words.sheet.replace("{slug}", place.slug),
  });
  map?.show(words.points.map(placeOf));
}

void start(given<Words>("embed-places"));
