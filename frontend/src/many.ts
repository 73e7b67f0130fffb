/**
 * The map for more places than markers can carry: points and clusters drawn by the graphics card, the same basemap,
 * the same words. Loaded only when the reader asks for the map of a large study; modules do not load from `file:`.
 */

import {
  type GeoJSONSource,
  LngLatBounds,
  Map as LargeMap,
  NavigationControl,
  Popup,
  setWorkerUrl,
  type LngLatLike,
  type StyleSpecification,
} from "maplibre-gl";
import type { Place } from "./inventory";
import type { LiveMap, MapWords } from "./live_map";

const FRANCE: [number, number, number, number] = [-5.3, 41.2, 9.7, 51.2];
const FEW = 400;
type Points = GeoJSON.FeatureCollection<GeoJSON.Point, { rank: number }>;

/** worker : address of the script that cuts the points into tiles, in a process of its own */
export function start(target: HTMLElement, words: MapWords & { readonly gestures: readonly [string, string, string] }, worker: string): LiveMap {
  setWorkerUrl(new URL(worker, document.baseURI).href);
  target.setAttribute("role", "region");
  target.setAttribute("aria-label", words.name);
  const map = new LargeMap({
    container: target,
    style: style(target),
    bounds: FRANCE,
    minZoom: 2,
    maxZoom: 15,
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    locale: {
      "CooperativeGesturesHandler.WindowsHelpText": words.gestures[0],
      "CooperativeGesturesHandler.MacHelpText": words.gestures[1],
      "CooperativeGesturesHandler.MobileHelpText": words.gestures[2],
      "NavigationControl.ZoomIn": words.zoomIn,
      "NavigationControl.ZoomOut": words.zoomOut,
      "Map.Title": words.name,
    },
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-left");
  let places: readonly Place[] = [];
  const draw = (): void => {
    map.getSource<GeoJSONSource>("places")?.setData(points(places, (place) => place.klass === ""));
    map.getSource<GeoJSONSource>("kept")?.setData(points(places, (place) => place.klass !== ""));
  };
  map.on("load", () => {
    draw();
    target.dataset.ready = "1";
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    map.setStyle(style(target));
    map.once("styledata", draw);
  });
  answer(map, () => places, words);
  return {
    show(found) {
      places = found;
      const located = found.filter((place) => place.latitude !== null && place.longitude !== null);
      const bounds = new LngLatBounds();
      if (located.length > 0 && located.length <= FEW) for (const place of located) bounds.extend([place.longitude ?? 0, place.latitude ?? 0]);
      map.fitBounds(bounds.isEmpty() ? FRANCE : bounds, { padding: 40, maxZoom: 12, animate: false });
      if (map.isStyleLoaded()) draw();
    },
  };
}

function points(places: readonly Place[], wanted: (place: Place) => boolean): Points {
  const features = places.flatMap((place, rank) =>
    place.latitude === null || place.longitude === null || !wanted(place)
      ? []
      : [
          {
            type: "Feature" as const,
            geometry: { type: "Point" as const, coordinates: [place.longitude, place.latitude] },
            properties: { rank, klass: place.klass },
          },
        ],
  );
  return { type: "FeatureCollection", features };
}

/** Rings of hundredths of a degree as one polygon each. */
function land(): GeoJSON.FeatureCollection {
  const features = (globalThis.florilegeBasemap ?? []).map((flat) => {
    const ring: [number, number][] = [];
    for (let rank = 0; rank + 1 < flat.length; rank += 2) ring.push([(flat[rank] ?? 0) / 100, (flat[rank + 1] ?? 0) / 100]);
    return { type: "Feature" as const, properties: {}, geometry: { type: "Polygon" as const, coordinates: [ring] } };
  });
  return { type: "FeatureCollection", features };
}

function style(target: HTMLElement): StyleSpecification {
  const computed = getComputedStyle(target);
  const colour = (name: string): string => computed.getPropertyValue(name).trim();
  const empty = points([], () => false);
  const ring = { "circle-stroke-width": 1.5, "circle-stroke-color": colour("--paper") };
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land() },
      places: { type: "geojson", data: empty, cluster: true, clusterRadius: 44, clusterMaxZoom: 12 },
      kept: { type: "geojson", data: empty },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--paper-2") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--paper"), "fill-outline-color": colour("--land-line") } },
      {
        id: "clusters",
        type: "circle",
        source: "places",
        filter: ["has", "point_count"],
        paint: {
          "circle-color": colour("--fir-2"),
          "circle-stroke-color": colour("--fir"),
          "circle-stroke-width": 1.5,
          "circle-radius": ["min", 26, ["+", 9, ["*", 4, ["log10", ["get", "point_count"]]]]],
        },
      },
      {
        id: "counts",
        type: "symbol",
        source: "places",
        filter: ["has", "point_count"],
        layout: { "text-field": ["to-string", ["get", "point_count"]], "text-size": 12, "text-allow-overlap": true },
        paint: { "text-color": colour("--fir") },
      },
      {
        id: "pins",
        type: "circle",
        source: "places",
        filter: ["!", ["has", "point_count"]],
        paint: { "circle-radius": 5.5, "circle-color": colour("--slate"), ...ring },
      },
      {
        id: "kept",
        type: "circle",
        source: "kept",
        paint: { "circle-radius": 8, "circle-color": ["match", ["get", "klass"], "core", colour("--fir"), colour("--ochre")], ...ring },
      },
    ],
  };
}

function answer(map: LargeMap, places: () => readonly Place[], words: MapWords): void {
  for (const layer of ["pins", "kept"]) {
    map.on("click", layer, (event) => {
      const here = (event.features ?? []).flatMap((feature) => places()[Number(feature.properties.rank)] ?? []);
      if (here.length > 0) new Popup().setLngLat(event.lngLat).setDOMContent(named(here, words)).addTo(map);
    });
  }
  map.on("click", "clusters", (event) => {
    const [feature] = event.features ?? [];
    const source = map.getSource<GeoJSONSource>("places");
    if (feature === undefined || source === undefined) return;
    const at = (feature.geometry as GeoJSON.Point).coordinates as [number, number];
    const cluster = Number(feature.properties.cluster_id);
    void opened(map, source, cluster, at, () => places(), words);
  });
  for (const layer of ["pins", "kept", "clusters"]) {
    map.on("mouseenter", layer, () => (map.getCanvas().style.cursor = "pointer"));
    map.on("mouseleave", layer, () => (map.getCanvas().style.cursor = ""));
  }
}

/** A cluster opens into smaller ones; places of one position, which no zoom parts, are told by name. */
async function opened(
  map: LargeMap,
  source: GeoJSONSource,
  cluster: number,
  at: LngLatLike,
  places: () => readonly Place[],
  words: MapWords,
): Promise<void> {
  const zoom = await source.getClusterExpansionZoom(cluster);
  if (zoom <= 12) {
    map.easeTo({ center: at, zoom });
    return;
  }
  const leaves = await source.getClusterLeaves(cluster, 60, 0);
  const here = leaves.flatMap((leaf) => places()[Number(leaf.properties?.rank)] ?? []);
  new Popup().setLngLat(at).setDOMContent(named(here, words)).addTo(map);
}

function named(here: readonly Place[], words: MapWords): HTMLElement {
  const list = document.createElement("ul");
  list.className = "several";
  for (const place of here) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = words.address(place);
    link.textContent = place.name;
    item.append(link, ` ${place.commune}`);
    list.append(item);
  }
  return list;
}
