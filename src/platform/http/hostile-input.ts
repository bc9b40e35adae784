/** Longest address taken, in characters; browsers and proxies stop at about this length too. */
const LONGEST_ADDRESS = 8000;

/** Whether an address can be read: not overlong, properly percent-encoded UTF-8, and without the character NUL. */
export function isReadableAddress(url: string): boolean {
  if (url.length > LONGEST_ADDRESS) return false;
  try {
    return !decodeURIComponent(url).includes('\0');
  } catch {
    return false;
  }
}

/**
 * Whether every text in what was sent can be stored: PostgreSQL takes neither NUL nor half a surrogate pair. Looks into
 * lists and objects, keys included.
 */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(([key, each]) => isStorable(key) && isStorable(each));
}

/** Whether every number is one: `1e400` in a query is read as infinity, and passes each least and most of a schema. */
export function isFiniteThroughout(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return true;
  return Object.values(value).every(isFiniteThroughout);
}
