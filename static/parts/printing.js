// Prints a ticket, or a list of papers, and follows the job until the printer has said yes or no.

import { Refusal } from "./api.js";

const ASK_EVERY = 600; // milliseconds between looks at the job
const ENDS = new Set(["printed", "failed", "unknown"]);
const WAIT_FOR = 20_000; // milliseconds until an unfinished job counts as not known

/**
 * how: {copy: true} for paper printed again, {kiosk} for whose printer, where the asker has none of its own.
 * Answers {state: "printed" | "failed" | "unknown", cause?: "paper"}; never throws: a number is worth more than its paper.
 */
export const print = (api, ticket, request, signal, how = {}) => follow(api, `tickets/${ticket}/print`, request, signal, how);

/** The same for whatever a path prints. */
export async function follow(api, path, request, signal, how = {}) {
  try {
    const { job } = await api.post(path, how, { request, signal, keepTrying: WAIT_FOR });
    const until = performance.now() + WAIT_FOR;
    while (!signal.aborted && performance.now() < until) {
      const { state, cause } = await api.get(`prints/${job}`, { signal, keepTrying: WAIT_FOR });
      if (ENDS.has(state)) return { state, cause };
      await new Promise((resolve) => setTimeout(resolve, ASK_EVERY));
    }
  } catch (error) {
    if (error instanceof Refusal) return { state: "failed" };
  }
  return { state: "unknown" };
}
