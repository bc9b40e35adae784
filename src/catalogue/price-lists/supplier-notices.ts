import { plural } from '../../kernel/text.ts';
import { notify } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';

interface ListOfSupplier {
  readonly id: string;
  readonly supplierId: string;
  readonly lot: string;
}

const roles = ['supplier-catalogue-manager'] as const;

/** Tells the supplier's people within the transaction what was decided on its rises, and why. */
export async function tellDecision(
  transaction: Handle,
  list: ListOfSupplier,
  { approve, rows, reason }: { readonly approve: boolean; readonly rows: readonly number[]; readonly reason: string },
): Promise<void> {
  const what = `${plural(rows.length, 'price rise')} on lot ${list.lot} ${rows.length === 1 ? 'was' : 'were'}`;
  await notify(transaction, {
    to: { supplier: list.supplierId, roles },
    kind: 'price-rise-decided',
    title: `${what} ${approve ? 'approved' : 'refused'}`,
    text: `${approve ? 'The new prices apply.' : 'The prices before stay in force.'} The reason: ${reason}`,
    href: `/price-lists/${list.id}/held`,
    key: `price-rise-decided:${list.id}:${String(rows[0] ?? 0)}`,
  });
}

/** Tells the supplier's people within the transaction that checking ended with mistakes; `job` is the check. */
export async function tellRejected(transaction: Handle, list: ListOfSupplier | undefined, job: string): Promise<void> {
  if (list === undefined) return;
  await notify(transaction, {
    to: { supplier: list.supplierId, roles },
    kind: 'list-rejected',
    title: `Your price list for lot ${list.lot} has mistakes`,
    text: 'Nothing was published, and your prices stay as they are. Every mistake is named with what to do. Put them right and send the file again.',
    href: `/price-lists/${list.id}`,
    key: `list-rejected:${list.id}:${job}`,
  });
}
