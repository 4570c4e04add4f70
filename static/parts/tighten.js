// Lets words that share a box shrink together until none leaves its own; CSS multiplies its sizes by --tight.

const STEP = 0.06; // of the full size
const STEPS = 8; // the smallest is about half the full size

/** Sets --tight on `box` to the largest size at which none of `parts` overflows; data-tight="last" at the smallest. */
export function tighten(box, parts) {
  const full = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
  for (let step = 0; step <= STEPS; step += 1) {
    box.style.setProperty("--tight", String(1 - STEP * step));
    box.dataset.tight = step === STEPS ? "last" : "";
    if (!parts.some(full)) return;
  }
}
