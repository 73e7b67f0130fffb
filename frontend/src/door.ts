// The door: people checked in by the code of their badge or by their name. What is marked is kept on the device until the
// service has said that it has it, and each mark has a name of its own: sent twice, it counts once.

import { DOOR_CACHE } from "./door_cache";

interface Person {
  badge: string;
  name: string;
  organisation: string;
  sessions: string[];
  came: string;
}
interface Mark {
  mark: string;
  badge: string;
  session: string;
  at: string;
}

const PEOPLE = "florilege-door-people";
const MARKS = "florilege-door-marks";
const UNDONE = "florilege-door-undone";
const EVERY = 15_000;
const MOST = 400;

const door = document.querySelector<HTMLElement>("[data-door]");

function kept<T>(key: string, otherwise: T): T {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") as T;
  } catch {
    return otherwise;
  }
}

const plain = (text: string): string => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

if (door) open(door);

function open(page: HTMLElement): void {
  const said = (name: string): string => page.dataset[name] ?? "";
  const find = <T extends HTMLElement>(selector: string): T => {
    const found = page.querySelector<T>(selector);
    if (!found) throw new Error(selector);
    return found;
  };
  const typed = find<HTMLInputElement>("#code");
  const session = find<HTMLSelectElement>("#session");
  const list = find<HTMLUListElement>("#found");
  const status = find<HTMLElement>("#door-status");
  const state = find<HTMLElement>("#state");
  const token = find<HTMLInputElement>("input[name=csrfmiddlewaretoken]").value;
  let people = kept<Person[]>(PEOPLE, []);
  let waiting = kept<Mark[]>(MARKS, []);
  let undone = kept<string[]>(UNDONE, []);
  let last: { mark: Mark; person: Person } | null = null;
  const undo = find<HTMLButtonElement>("#undo");
  let counts: Record<string, number> = {};
  let sending = false;
  let ready = false;

  const key = (badge: string, where: string): string => `${badge} ${where}`;
  const here = new Set<string>();

  function mark(person: Person): void {
    const where = session.value;
    const known = here.has(key(person.badge, where)) || (where === "" && person.came !== "");
    status.textContent = `${person.name} : ${known ? said("again") : said("welcome")}`;
    status.dataset.kind = known ? "again" : "came";
    last = null;
    if (!known) {
      here.add(key(person.badge, where));
      if (where === "") person.came = new Date().toISOString();
      last = { person, mark: { mark: crypto.randomUUID(), badge: person.badge, session: where, at: new Date().toISOString() } };
      waiting.push(last.mark);
      keep();
      void send();
    }
    undo.hidden = last === null;
    typed.value = "";
    typed.focus();
    show();
  }

  /** The last mark, whether the service has it already or not: it may have it although the answer was lost. */
  function takeBack(): void {
    if (!last) return;
    const { mark: gone, person } = last;
    waiting = waiting.filter((one) => one.mark !== gone.mark);
    undone.push(gone.mark);
    here.delete(key(person.badge, gone.session));
    if (gone.session === "") person.came = "";
    status.textContent = `${person.name} : ${said("undone")}`;
    status.dataset.kind = "again";
    last = null;
    undo.hidden = true;
    keep();
    void send();
    show();
  }

  function keep(): void {
    localStorage.setItem(MARKS, JSON.stringify(waiting));
    localStorage.setItem(UNDONE, JSON.stringify(undone));
    localStorage.setItem(PEOPLE, JSON.stringify(people));
    showWaiting();
  }

  function showWaiting(): void {
    const came = people.filter((one) => one.came !== "").length;
    const count = session.value === "" ? Math.max(came, counts[""] ?? 0) : (counts[session.value] ?? 0) + waiting.filter((one) => one.session === session.value).length;
    state.textContent = [`${said("came")} ${count} / ${people.length}`, waiting.length + undone.length ? `${said("waiting")} ${waiting.length + undone.length}` : said("sent"), navigator.onLine ? (ready ? said("ready") : "") : said("offline")].filter(Boolean).join(" · ");
  }

  function show(): void {
    const wanted = plain(typed.value.trim());
    const found = wanted.length < 2 ? [] : people.filter((one) => plain(`${one.name} ${one.organisation}`).includes(wanted) || one.badge.toLowerCase() === wanted).slice(0, 12);
    list.replaceChildren(
      ...found.map((one) => {
        const line = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button quiet";
        const seat = session.value !== "" && !one.sessions.includes(session.value) ? ` (${said("noseat")})` : "";
        button.textContent = `${one.name}${one.organisation ? `, ${one.organisation}` : ""}${one.came !== "" && session.value === "" ? ` · ${said("again")}` : ""}${seat}`;
        button.addEventListener("click", () => mark(one));
        line.append(button);
        return line;
      }),
    );
  }

  function submitted(): void {
    const code = typed.value.trim().toUpperCase();
    if (code === "") return;
    const person = people.find((one) => one.badge === code);
    const named = people.filter((one) => plain(`${one.name} ${one.organisation}`).includes(plain(code)));
    if (person) mark(person);
    else if (named.length === 1 && named[0]) mark(named[0]);
    else {
      status.textContent = `${typed.value} : ${named.length ? said("several") : said("unknown")}`;
      status.dataset.kind = "unknown";
    }
  }

  async function send(): Promise<void> {
    if (sending || waiting.length + undone.length === 0) return;
    sending = true;
    const batch = waiting.slice(0, MOST);
    const back = undone.slice(0, MOST - batch.length);
    try {
      const answer = await fetch(said("marks"), { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": token }, body: JSON.stringify({ marks: batch, undone: back }) });
      if (answer.ok) {
        const got = (await answer.json()) as { marks: Record<string, string>; counts: Record<string, number> };
        waiting = waiting.filter((one) => !(one.mark in got.marks));
        undone = undone.filter((one) => !back.includes(one));
        counts = got.counts;
        const lost = batch.filter((one) => ["unknown", "unreadable"].includes(got.marks[one.mark] ?? ""));
        if (lost.length) status.textContent = `${lost.map((one) => one.badge).join(", ")} : ${said("unknown")}`;
        keep();
      } else if (answer.status === 401 || answer.status === 403) {
        status.textContent = said("signin");
      }
    } catch {
      showWaiting(); // no network: the marks stay, and are sent when there is one
    } finally {
      sending = false;
    }
  }

  async function refresh(): Promise<void> {
    try {
      const answer = await fetch(said("people"));
      if (!answer.ok) return;
      const got = (await answer.json()) as { people: Person[]; counts: Record<string, number> };
      const unsent = new Set(waiting.filter((one) => one.session === "").map((one) => one.badge));
      people = got.people.map((one) => (unsent.has(one.badge) && one.came === "" ? { ...one, came: new Date().toISOString() } : one));
      counts = got.counts;
      keep();
      show();
    } catch {
      showWaiting();
    }
  }

  find<HTMLFormElement>("form").addEventListener("submit", (event) => {
    event.preventDefault();
    submitted();
  });
  typed.addEventListener("input", show);
  undo.addEventListener("click", takeBack);
  session.addEventListener("change", () => {
    showWaiting();
    show();
  });
  find<HTMLButtonElement>("#forget").addEventListener("click", () => {
    if (waiting.length + undone.length) {
      status.textContent = said("unsent");
      return;
    }
    localStorage.removeItem(PEOPLE);
    localStorage.removeItem(MARKS);
    localStorage.removeItem(UNDONE);
    people = [];
    void caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("florilege-door")).map((name) => caches.delete(name))));
    void navigator.serviceWorker?.getRegistrations().then((all) => Promise.all(all.filter((one) => one.scope.includes("/rencontres/accueil/")).map((one) => one.unregister())));
    showWaiting();
    show();
  });
  addEventListener("online", () => void send().then(refresh));
  addEventListener("offline", showWaiting);
  setInterval(() => void send().then(refresh), EVERY);
  void scan(find<HTMLButtonElement>("#scan"), find<HTMLVideoElement>("video"), (code) => {
    typed.value = code;
    submitted();
  });
  showWaiting();
  void send().then(refresh);
  if ("serviceWorker" in navigator)
    void navigator.serviceWorker
      .register(said("worker"))
      .then(() => navigator.serviceWorker.ready)
      .then(() => caches.open(DOOR_CACHE))
      .then((cache) => cache.addAll([location.href, ...parts()]))
      .then(() => {
        ready = true;
        showWaiting();
      })
      .catch(() => undefined);
}

/** The addresses of what the page is made of: they are kept with it at the first visit. */
function parts(): string[] {
  const scripts = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map((one) => one.src);
  return [...scripts, ...[...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].map((one) => one.href)];
}

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}

/** The camera, where the browser reads squares by itself; else the field is typed into, or a hand scanner types. */
async function scan(button: HTMLButtonElement, video: HTMLVideoElement, met: (code: string) => void): Promise<void> {
  const Reader = (globalThis as { BarcodeDetector?: new (options: { formats: string[] }) => Detector }).BarcodeDetector;
  if (!Reader || !navigator.mediaDevices) return;
  button.hidden = false;
  let last = "";
  button.addEventListener("click", () => {
    void navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(async (stream) => {
      video.hidden = false;
      video.srcObject = stream;
      await video.play();
      const reader = new Reader({ formats: ["qr_code"] });
      const look = async (): Promise<void> => {
        const [found] = await reader.detect(video).catch(() => []);
        if (found && found.rawValue !== last) met(found.rawValue);
        last = found?.rawValue ?? "";
        setTimeout(() => void look(), 250);
      };
      void look();
    });
  });
}
