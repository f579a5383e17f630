/** A package manager is given up then. */
export const INSTALLED_WITHIN_MS = 5 * 60_000;
