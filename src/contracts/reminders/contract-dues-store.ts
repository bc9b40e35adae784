import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** Most that are read for one day. */
const most = 20_000;

/** Ids of call-offs of which some last day, first agreed or varied, is within the days. Served by `call_off_ends`. */
export async function callOffsEnding(handle: Handle, from: string, to: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select id from call_off where ends_on between ${from}::date and ${to}::date
    union select call_off_id as id from call_off_variation where ends_on between ${from}::date and ${to}::date
    limit ${most}`.execute(handle);
  return found.rows.map((each) => each.id);
}

/** Ids of unpublished call-offs worth so much or more, with VAT, made since a day or signed since. Served by `call_off_made`. */
export async function unpublishedCallOffs(
  handle: Handle,
  since: string,
  valueGross: string,
): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select c.id from call_off c
    where c.value_gross >= 10000 and c.value_gross >= ${valueGross}::numeric and c.made_at >= ${since}::date
      and not exists (select from call_off_publication p where p.call_off_id = c.id)
    limit ${most}`.execute(handle);
  return found.rows.map((each) => each.id);
}
