import type { ReferenceFacts } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import type { Organisations } from '../../organisations/index.ts';
import type { PolicyTable } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Spending } from '../call-offs/spending.ts';
import { createReceipts, type Receipts } from '../receipts/receipt-service.ts';
import { createInvoices, type Invoices } from './invoice-service.ts';
import { createPromptPayments, type PromptPayments } from './prompt-payments.ts';
import { effectsOn, rematchOrder } from './rematch.ts';

export interface Invoicing {
  readonly receipts: Receipts;
  readonly invoices: Invoices;
  readonly promptPayments: PromptPayments;
}

/** Receipts and invoices, which work on one another: what arrives matches invoices that waited for it. */
export function createInvoicing({
  reference,
  organisations,
  ...given
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly organisations: Pick<Organisations, 'organisation'>;
  readonly spending: Spending;
  readonly reference: Pick<ReferenceFacts, 'paymentPeriods' | 'vatRounding' | 'instalmentsDue'>;
}): Invoicing {
  const agreementsOf = async (id: string): Promise<readonly string[]> =>
    (await organisations.organisation(id))?.agreements ?? [];
  const { vatRounding, instalmentsDue } = reference;
  const world = { ...given, agreementsOf, rules: reference.paymentPeriods, vatRounding, instalmentsDue };
  return {
    invoices: createInvoices(world),
    promptPayments: createPromptPayments(world),
    receipts: createReceipts({
      ...world,
      received: (transaction, order, by, why) => rematchOrder(world, transaction, order, by, why),
      effects: (handle, order, receipts) => effectsOn(world, handle, order, receipts),
    }),
  };
}
