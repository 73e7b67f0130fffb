/** The places as the site's data script gives them; read from a script so that the page opens from a file. */

export interface Label {
  readonly code: string;
  readonly fr: string;
  readonly en: string;
}

/** slug, name, commune, département, région, kinds, status, latitude, longitude, class, in the study of 2022, in the scope, what it is called in English where its name is unknown */
export type Row = readonly [
  slug: string,
  name: string,
  commune: string,
  departement: number,
  region: number,
  kinds: readonly number[],
  status: number,
  latitude: number | null,
  longitude: number | null,
  klass: number,
  study2022: 0 | 1,
  inScope: 0 | 1,
  english?: string,
];

export interface Inventory {
  readonly kinds: readonly Label[];
  readonly statuses: readonly Label[];
  readonly classes: readonly Label[];
  readonly departements: readonly Label[];
  readonly regions: readonly Label[];
  readonly places: readonly Row[];
}

export interface Place {
  readonly slug: string;
  readonly name: string;
  readonly commune: string;
  readonly departement: string;
  readonly region: string;
  readonly kinds: readonly string[];
  readonly status: string;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** core, borderline, exterior when the place is kept; empty otherwise */
  readonly klass: string;
  readonly study2022: boolean;
  /** of the kinds and the status that the study is about; the others are shown on demand, named for what they are */
  readonly inScope: boolean;
  /** name, commune and département, folded, for the text search */
  readonly folded: string;
}

declare global {
  var florilegePlaces: Inventory | undefined;
}

/** Lower case without accents or ligatures, so that "Élan" is found by "elan" and "Cœur" by "coeur"; as `territory/names.py`. */
export function folded(text: string): string {
  return text
    .replace(/œ/g, "oe")
    .replace(/Œ/g, "OE")
    .replace(/æ/g, "ae")
    .replace(/Æ/g, "AE")
    .replace(/[øØ]/g, "o")
    .replace(/[łŁ]/g, "l")
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]+/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

export function readPlaces(inventory: Inventory): Place[] {
  const code = (labels: readonly Label[], rank: number): string => labels[rank]?.code ?? "";
  const english = document.documentElement.lang === "en";
  return inventory.places.map((row) => {
    const name = (english && row[12]) || row[1];
    const departement = inventory.departements[row[3]];
    return {
      slug: row[0],
      name,
      commune: row[2],
      departement: departement?.code ?? "",
      region: code(inventory.regions, row[4]),
      kinds: row[5].map((rank) => code(inventory.kinds, rank)),
      status: code(inventory.statuses, row[6]),
      latitude: row[7],
      longitude: row[8],
      klass: code(inventory.classes, row[9]),
      study2022: row[10] === 1,
      inScope: row[11] === 1,
      folded: folded(`${name} ${row[2]} ${departement?.fr ?? ""} ${departement?.code ?? ""}`),
    };
  });
}
