/** The finder of the live site: the server answers a plain form; this spares the reader some steps, and no more. */

import { offerNearMe } from "./near_me";
import { element, given, sayInAddress } from "./page";

interface Words {
  /** address of the names of territories */
  readonly communes: string;
  readonly noPosition: string;
  readonly failed: string;
}

/** Parts of the page that another question changes. */
const PARTS = ["understood", "result"] as const;
const PAUSE = 450;

class LiveFinder {
  private readonly form = element("finder-form", HTMLFormElement);
  private readonly where = element("f-where", HTMLInputElement);
  private readonly spots = element("spots", HTMLDataListElement);
  private readonly words = given<Words>("finder-words");
  private pause: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  start(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask(true);
    });
    this.form.addEventListener("input", (event) => {
      clearTimeout(this.pause);
      const typing = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
      if (event.target === this.where) {
        // a place that is typed stands for the position that the browser gave
        document.getElementById("f-point")?.remove();
        void this.suggest(this.where.value);
      }
      this.pause = setTimeout(() => void this.ask(false), typing ? PAUSE : 0);
    });
    offerNearMe(
      element("near-me", HTMLButtonElement),
      (code) => {
        const asked = this.asked();
        asked.delete("from");
        asked.set("where", code);
        location.assign(`?${asked.toString()}`);
      },
      () => element("which", HTMLDivElement).replaceChildren(this.words.noPosition),
    );
  }

  /** What the form says, what it leaves empty left out. */
  private asked(): URLSearchParams {
    const said = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && value !== "") said.append(name, value);
    return said;
  }

  /** The question as it stands: only what it changes is written again. */
  private async ask(intoView: boolean): Promise<void> {
    clearTimeout(this.pause);
    const turn = ++this.turn;
    const asked = this.asked().toString();
    const address = asked === "" ? "" : `?${asked}`;
    try {
      const answer = await fetch(location.pathname + address, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== this.turn) return;
      for (const id of PARTS) document.getElementById(id)?.replaceWith(page.getElementById(id) ?? document.createElement("div"));
      document.title = page.title;
      sayInAddress(address);
    } catch {
      if (turn === this.turn) element("count", HTMLParagraphElement).textContent = this.words.failed;
      return;
    }
    if (intoView) element("count", HTMLParagraphElement).closest(".result-bar")?.scrollIntoView({ block: "start" });
  }

  private async suggest(typed: string): Promise<void> {
    if (typed.trim().length < 2) return;
    try {
      const answer = await fetch(`${this.words.communes}?q=${encodeURIComponent(typed)}`);
      const { territories } = (await answer.json()) as { territories: readonly { label: string }[] };
      if (typed === this.where.value) this.spots.replaceChildren(...territories.map(({ label }) => new Option("", label)));
    } catch {
      return; // a suggestion that does not come is no fault: the form is sent all the same
    }
  }
}

new LiveFinder().start();
