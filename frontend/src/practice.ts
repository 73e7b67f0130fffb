// Practices written together: what is typed is saved as one types, what others write comes in, and nothing that was typed is
// lost when the network fails. The server merges; this page only remembers from which version it started.

const WAIT = 700;
const LOOK = 3_000;
const AGAIN = 4_000;

type Box = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
type Sending = { text: string; base: number; token: string };
type Saved = { number: number; text: string; sent: number; others: string[]; clashes: [string, string][]; fault?: string };
type State = { revision: number; fields?: Record<string, [number, string, string]> };

function valueOf(box: Box): string {
  if (box instanceof HTMLInputElement && box.type === "checkbox") return box.checked ? "1" : "";
  return box.value;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function put(box: Box, text: string): void {
  if (box instanceof HTMLInputElement && box.type === "checkbox") {
    box.checked = text === "1";
    return;
  }
  if (box.value === text) return;
  const before = box.value;
  const focused = document.activeElement === box && !(box instanceof HTMLSelectElement);
  const at = focused ? (box.selectionStart ?? 0) : 0;
  box.value = text;
  if (!focused) return;
  // the caret stays after the words that it stood after, else before those that followed it
  const rest = before.slice(at);
  const moved = text.startsWith(before.slice(0, at)) ? at : text.endsWith(rest) ? text.length - rest.length : Math.min(at, text.length);
  box.setSelectionRange(moved, moved);
}

class Field {
  base: number;
  known: string;
  sending: Sending | null = null;
  // a text that the server cannot keep stays in the box, and is not sent again before it changes
  private refused: string | null = null;
  private timer = 0;

  constructor(
    readonly box: Box,
    readonly name: string,
    private readonly page: Together,
  ) {
    this.base = Number(box.dataset.number);
    this.known = valueOf(box);
    const changed = () => {
      this.remember();
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.save(), WAIT);
    };
    box.addEventListener("input", changed);
    box.addEventListener("change", changed);
    this.restore();
  }

  get dirty(): boolean {
    return this.sending !== null || valueOf(this.box) !== this.known;
  }

  private get place(): string {
    return `pratique:${this.page.key}:${this.name}`;
  }

  private remember(): void {
    try {
      if (this.dirty) localStorage.setItem(this.place, JSON.stringify({ base: this.base, known: this.known, text: valueOf(this.box), sending: this.sending }));
      else localStorage.removeItem(this.place);
    } catch {
      // a browser that keeps nothing still saves to the server
    }
  }

  private restore(): void {
    try {
      const kept = JSON.parse(localStorage.getItem(this.place) ?? "null") as { base: number; known: string; text: string; sending: Sending | null } | null;
      if (kept === null) return;
      this.base = kept.base;
      this.known = kept.known;
      this.sending = kept.sending;
      put(this.box, kept.text);
      window.setTimeout(() => void this.send(), 0);
    } catch {
      return;
    }
  }

  async save(): Promise<void> {
    if (this.sending !== null || [this.known, this.refused].includes(valueOf(this.box))) return;
    this.sending = { text: valueOf(this.box), base: this.base, token: crypto.randomUUID?.() ?? String(Math.random()).slice(2) };
    await this.send();
  }

  // what was sent and not answered is sent again as it was, under the same token: it may have arrived
  private async send(): Promise<void> {
    const asked = this.sending;
    if (asked === null) return this.save();
    this.remember();
    this.page.say("saving");
    let saved: Saved;
    try {
      const answer = await fetch(this.page.address, {
        method: "POST",
        headers: { "X-CSRFToken": this.page.token },
        body: new URLSearchParams({ field: this.name, text: asked.text, base: String(asked.base), token: asked.token }),
      });
      if (answer.status === 410 || answer.status === 403) {
        this.page.say("closed");
        return;
      }
      if (answer.status !== 200 && answer.status !== 422) throw new Error(String(answer.status));
      saved = (await answer.json()) as Saved;
    } catch {
      this.page.say("kept");
      window.setTimeout(() => void this.send(), AGAIN);
      return;
    }
    this.sending = null;
    this.box.closest(".field")?.classList.toggle("faulty", saved.fault !== undefined);
    if (saved.fault !== undefined) {
      this.refused = asked.text;
      this.remember();
      this.page.announce(saved.fault);
      if (valueOf(this.box) !== asked.text) void this.save();
      return;
    }
    this.refused = null;
    if (valueOf(this.box) === asked.text) {
      // a line is kept without the space that its writer has just typed before the next word
      if (!(this.box instanceof HTMLInputElement && squeezed(saved.text) === squeezed(asked.text))) put(this.box, saved.text);
      this.base = saved.number;
      this.known = valueOf(this.box);
    } else {
      this.base = saved.sent;
      this.known = asked.text;
    }
    this.remember();
    if (saved.clashes.length > 0) this.page.say("both");
    else if (!this.dirty) this.page.say("saved");
    if (valueOf(this.box) !== this.known) void this.save();
  }

  follow(number: number, text: string, who: string): void {
    if (number <= this.base || this.dirty) return;
    put(this.box, text);
    this.base = number;
    this.known = valueOf(this.box);
    const by = this.page.form.querySelector(`[data-by="${this.name}"]`);
    if (text.includes("⟦")) this.page.say("both");
    if (by) by.textContent = text && who ? `${this.page.form.dataset.saidBy ?? ""} ${who}` : "";
  }
}

class Together {
  readonly key: string;
  readonly address: string;
  readonly token: string;
  private readonly fields: Map<string, Field>;
  private revision: string;
  private readonly status: Element | null;

  constructor(readonly form: HTMLFormElement) {
    this.key = form.dataset.key ?? "";
    this.address = form.dataset.save ?? "";
    this.token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.revision = form.dataset.revision ?? "0";
    this.status = form.querySelector(".saved");
    const boxes = [...form.querySelectorAll<Box>("[data-field]")];
    this.fields = new Map(boxes.map((box) => [box.dataset.field ?? "", new Field(box, box.dataset.field ?? "", this)]));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      for (const field of this.fields.values()) void field.save();
    });
    window.setInterval(() => void this.look(), LOOK);
  }

  say(what: "saved" | "saving" | "kept" | "both" | "closed"): void {
    this.announce(this.form.dataset[`said${what[0]!.toUpperCase()}${what.slice(1)}`] ?? "");
    this.form.classList.toggle("offline", what === "kept");
  }

  announce(text: string): void {
    if (this.status && this.status.textContent !== text) this.status.textContent = text;
  }

  private async look(): Promise<void> {
    if (document.hidden) return;
    try {
      const answer = await fetch(`${this.form.dataset.state}?depuis=${this.revision}`);
      if (!answer.ok) return;
      const state = (await answer.json()) as State;
      for (const [name, [number, text, who]] of Object.entries(state.fields ?? {})) this.fields.get(name)?.follow(number, text, who);
      // fields that are being typed in were left alone: they are looked at again
      if (![...this.fields.values()].some((field) => field.dirty)) this.revision = String(state.revision);
    } catch {
      return;
    }
  }
}

function offer(box: HTMLInputElement): void {
  const list = document.getElementById("offered");
  box.addEventListener("input", async () => {
    const typed = box.value;
    if (typed.trim().length < 2) return;
    try {
      const answer = await fetch(`${box.dataset.offers}?q=${encodeURIComponent(typed)}`);
      const found = (await answer.json()) as { territories: string[] };
      if (box.value === typed) list?.replaceChildren(...found.territories.map((label) => Object.assign(document.createElement("option"), { value: label })));
    } catch {
      return;
    }
  });
}

document.querySelectorAll<HTMLFormElement>("form.together").forEach((form) => new Together(form));
document.querySelectorAll<HTMLInputElement>("[data-offers]").forEach(offer);
