import type { ListCursor } from './scope-clauses-store.ts';

/** Where a page of a list begins, as it stands in an address. */
export function cursorText({ at, id }: ListCursor): string {
  return `${at}_${id}`;
}

/** The cursor of an address; undefined for anything else, which begins at the first page. */
export function parseCursor(text: unknown): ListCursor | undefined {
  if (typeof text !== 'string') return undefined;
  const parts = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{1,9}Z)_([a-z0-9]{8,20})$/.exec(text);
  const [, at, id] = parts ?? [];
  if (at === undefined || id === undefined) return undefined;
  try {
    Temporal.Instant.from(at);
  } catch {
    return undefined;
  }
  return { at, id };
}
