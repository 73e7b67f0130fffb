/** What every page's script needs of the page: its language, its elements, the scripts it loads when asked. */

export const language: "fr" | "en" = document.documentElement.lang === "en" ? "en" : "fr";

export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing from the page`);
  return found;
}

/** The texts and addresses that the page gives its script. */
export function given<T>(id: string): T {
  return JSON.parse(element(id, HTMLScriptElement).textContent ?? "{}") as T;
}

export function load(source: string): Promise<void> {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = source;
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => failed(new Error(`${source} could not be loaded`)));
    document.head.append(script);
  });
}

/** The address says what the page shows; some browsers keep that of a file as it is: the page is right all the same. */
export function sayInAddress(asked: string): void {
  try {
    history.replaceState(null, "", location.pathname + asked);
  } catch {
    return;
  }
}

export function make<K extends keyof HTMLElementTagNameMap>(
  kind: K,
  text: string | readonly (Node | string)[] = "",
  name = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(kind);
  made.append(...(typeof text === "string" ? [text] : text));
  if (name !== "") made.className = name;
  return made;
}

/** A link to a page of the site, in French where the name of a place or of a territory stands on an English page. */
export function named(address: string, name: string): HTMLAnchorElement {
  const link = make("a", name);
  link.href = address;
  if (language !== "fr") link.lang = "fr";
  return link;
}
