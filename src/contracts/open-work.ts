import type { ReferenceFacts } from '../agreements/index.ts';
import { type Clock, today } from '../kernel/dates.ts';
import type { Handle } from '../platform/database/index.ts';
import type { ContractScope } from './contract-scope.ts';
import { standingOf } from './invoices/invoice.ts';
import { listInvoices } from './invoices/invoice-store.ts';
import { countOpenOrders, countRunningCallOffs } from './open-work-store.ts';

/** Whose: an organisation, one site of it, or the supplier of the register an organisation is. */
export interface OpenWorkOwner {
  readonly organisation: string;
  readonly site: string | null;
  readonly supplier: string | null;
}

/** What of contracts is not finished: told before an organisation or a site is closed. It asks nobody's right. */
export type OpenContractWork = (
  handle: Handle,
  owner: OpenWorkOwner,
) => Promise<{ readonly orders: number; readonly callOffs: number; readonly invoices: number }>;

/** Invoices looked at, the newest first: older ones than these are paid, or in dispute for years. */
const mostInvoices = 500;

export function createOpenContractWork({
  clock,
  reference,
}: {
  readonly clock: Clock;
  readonly reference: Pick<ReferenceFacts, 'paymentPeriods'>;
}): OpenContractWork {
  return async (handle, owner) => {
    const scope = scopeOf(owner);
    const orders = await countOpenOrders(handle, scope, clock.now().toString());
    const callOffs = await countRunningCallOffs(handle, scope, today(clock));
    const invoices = await listInvoices(handle, scope, { limit: mostInvoices });
    const open = invoices.filter((each) =>
      ['waiting', 'in-dispute', 'to-pay'].includes(standingOf(each, reference.paymentPeriods).state),
    );
    return { orders, callOffs, invoices: open.length };
  };
}

function scopeOf({ organisation, site, supplier }: OpenWorkOwner): ContractScope {
  return {
    organisations: site === null ? [organisation] : [],
    sites: site === null ? [] : [site],
    suppliers: site === null && supplier !== null ? [supplier] : [],
    agreements: [],
  };
}
