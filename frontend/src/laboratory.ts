/** The list follows each move of a slider; without this script the form's button does the same. */

const form = document.querySelector<HTMLFormElement>("#bench");
const result = document.querySelector<HTMLElement>("#result");

if (form !== null && result !== null) {
  const settings = document.querySelector<HTMLInputElement>("#settings");
  const sliders = [...form.querySelectorAll<HTMLInputElement>("input[type=range]")];
  const share = new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 });
  let under: AbortController | null = null;
  let wait = 0;

  const showShares = (): void => {
    const total = sliders.reduce((sum, one) => sum + one.valueAsNumber, 0);
    for (const one of sliders) {
      const output = form.querySelector<HTMLOutputElement>(`output[for="${CSS.escape(one.id)}"]`);
      if (output !== null) output.value = total > 0 ? share.format(one.valueAsNumber / total) : "–";
    }
  };

  const asked = (): URLSearchParams => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    return fields;
  };

  const solve = async (): Promise<void> => {
    under?.abort();
    under = new AbortController();
    const fields = asked();
    try {
      const answer = await fetch(`?${fields.toString()}&partial=1`, { signal: under.signal });
      const text = await answer.text();
      if (answer.ok) result.innerHTML = text;
      else result.textContent = text;
      const scenario = answer.headers.get("X-Scenario");
      if (scenario !== null) {
        if (settings !== null) settings.value = scenario;
        const beside = fields.get("vs");
        const address = [scenario, beside ? `vs=${encodeURIComponent(beside)}` : ""].filter(Boolean).join("&");
        history.replaceState(null, "", address ? `?${address}` : location.pathname);
      }
      result.removeAttribute("aria-busy");
    } catch (fault) {
      if (!(fault instanceof DOMException && fault.name === "AbortError")) form.submit();
    }
  };

  form.addEventListener("input", () => {
    showShares();
    result.setAttribute("aria-busy", "true");
    window.clearTimeout(wait);
    wait = window.setTimeout(() => void solve(), 60);
  });
}
