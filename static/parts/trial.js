// A trial as a page follows it: begun, asked how far it is, until it is done or has failed.

const ASK_EVERY = 500; // milliseconds

/** Asks `state()` until the trial has ended; `told` hears every answer. Answers the last one. */
export async function follow(element, state, told) {
  for (;;) {
    const now = await state();
    told(now);
    if (now.state !== "running") return now;
    await new Promise((resolve) => element.after(ASK_EVERY, resolve));
  }
}
