import type { Clock } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import type { CallOffRulesOf } from '../call-off-rules.ts';
import type { ContractScope } from '../contract-scope.ts';
import { tellOfSpend } from './call-off-notices.ts';
import { lockCallOff, sumSpendOfOrders } from './call-off-store.ts';
import { addSpend, type SpendRow } from './call-off-write-store.ts';
import { readMeter } from './read-meter.ts';
import type { SpendMeter } from './spend-meter.ts';

/** How invoices and credits move the meter. */
export interface Spending {
  /**
   * Records an invoice or credit in the caller's transaction; the same source twice counts once. Refused when what was
   * invoiced, less credits, would be more than the ceiling, unless `spent`: a fact from before an import.
   */
  recordSpend(
    transaction: Handle,
    scope: ContractScope,
    row: SpendRow,
    how?: { readonly spent?: boolean },
  ): Promise<Outcome<SpendMeter>>;
  /**
   * What was invoiced less credits, pounds without VAT, by the ids of orders that the caller found within its own scope;
   * orders that nothing was invoiced for are missing.
   */
  spentOn(orders: readonly string[]): Promise<ReadonlyMap<string, DecimalText>>;
}

export function createSpending({
  database,
  clock,
  rules,
}: {
  readonly database: Pick<Database, 'handle'>;
  readonly clock: Clock;
  readonly rules: CallOffRulesOf;
}): Spending {
  return {
    recordSpend: async (transaction, scope, row, how = {}) => {
      const now = clock.now().toString();
      const callOff = await lockCallOff(transaction, scope, row.callOff, now);
      if (callOff === undefined) {
        return fail({
          code: 'call-off-unknown',
          value: row.callOff,
          message: 'There is no such call-off contract in this organisation.',
          remedy: 'Look at your call-offs.',
        });
      }
      const before = await readMeter(transaction, callOff, rules, now);
      const invoiced = exact(before.invoiced).minus(exact(before.credited)).plus(exact(row.net));
      const outside = row.order === null ? exact(row.net) : exact(0);
      const over = invoiced.gt(exact(before.ceiling)) || outside.gt(exact(before.left));
      if (row.kind === 'invoiced' && over && how.spent !== true) {
        return fail({
          code: 'over-ceiling',
          value: row.net,
          message: `£${row.net} would take ${callOff.number} above its ceiling of £${before.ceiling} without VAT.`,
          remedy: 'Dispute it, or have a variation of the call-off decided first.',
        });
      }
      await addSpend(transaction, row, now);
      const after = await readMeter(transaction, callOff, rules, now);
      // What was spent before an import is no news.
      if (how.spent !== true) await tellOfSpend(transaction, callOff, after);
      return succeed(after);
    },
    spentOn: (orders) => sumSpendOfOrders(database.handle, orders),
  };
}
