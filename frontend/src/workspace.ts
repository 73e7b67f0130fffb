/** One key answers a question, wherever the reader is on the page, unless she is writing. */

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;

document.addEventListener("keydown", (event) => {
  if (writes(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const button = document.querySelector<HTMLButtonElement>(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button !== null) {
    event.preventDefault();
    button.click();
  }
});

// the name of the person who answers stays from one question to the next, on this machine only
const who = document.querySelector<HTMLInputElement>("#who");
if (who !== null) {
  who.value = sessionStorage.getItem("who") ?? "";
  who.addEventListener("input", () => sessionStorage.setItem("who", who.value));
}

// what the list would become is computed beside the page: it takes seconds, and the page is readable meanwhile
const effect = document.querySelector<HTMLElement>("[data-effect]");
const lines = [...document.querySelectorAll<HTMLInputElement>('input[type="checkbox"][name="line"]')];
const unforeseen = effect?.innerHTML ?? "";
let asking = 0;

/** Of the lines that are ticked: it is what would be accepted. */
async function foresee(into: HTMLElement): Promise<void> {
  const ticked = lines.filter((line) => line.checked);
  const rank = ++asking;
  into.innerHTML = unforeseen; // what was said of other lines would be false of these
  into.removeAttribute("aria-busy");
  if (ticked.length === 0) return;
  into.setAttribute("aria-busy", "true");
  const asked = new URLSearchParams([["partial", "1"], ...ticked.map((line) => ["line", line.value])]);
  const said = await fetch(`${into.dataset.effect ?? ""}?${asked.toString()}`)
    .then((answer) => (answer.ok ? answer.text() : unforeseen))
    .catch(() => unforeseen);
  if (rank !== asking) return;
  into.innerHTML = said;
  into.removeAttribute("aria-busy");
}

if (effect !== null) {
  void foresee(effect);
  let pause: ReturnType<typeof setTimeout> | undefined;
  for (const line of lines)
    line.addEventListener("change", () => {
      clearTimeout(pause);
      pause = setTimeout(() => void foresee(effect), 600);
    });
}
