import { addMonths, type IsoDate, parseIsoDate, today } from '../../kernel/dates.ts';
import { inForce } from '../../kernel/dated.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { contractScope } from '../contract-scope.ts';
import { type DaysToPay, standingOf } from './invoice.ts';
import type { InvoiceWorld } from './invoice-service.ts';
import { invoicesDue } from './invoice-store.ts';
import { type PaidInvoice, paymentOf, type PromptPayment, promptPayment } from './prompt-payment.ts';

/** What was paid in time: of every buyer whose invoices the actor may see, by what is late first. */
export interface PromptPaymentTable {
  readonly from: IsoDate;
  readonly to: IsoDate;
  /** The rule in force on the last day; undefined: none was. */
  readonly rule: DaysToPay | undefined;
  readonly rows: readonly PromptPayment[];
  readonly total: PromptPayment;
}

/** Figures of prompt payment, for the authority over its agreements and for a buyer over its own. */
export interface PromptPayments {
  read(actor: Actor, period: { readonly from: IsoDate; readonly to: IsoDate }): Promise<PromptPaymentTable>;
}

const batch = 500;

export function createPromptPayments({
  database,
  clock,
  policies,
  agreementsOf,
  rules,
}: Pick<InvoiceWorld, 'database' | 'clock' | 'policies' | 'agreementsOf' | 'rules'>): PromptPayments {
  return {
    read: async (actor, period) => {
      const mine = policies.scope('invoices.read', actor).filter((each) => each.kind !== 'supplier');
      const scope = await contractScope(mine, agreementsOf);
      const on = today(clock);
      // What was in dispute for long has its last day long after it came.
      const sent = { from: addMonths(period.from, -24), to: period.to };
      const paid: PaidInvoice[] = [];
      let after = '';
      for (let more = true; more;) {
        const rows = await invoicesDue(database.handle, scope, sent, { after, limit: batch });
        for (const row of rows) {
          const found = paymentOf(standingOf(row, rules), on);
          if (found !== undefined) paid.push(found);
        }
        after = rows.at(-1)?.id ?? after;
        more = rows.length === batch;
      }
      const buyers = [...new Set(paid.map((each) => each.organisation))];
      const rows = buyers.map((id) =>
        promptPayment(
          id,
          paid.filter((each) => each.organisation === id),
          period,
        ),
      );
      return {
        ...period,
        rule: inForce(rules, period.to),
        rows: rows
          .filter((each) => each.invoices > 0)
          .toSorted(
            (a, b) =>
              Number(a.percent) - Number(b.percent) || b.late - a.late || a.organisation.localeCompare(b.organisation),
          ),
        total: promptPayment('', paid, period),
      };
    },
  };
}

/** The period somebody asks for; the last twelve months where nothing is said. */
export function periodFrom(
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  on: IsoDate,
): Outcome<{ readonly from: IsoDate; readonly to: IsoDate }> {
  const wrong = (path: 'from' | 'to', message: string, remedy: string) =>
    fail({ code: 'period', path, message, remedy });
  const to = asked.to === undefined || asked.to === '' ? on : parseIsoDate(asked.to);
  if (to === undefined) return wrong('to', 'The last day is no date.', 'Write it as 2026-11-30.');
  const from = asked.from === undefined || asked.from === '' ? addMonths(to, -12) : parseIsoDate(asked.from);
  if (from === undefined) return wrong('from', 'The first day is no date.', 'Write it as 2026-11-30.');
  if (from > to) return wrong('from', 'The first day is after the last one.', 'Correct one of them.');
  if (from < addMonths(to, -120)) return wrong('from', 'That is more than ten years.', 'Ask for a shorter time.');
  return succeed({ from, to });
}
