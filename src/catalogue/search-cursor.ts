import { createHash } from 'node:crypto';
import { type IsoDate, parseIsoDate } from '../kernel/dates.ts';

/** Where a page ended: the day of the search, a mark of the search itself, and the place of the last row. */
export interface Cursor {
  readonly on: IsoDate;
  readonly mark: string;
  /** As `Position` of a search: the keys of its sort, the offer last. */
  readonly position: readonly [key: number, tie: number, offer: number];
}

/** A short mark of a text, `bytes` long, in letters an address may hold. */
export function digest(text: string, bytes: number): string {
  return createHash('sha256').update(text).digest().subarray(0, bytes).toString('base64url');
}

/** The text of a cursor. It carries a check, so that a mistyped or altered one is noticed. */
export function writeCursor(cursor: Cursor): string {
  const body = [cursor.on, cursor.mark, ...cursor.position].join(' ');
  return Buffer.from(`${body} ${digest(body, 6)}`).toString('base64url');
}

/** The cursor, or undefined when the text is none of ours. */
export function readCursor(text: string): Cursor | undefined {
  if (text.length > 300 || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  const parts = Buffer.from(text, 'base64url').toString('utf8').split(' ');
  const [day = '', mark = '', ...rest] = parts;
  const on = parseIsoDate(day);
  if (on === undefined || rest.length !== 4) return undefined;
  if (digest(parts.slice(0, 5).join(' '), 6) !== rest[3]) return undefined;
  const [key, tie, offer] = rest.slice(0, 3).map(Number);
  if (![key, tie, offer].every(Number.isSafeInteger)) return undefined;
  return { on, mark, position: [key ?? 0, tie ?? 0, offer ?? 0] };
}
