import { type RawBuilder, sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { removedFrom, statedColumns, termColumns } from './price-list-compare-store.ts';

/** What acceptance writes under. */
export interface ApplyScope {
  readonly listId: string;
  readonly supplierId: string;
  readonly agreement: string;
  readonly lot: string;
  readonly demonstration: boolean;
  /** Search's codes of the supplier and the lot. */
  readonly supplierCode: number;
  readonly lotCode: number;
}

/** Lines after the one up to and including the other; of the held ones only those approved. */
export interface ApplyRange {
  readonly after: number;
  readonly upTo: number;
  /** Those alone. */
  readonly rows?: readonly number[];
}

/** What search keeps of terms: its column, and where it comes from. `l` is the line, `c` its change. */
const searchTerms: readonly (readonly [column: string, from: string])[] = [
  ['price', 'l.search_price'],
  ['unit_price', 'l.search_unit_price'],
  ['lowest', 'l.search_lowest'],
  ['highest', 'l.search_highest'],
  ['delivery_charge', 'l.search_delivery_charge'],
  ['delivery_free_over', 'l.search_delivery_free_over'],
  ['delivery_off_mainland', 'l.search_delivery_off_mainland'],
  ['minimum_quantity', 'l.minimum_quantity'],
  ['pack_size', 'l.pack_size'],
  ['lead_days', 'l.lead_time_days::smallint'],
  ['funding', 'l.search_funding'],
  ['flags', 'l.search_flags'],
  ['break_quantities', 'l.search_break_quantities'],
  ['break_prices', 'l.search_break_prices'],
  ['vat', 'l.search_vat'],
];

/** What search keeps of the thing itself. */
const searchStated: readonly (readonly [column: string, from: string])[] = [
  ['stock', 'l.search_stock'],
  ['grades', 'l.search_grades'],
  ['declared_kg', 'l.search_declared_kg'],
];

const sets = (pairs: readonly (readonly [string, string])[]): RawBuilder<unknown> =>
  sql.join(pairs.map(([column, from]) => sql`${sql.ref(column)} = ${sql.raw(from)}`));

const same = (columns: readonly string[]): readonly (readonly [string, string])[] =>
  columns.map((each) => [each, `l.${each}`] as const);

/**
 * Puts a range of lines into force, in the caller's transaction: opens and closes intervals of offers and their search
 * rows. Lines that are the same, or wait for the authority, are not touched. Served by the keys of staging and the
 * primary keys of what is written.
 */
export async function applyLines(transaction: Handle, scope: ApplyScope, range: ApplyRange): Promise<void> {
  const here = sql`c.price_list_id = ${scope.listId}::bigint and c.line > ${range.after}::bigint
    and c.line <= ${range.upTo}::bigint and c.kind <> 'same' and coalesce(c.held, 'approved') = 'approved'
    and (${range.rows === undefined} or c.line = any(${range.rows ?? []}::bigint[]))`;
  const joined = sql`price_list_change c join price_list_line l on l.price_list_id = c.price_list_id and l.row = c.line`;
  const opening = sql`(c.kind = 'added' or (c.termed and c.live_from < c.starts))`;

  const offerColumns = ['supplier_sku', 'condition', ...statedColumns];
  await sql`insert into offer (id, supplier_id, product_id, agreement, lot, unit, demonstration,
      ${sql.join(offerColumns.map((each) => sql.ref(each)))})
    select c.offer_id, ${scope.supplierId}, c.product_id, ${scope.agreement}, ${scope.lot}, c.unit,
      ${scope.demonstration}::boolean, ${sql.join(offerColumns.map((each) => sql.ref(`l.${each}`)))}
    from ${joined} where ${here} and c.fresh`.execute(transaction);
  await sql`update offer set ${sets(same(statedColumns))} from ${joined}
    where ${here} and c.restated and offer.id = c.offer_id`.execute(transaction);
  await sql`update search_offer s set ${sets(searchStated)} from ${joined}
    where ${here} and c.restated and s.offer_id = c.offer_id`.execute(transaction);

  await removeLater(transaction, here);
  await closeDayBefore(transaction, sql`${here} and c.termed and c.live_from < c.starts`);

  // On the same first day: in place. Only the last day differs: nothing but that day.
  await sql`update offer_interval i set valid_to = l.valid_to, ${sets(same(termColumns))} from ${joined}
    where ${here} and c.termed and c.live_from = c.starts and i.offer_id = c.offer_id and i.valid_from = c.live_from`.execute(
    transaction,
  );
  await sql`update search_offer s set valid_to = coalesce(l.valid_to, 'infinity'), ${sets(searchTerms)} from ${joined}
    where ${here} and c.termed and c.live_from = c.starts and s.offer_id = c.offer_id and s.valid_from = c.live_from`.execute(
    transaction,
  );
  await sql`update offer_interval i set valid_to = c.ends from price_list_change c
    where ${here} and c.kind = 'changed' and not c.termed and i.offer_id = c.offer_id and i.valid_from = c.live_from
      and i.valid_to is distinct from c.ends`.execute(transaction);
  await sql`update search_offer s set valid_to = coalesce(c.ends, 'infinity') from price_list_change c
    where ${here} and c.kind = 'changed' and not c.termed and s.offer_id = c.offer_id and s.valid_from = c.live_from
      and s.valid_to is distinct from coalesce(c.ends, 'infinity')`.execute(transaction);

  await sql`insert into offer_interval (offer_id, supplier_id, valid_from, valid_to,
      ${sql.join(termColumns.map((each) => sql.ref(each)))})
    select c.offer_id, ${scope.supplierId}, c.starts, c.ends, ${sql.join(termColumns.map((each) => sql.ref(`l.${each}`)))}
    from ${joined} where ${here} and ${opening}`.execute(transaction);
  const searched = [...searchTerms, ...searchStated, ['condition', 'l.search_condition'] as const];
  await sql`insert into search_offer (offer_id, product_id, valid_from, valid_to, category, supplier, lot, spread, unit,
      ${sql.join(searched.map(([column]) => sql.ref(column)))})
    select c.offer_id, c.product_id, c.starts, coalesce(c.ends, 'infinity'), c.category, ${scope.supplierCode}::integer,
      ${scope.lotCode}::integer, offer_spread(c.offer_id), c.search_unit,
      ${sql.join(searched.map(([, from]) => sql.raw(from)))}
    from ${joined} where ${here} and ${opening}`.execute(transaction);
}

/** Takes off what the file no longer has: closes it the day before, or removes what would only have begun that day. */
export async function applyRemoved(transaction: Handle, listId: string): Promise<void> {
  const here = sql`c.price_list_id = ${listId}::bigint and c.kind = 'removed' and c.line >= ${removedFrom}::bigint`;
  await removeLater(transaction, here);
  await closeDayBefore(transaction, sql`${here} and c.live_from < c.starts`);
  for (const table of ['offer_interval', 'search_offer']) {
    await sql`delete from ${sql.table(table)} i using price_list_change c
      where ${here} and c.live_from = c.starts and i.offer_id = c.offer_id and i.valid_from = c.live_from`.execute(
      transaction,
    );
  }
}

async function removeLater(transaction: Handle, here: RawBuilder<unknown>): Promise<void> {
  for (const table of ['offer_interval', 'search_offer']) {
    await sql`delete from ${sql.table(table)} i using price_list_change c
      where ${here} and c.replaces_later and i.offer_id = c.offer_id and i.valid_from > c.starts`.execute(transaction);
  }
}

async function closeDayBefore(transaction: Handle, which: RawBuilder<unknown>): Promise<void> {
  for (const table of ['offer_interval', 'search_offer']) {
    await sql`update ${sql.table(table)} i set valid_to = c.starts - 1 from price_list_change c
      where ${which} and i.offer_id = c.offer_id and i.valid_from = c.live_from`.execute(transaction);
  }
}
