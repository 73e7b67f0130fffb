// The grid of the programme: a session is dragged to another room or hour, or taken with Enter and moved with the arrows.
// What is sent is the form that each session has: without script, it is filled in by hand.

const grid = document.querySelector<HTMLTableElement>("table[data-grid]");
const outcome = document.querySelector<HTMLElement>("#grid-status");
let held: HTMLElement | null = null;

/** Minutes between two moments as fields hold them. */
const minutes = (from: string, to: string): number => (Date.parse(`${to}:00Z`) - Date.parse(`${from}:00Z`)) / 60_000;
const later = (moment: string, by: number): string => new Date(Date.parse(`${moment}:00Z`) + by * 60_000).toISOString().slice(0, 16);

function place(session: HTMLElement, cell: HTMLElement): void {
  const form = session.querySelector("form");
  if (!form) return;
  const field = (name: string): HTMLInputElement | HTMLSelectElement | null => form.querySelector(`[name=${name}]`);
  const room = field("room");
  const start = field("start");
  const end = field("end");
  if (!room || !start || !end) return;
  const moment = cell.dataset.moment ?? "";
  if (moment !== "" && start.value !== "" && end.value !== "") end.value = later(moment, minutes(start.value, end.value));
  if (moment === "") end.value = "";
  start.value = moment;
  room.value = cell.dataset.room ?? "";
  form.requestSubmit();
}

function cells(): HTMLElement[] {
  return [...(grid?.querySelectorAll<HTMLElement>("td[data-room]") ?? [])];
}

function say(text: string | undefined): void {
  if (outcome) outcome.textContent = text ?? "";
}

if (grid) {
  for (const session of grid.querySelectorAll<HTMLElement>("[data-session]")) {
    session.draggable = true;
    session.addEventListener("dragstart", (event) => {
      held = session;
      event.dataTransfer?.setData("text/plain", session.dataset.session ?? "");
    });
    const grip = session.querySelector<HTMLButtonElement>("button[data-grip]");
    if (grip) {
      grip.hidden = false;
      grip.addEventListener("keydown", (event) => moved(event, grip));
      grip.addEventListener("click", () => take(session, grip));
      grip.addEventListener("blur", () => leave(grip));
    }
  }
  for (const cell of cells()) {
    cell.addEventListener("dragover", (event) => {
      event.preventDefault();
      cell.classList.add("over");
    });
    cell.addEventListener("dragleave", () => cell.classList.remove("over"));
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      cell.classList.remove("over");
      if (held) place(held, cell);
      held = null;
    });
  }
}

let aim: HTMLElement | null = null;

function take(session: HTMLElement, grip: HTMLButtonElement): void {
  if (aim) {
    place(session, aim);
    return;
  }
  aim = session.closest<HTMLElement>("td[data-room]");
  aim?.classList.add("over");
  grip.setAttribute("aria-pressed", "true");
  say(grid?.dataset.taken);
}

function leave(grip: HTMLButtonElement): void {
  aim?.classList.remove("over");
  aim = null;
  grip.setAttribute("aria-pressed", "false");
}

function moved(event: KeyboardEvent, grip: HTMLButtonElement): void {
  if (!aim) return;
  if (event.key === "Escape") {
    leave(grip);
    say(grid?.dataset.left);
    return;
  }
  const row = aim.closest("tr");
  const rows = [...(grid?.querySelectorAll("tbody tr") ?? [])];
  const column = row ? [...row.querySelectorAll("td[data-room]")].indexOf(aim) : 0;
  const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[event.key];
  if (!step || !row) return;
  event.preventDefault();
  const next = rows[rows.indexOf(row) + step[0]]?.querySelectorAll<HTMLElement>("td[data-room]")[column + step[1]];
  if (!next) return;
  aim.classList.remove("over");
  aim = next;
  aim.classList.add("over");
  say(`${next.dataset.said ?? ""}`);
}
