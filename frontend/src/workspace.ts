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
if (effect !== null) {
  effect.setAttribute("aria-busy", "true");
  void fetch(`${effect.dataset.effect ?? ""}?partial=1`)
    .then(async (answer) => {
      if (answer.ok) effect.innerHTML = await answer.text();
    })
    .finally(() => effect.removeAttribute("aria-busy"));
}
