import { type Static, Type } from 'typebox';
import { csvText } from '../../platform/tables/index.ts';
import type { PromptPayment } from './prompt-payment.ts';
import type { PromptPaymentTable } from './prompt-payments.ts';

const nullable = Type.Union([Type.String(), Type.Null()]);
const counts = {
  invoices: Type.Integer({ description: 'Whose last day to pay lies in the period' }),
  inTime: Type.Integer(),
  late: Type.Integer(),
  unpaid: Type.Integer({ description: 'Of the late ones' }),
  percent: Type.Union([Type.String(), Type.Null()], { description: 'Paid in time, 0-100; null: nothing was due' }),
  lateGross: Type.String({ description: 'Pounds with VAT of what was late' }),
  meanDaysLate: nullable,
};
/** Figures of prompt payment as data. */
export const PaymentTimesSchema = Type.Object({
  from: Type.String(),
  to: Type.String(),
  rule: Type.Union([Type.Object({ days: Type.Integer(), from: Type.String(), source: Type.String() }), Type.Null()]),
  rows: Type.Array(Type.Object({ organisation: Type.String(), name: Type.String(), ...counts })),
  total: Type.Object(counts),
});

function countsOf({ invoices, inTime, late, unpaid, percent, lateGross, meanDaysLate }: PromptPayment) {
  return { invoices, inTime, late, unpaid, percent, lateGross, meanDaysLate };
}

/** The table as it goes into JSON. */
export function paymentTimesJson(
  { from, to, rule, rows, total }: PromptPaymentTable,
  names: { buyer(id: string): string },
): Static<typeof PaymentTimesSchema> {
  return {
    ...{ from, to, rule: rule === undefined ? null : { days: rule.days, from: rule.from, source: rule.source } },
    rows: rows.map((each) => ({
      ...{ organisation: each.organisation, name: names.buyer(each.organisation) },
      ...countsOf(each),
    })),
    total: countsOf(total),
  };
}

/** The table as CSV: a row for each buyer and no total, so that sums stay right. */
export function paymentTimesCsv(table: Static<typeof PaymentTimesSchema>): string {
  const heads = ['buyer', 'invoices due', 'paid in time', 'late', 'not paid yet', 'percent in time'];
  return csvText([
    [...heads, 'late including VAT', 'mean days late', 'from', 'to'],
    ...table.rows.map((each) => [
      ...[each.name, String(each.invoices), String(each.inTime), String(each.late), String(each.unpaid)],
      ...[each.percent ?? '', each.lateGross, each.meanDaysLate ?? '', table.from, table.to],
    ]),
  ]);
}
