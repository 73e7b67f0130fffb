// Slides by the keyboard; without this script they are a page that scrolls, and prints one a sheet.

const slides = [...document.querySelectorAll<HTMLElement>(".slide")];
const NEXT = ["ArrowRight", "ArrowDown", "PageDown", " "];
const BEFORE = ["ArrowLeft", "ArrowUp", "PageUp"];

// the slide that the keyboard led to, on which a page that still scrolls is not yet
let led = -1;

function shown(): number {
  const middle = window.innerHeight / 2;
  const at = slides.findIndex((one) => one.getBoundingClientRect().bottom > middle);
  return at < 0 ? slides.length - 1 : at;
}

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLAnchorElement) return;
  const step = NEXT.includes(event.key) ? 1 : BEFORE.includes(event.key) ? -1 : 0;
  if (step === 0) return;
  const at = Math.min(Math.max((led < 0 ? shown() : led) + step, 0), slides.length - 1);
  const slide = slides[at];
  led = at;
  event.preventDefault();
  slide?.scrollIntoView();
  slide?.focus({ preventScroll: true });
});

for (const by of ["wheel", "touchmove", "pointerdown"]) document.addEventListener(by, () => (led = -1), { passive: true });
