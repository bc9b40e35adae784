import { sql } from 'kysely';
import type { Handle } from '../platform/database/index.ts';

/**
 * What of purchasing is not finished in an organisation, or at one site of it: told before it is closed. It asks nobody's
 * right. Purchases: asked for and neither placed, refused nor withdrawn. Quotes: asked for and neither declined nor
 * used, with a price that still holds where there is one.
 */
export async function countOpenPurchasing(
  handle: Handle,
  { organisation, site }: { readonly organisation: string; readonly site: string | null },
  now: string,
): Promise<{ readonly baskets: number; readonly purchases: number; readonly quotes: number }> {
  const here = (table: 'b' | 'p' | 'q') =>
    sql`${sql.ref(`${table}.organisation_id`)} = ${organisation}
      and (${site}::text is null or ${sql.ref(`${table}.site_id`)} = ${site})`;
  const found = await sql<{ baskets: number; purchases: number; quotes: number }>`select
    (select count(*)::int from basket b where ${here('b')} and b.closed_at is null
      and exists (select 1 from basket_line l where l.basket_id = b.id)) as baskets,
    (select count(*)::int from purchase p join basket b on b.id = p.basket_id and b.version = p.basket_version
      where ${here('p')} and not exists (select 1 from purchase_event e
        where e.purchase_id = p.id and e.kind in ('refused', 'withdrawn', 'placed'))) as purchases,
    (select count(*)::int from quote q where ${here('q')}
      and not exists (select 1 from quote_event e where e.quote_id = q.id
        and (e.kind in ('declined', 'converted') or e.valid_until < ${now}))) as quotes`.execute(handle);
  return found.rows[0] ?? { baskets: 0, purchases: 0, quotes: 0 };
}
