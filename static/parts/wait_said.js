// How an estimate is said: soon, at most so long, or about so long and at most so long.

/**
 * wait  {about, at_most} in whole minutes, 0: soon, as the API gives it; null where nobody can say
 * The answer: [end of the word's key, its params], or null.
 */
export function waitSaid(wait) {
  if (!wait) return null;
  const { about, at_most: most } = wait;
  if (most === 0) return ["soon", {}];
  return about === 0 || about === most ? ["most", { most }] : ["range", { about, most }];
}
