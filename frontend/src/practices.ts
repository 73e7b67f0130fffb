// The library of practices, filtered as one types; without this script it is a list by theme.

import { folded } from "./inventory";

const form = document.getElementById("sieve");
if (form instanceof HTMLFormElement) {
  const entries = [...document.querySelectorAll<HTMLLIElement>(".practice-group .practices > li")];
  const count = document.getElementById("sieve-count");
  const value = (name: string): string => String(new FormData(form).get(name) ?? "");
  const sift = (): void => {
    const words = folded(value("q")).split(" ").filter(Boolean);
    const [kind, theme, author] = [value("kind"), value("theme"), value("author")];
    const found = new Set<string>();
    for (const one of entries) {
      const { text = "", kind: is = "", author: by = "" } = one.dataset;
      const under = one.closest<HTMLElement>(".practice-group")?.dataset.theme ?? "";
      const meets = (kind === "" || is === kind) && (theme === "" || under === theme) && (author === "" || by === author) && words.every((word) => text.includes(word));
      one.hidden = !meets;
      if (meets) found.add(one.querySelector("a")?.href ?? "");
    }
    for (const group of document.querySelectorAll<HTMLElement>(".practice-group")) group.hidden = group.querySelector(".practices > li:not([hidden])") === null;
    if (count) count.textContent = found.size === 0 ? (count.dataset.none ?? "") : found.size === 1 ? (count.dataset.one ?? "") : (count.dataset.many ?? "").replace("{n}", String(found.size));
  };
  form.hidden = false;
  form.addEventListener("input", sift);
  form.addEventListener("submit", (event) => event.preventDefault());
  sift();
}
