/** "Around me": where the browser says that the reader is, rounded to a kilometre or so before it goes anywhere. */

/** Shows the button where the browser can tell, and says what it gave, as the address of the page writes it. */
export function offerNearMe(button: HTMLButtonElement, given: (code: string) => void, failed: () => void): void {
  if (!("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        button.disabled = false;
        given(`@${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`);
      },
      () => {
        button.disabled = false;
        failed();
      },
      { maximumAge: 600_000, timeout: 15_000 },
    );
  });
}
