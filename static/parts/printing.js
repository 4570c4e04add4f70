// Prints one ticket and follows the job until the printer has said yes or no.

import { Refusal } from "./api.js";

const ASK_EVERY = 600; // milliseconds between looks at the job
const WAIT_FOR = 20_000; // milliseconds until an unfinished job counts as not known

/** Answers {state: "printed" | "failed" | "unknown", text}; never throws: a number is worth more than its paper. */
export async function print(api, ticket, request, signal) {
  try {
    const { job } = await api.post(`tickets/${ticket}/print`, {}, { request, signal, keepTrying: WAIT_FOR });
    const until = performance.now() + WAIT_FOR;
    while (!signal.aborted && performance.now() < until) {
      const { state, text } = await api.get(`prints/${job}`, { signal, keepTrying: WAIT_FOR });
      if (state !== "queued") return { state, text };
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    }
  } catch (error) {
    if (error instanceof Refusal) return { state: "failed", text: error.sentence };
  }
  return { state: "unknown", text: "" };
}
