import { sql } from 'kysely';
import { type IsoDate, isoDate } from '../kernel/dates.ts';
import { type Handle, insertMany } from '../platform/database/index.ts';
import type { SavedItem, SavedList } from './saved-list.ts';

export async function insertList(transaction: Handle, list: SavedList): Promise<void> {
  await sql`insert into saved_list (id, title, saved_on, kept_until)
    values (${list.id}, ${list.title}, ${list.savedOn}::date, ${list.keptUntil}::date)`.execute(transaction);
  const column = <K extends keyof SavedItem>(name: K): readonly SavedItem[K][] => list.items.map((each) => each[name]);
  await insertMany(transaction, 'saved_list_item', [
    { name: 'list_id', type: 'text', values: list.items.map(() => list.id) },
    { name: 'place', type: 'smallint', values: list.items.map((_each, index) => index + 1) },
    { name: 'offer_id', type: 'bigint', values: column('offer') },
    { name: 'quantity', type: 'integer', values: column('quantity') },
    { name: 'title', type: 'text', values: column('title') },
    { name: 'supplier', type: 'text', values: column('supplier') },
    { name: 'unit_price', type: 'numeric', values: column('unitPrice') },
  ]);
}

/** The list with the id; undefined when there is none, or none any more on the date. */
export async function findList(handle: Handle, id: string, on: IsoDate): Promise<SavedList | undefined> {
  const lists = await sql<{ title: string; saved_on: string; kept_until: string }>`
    select title, saved_on::text, kept_until::text from saved_list where id = ${id} and kept_until >= ${on}::date`.execute(
    handle,
  );
  const found = lists.rows[0];
  if (found === undefined) return undefined;
  const items = await sql<{ offer: string; quantity: number; title: string; supplier: string; unit_price: string }>`
    select offer_id::text as offer, quantity, title, supplier, unit_price::text
    from saved_list_item where list_id = ${id} order by place`.execute(handle);
  return {
    id,
    title: found.title,
    savedOn: isoDate(found.saved_on),
    keptUntil: isoDate(found.kept_until),
    items: items.rows.map(({ unit_price: unitPrice, ...item }) => ({ ...item, unitPrice })),
  };
}

/** Deletes lists that ended before the date, at most `limit`; returns how many. */
export async function deleteLapsedLists(transaction: Handle, before: IsoDate, limit: number): Promise<number> {
  const deleted = await sql`delete from saved_list where id in
    (select id from saved_list where kept_until < ${before}::date order by kept_until limit ${limit})`.execute(
    transaction,
  );
  return Number(deleted.numAffectedRows ?? 0n);
}
