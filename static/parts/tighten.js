// Lets words shrink in shared steps until none leaves its box; CSS gives each data-tight step its size.

const TIGHTEST = 4;

/** Sets data-tight on `box` to the first step (0 is full size) at which none of `parts` overflows. */
export function tighten(box, parts) {
  const full = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;
  for (let step = 0; step <= TIGHTEST; step += 1) {
    box.dataset.tight = step;
    if (!parts.some(full)) return;
  }
}
