import type { Handle } from '../platform/database/index.ts';
import { readGroups, walkMatches } from './search-walk-store.ts';
import type { Page, PageRow } from './search-tally.ts';
import type { Position, Wanted } from './search-wanted.ts';

/** Rows fetched for each row of a page where several offers make one: most products have fewer offers than this. */
const offersForARow = 12;
/** Steps of a walk, so that it always ends. */
const mostSteps = 40;

/** A page of a set too large to sort here, found by walking its order. `rows` counts only what was walked. */
export async function walkPage(
  handle: Handle,
  wanted: Wanted,
  options: { readonly after: Position | undefined; readonly limit: number; readonly grouped: boolean },
): Promise<Page> {
  const { limit } = options;
  if (!options.grouped) {
    const rows = await walkMatches(handle, wanted, { after: options.after, limit: limit + 1 });
    const page = rows.slice(0, limit).map(({ offer, position }) => ({ offer, position, offers: 1 }));
    return { rows: page.length, page, more: rows.length > limit };
  }
  const page: PageRow[] = [];
  let after = options.after;
  for (let step = 0; step < mostSteps && page.length <= limit; step += 1) {
    const size = (limit + 1) * offersForARow;
    const rows = await walkMatches(handle, wanted, { after, limit: size });
    // Of the offers met, those that lead their product make rows; the others belong to rows elsewhere.
    const groups = await readGroups(handle, wanted, [...new Set(rows.map((each) => each.product))]);
    const led = new Map(groups.map((each) => [each.offer, each.offers]));
    for (const { offer, position } of rows) {
      const offers = led.get(offer);
      if (offers !== undefined) page.push({ offer, position, offers });
    }
    after = rows.at(-1)?.position;
    if (rows.length < size) break;
  }
  return { rows: Math.min(page.length, limit), page: page.slice(0, limit), more: page.length > limit };
}
