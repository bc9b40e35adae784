import type { ListCursor } from '../../scope-clauses-store.ts';

/** Where a page of a list begins, as it stands in an address. */
export function cursorText({ at, id }: ListCursor): string {
  return `${at}_${id}`;
}

/** The cursor of an address; undefined for anything else, which begins at the first page. */
export function readCursor(text: string): ListCursor | undefined {
  const [, at = '', id = ''] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_([a-z0-9]{8,20})$/.exec(text) ?? [];
  try {
    Temporal.Instant.from(at);
    return { at, id };
  } catch {
    return undefined;
  }
}
