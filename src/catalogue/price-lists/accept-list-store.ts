import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';
import { ensureOfferCodes } from '../search-write-store.ts';
import { applyLines, applyRemoved, type ApplyScope } from './price-list-apply-store.ts';
import {
  analyseStaging,
  clearChanges,
  compareLines,
  compareRemoved,
  type CompareScope,
  removedFrom,
} from './price-list-compare-store.ts';

/** How long the work may go on, and who hears of it. */
export interface Pace {
  /** Lines a statement. */
  readonly range: number;
  /** Called between statements with lines done; throws to stop. */
  between(done: number, message: string): Promise<void>;
}

/** Compares the whole list with what is on offer, in the caller's transaction. */
export async function compareList(transaction: Handle, scope: CompareScope, last: number, pace: Pace): Promise<void> {
  await clearChanges(transaction, scope.listId);
  for (let after = 0; after < last; after += pace.range) {
    await pace.between(after, 'Comparing with what is on offer');
    await compareLines(transaction, scope, { after, upTo: Math.min(last, after + pace.range) });
  }
  await compareRemoved(transaction, scope);
  await analyseStaging(transaction);
}

/** What is written under. */
type Accepted = CompareScope & { readonly demonstration: boolean };

/** Search's codes for what the list names, made where they are new. */
async function applyScope(transaction: Handle, scope: Accepted): Promise<ApplyScope> {
  const categories = await sql<{ category: string }>`
    select distinct p.category from price_list_change c join product p on p.id = c.product_id
    where c.price_list_id = ${scope.listId}::bigint and c.kind <> 'removed' and c.category is null`.execute(
    transaction,
  );
  const named = categories.rows.map(({ category: value }) => ({
    value,
    label: scope.categories.find((each) => each.id === value)?.name ?? value,
  }));
  const codes = await ensureOfferCodes(transaction, scope, named);
  if (named.length > 0) {
    await sql`update price_list_change c set category = s.code from product p
      join search_code s on s.kind = 'category' and s.value = p.category
      where p.id = c.product_id and c.price_list_id = ${scope.listId}::bigint and c.category is null`.execute(
      transaction,
    );
  }
  return { ...scope, supplierCode: codes.supplier, lotCode: codes.lot };
}

/** Puts lines that were held into force, once they were approved and compared anew. */
export async function applyApproved(transaction: Handle, scope: Accepted, rows: readonly number[]): Promise<void> {
  const applied = await applyScope(transaction, scope);
  await applyLines(transaction, applied, { after: 0, upTo: removedFrom, rows });
}

/** Puts a list that was compared into force, in the caller's transaction. */
export async function applyList(transaction: Handle, scope: Accepted, last: number, pace: Pace): Promise<void> {
  const applied = await applyScope(transaction, scope);
  for (let after = 0; after < last; after += pace.range) {
    await pace.between(after, 'Putting lines into force');
    await applyLines(transaction, applied, { after, upTo: Math.min(last, after + pace.range) });
  }
  await applyRemoved(transaction, scope.listId);
  // What older lists of the lot still had to be decided is overtaken.
  await sql`update price_list_change c set held = 'replaced' from price_list p
    where p.supplier_id = ${scope.supplierId} and p.agreement = ${scope.agreement} and p.lot = ${scope.lot}
      and p.id < ${scope.listId}::bigint and c.price_list_id = p.id and c.held = 'waiting'`.execute(transaction);
}
