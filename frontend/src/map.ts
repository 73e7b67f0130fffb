/** The map that moves: our own basemap, clusters on a grid, places kept above the others; it never traps scrolling. */

import * as L from "leaflet";
import type { Place } from "./inventory";
import type { LiveMap, MapWords } from "./live_map";

/** Rings of longitude, latitude, flattened, in hundredths of a degree. */
type Basemap = readonly (readonly number[])[];

declare global {
  var florilegeBasemap: Basemap | undefined;
}

const CELL = 64;
const FRANCE = L.latLngBounds([41.2, -5.3], [51.2, 9.7]);

type Located = Place & { readonly latitude: number; readonly longitude: number };

function isLocated(place: Place): place is Located {
  return place.latitude !== null && place.longitude !== null;
}

function start(target: HTMLElement, words: MapWords): LiveMap {
  const reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(target, {
    scrollWheelZoom: false,
    dragging: !L.Browser.mobile,
    zoomControl: false,
    attributionControl: false,
    preferCanvas: true,
    minZoom: 3,
    maxZoom: 15,
    zoomAnimation: !reduced,
    fadeAnimation: !reduced,
    markerZoomAnimation: !reduced,
  });
  target.setAttribute("role", "region");
  target.setAttribute("aria-label", words.name);
  L.control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.fitBounds(FRANCE);
  zoomWithControl(map, target);
  drawBasemap(map, target);
  const layer = L.layerGroup().addTo(map);
  let places: Located[] = [];
  const draw = (): void => drawPlaces(map, layer, places, words);
  map.on("zoomend moveend", draw);
  return {
    show(found) {
      places = found.filter(isLocated);
      // with places overseas too, the whole would be the globe: the map opens on the mainland, and moves to the others
      const here = places.filter((place) => FRANCE.contains([place.latitude, place.longitude]));
      const framed = here.length > 0 ? here : places;
      const few = places.length > 0 && places.length <= 400;
      if (few) map.fitBounds(L.latLngBounds(framed.map((place) => [place.latitude, place.longitude])).pad(0.12), { maxZoom: 12 });
      else map.fitBounds(FRANCE);
      draw();
    },
  };
}

/** The wheel moves the page; with Ctrl or ⌘ it zooms the map. */
function zoomWithControl(map: L.Map, target: HTMLElement): void {
  target.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      map.setZoomAround(map.mouseEventToLatLng(event), map.getZoom() + (event.deltaY < 0 ? 1 : -1));
    },
    { passive: false },
  );
}

function drawBasemap(map: L.Map, target: HTMLElement): void {
  const style = getComputedStyle(target);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const land = L.layerGroup().addTo(map);
  const draw = (): void => {
    land.clearLayers();
    for (const flat of globalThis.florilegeBasemap ?? []) {
      const ring: L.LatLngTuple[] = [];
      for (let rank = 0; rank + 1 < flat.length; rank += 2) ring.push([(flat[rank + 1] ?? 0) / 100, (flat[rank] ?? 0) / 100]);
      L.polygon(ring, { color: colour("--land-line"), weight: 1, fillColor: colour("--paper"), fillOpacity: 1, interactive: false }).addTo(land);
    }
  };
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

function drawPlaces(map: L.Map, layer: L.LayerGroup, places: readonly Located[], words: MapWords): void {
  layer.clearLayers();
  const view = map.getBounds().pad(0.2);
  const cells = new Map<string, Located[]>();
  for (const place of places) {
    if (!view.contains([place.latitude, place.longitude])) continue;
    if (place.klass !== "") {
      pin(place, words).addTo(layer);
      continue;
    }
    const spot = map.project([place.latitude, place.longitude]);
    const key = `${Math.floor(spot.x / CELL)} ${Math.floor(spot.y / CELL)}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [place]);
    else cell.push(place);
  }
  const kept = places.filter((place) => place.klass !== "").map((place) => map.project([place.latitude, place.longitude]));
  for (const cell of cells.values()) {
    const [first] = cell;
    if (first === undefined) continue;
    if (cell.length === 1 || (cell.length < 4 && map.getZoom() >= 11)) for (const place of cell) pin(place, words).addTo(layer);
    else cluster(map, cell, words, kept).addTo(layer);
  }
}

function pin(place: Located, words: MapWords): L.Marker {
  const size = place.klass === "" ? 12 : 18;
  const icon = L.divIcon({ className: place.klass === "" ? "pin" : `pin kept ${place.klass}`, iconSize: [size, size] });
  const marker = L.marker([place.latitude, place.longitude], { icon, keyboard: false, zIndexOffset: place.klass === "" ? 0 : 1000 });
  const box = document.createElement("div");
  const link = document.createElement("a");
  link.href = words.address(place);
  link.textContent = place.name;
  box.append(link, document.createElement("br"), place.commune);
  return marker.bindPopup(box);
}

/** The middle of a cluster, moved aside when a kept place would hide its number. */
function aside(map: L.Map, middle: L.LatLng, kept: readonly L.Point[], reach: number): L.LatLng {
  const spot = map.project(middle);
  const near = kept.find((point) => point.distanceTo(spot) < reach);
  return near === undefined ? middle : map.unproject(near.add([reach * 0.75, reach * 0.75]));
}

function cluster(map: L.Map, cell: readonly Located[], words: MapWords, kept: readonly L.Point[]): L.Marker {
  const bounds = L.latLngBounds(cell.map((place) => [place.latitude, place.longitude]));
  const size = 22 + Math.min(18, Math.round(8 * Math.log10(cell.length)));
  const icon = L.divIcon({ className: "cluster", iconSize: [size, size], html: String(cell.length) });
  const middle = L.latLng(
    cell.reduce((sum, place) => sum + place.latitude, 0) / cell.length,
    cell.reduce((sum, place) => sum + place.longitude, 0) / cell.length,
  );
  const marker = L.marker(aside(map, middle, kept, 14 + size / 2), { icon, keyboard: false });
  if (bounds.getNorthEast().equals(bounds.getSouthWest())) return marker.bindPopup(several(cell, words));
  marker.on("click", () => map.fitBounds(bounds.pad(0.3), { maxZoom: Math.max(map.getZoom() + 2, 12) }));
  return marker;
}

/** Places of one position (the centre of a commune, often): told by name, since no zoom parts them. */
function several(cell: readonly Located[], words: MapWords): HTMLElement {
  const list = document.createElement("ul");
  list.className = "several";
  for (const place of cell) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = words.address(place);
    link.textContent = place.name;
    item.append(link);
    list.append(item);
  }
  return list;
}

globalThis.florilegeMap = start;
