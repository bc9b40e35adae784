import { formatDate } from '../../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../../kernel/money.ts';
import type { InvoicePeriod } from './invoice.ts';
import type { Difference, DifferenceKind } from './matching.ts';

/** What each kind of difference is called in lists and choices. */
export const differenceNames: Readonly<Record<DifferenceKind, string>> = {
  'price-above': 'Price above the order',
  'quantity-above-ordered': 'More than was ordered',
  'quantity-above-received': 'More than was received',
  'not-ordered': 'Not ordered',
  'delivery-not-agreed': 'Delivery not agreed',
  'charge-passed-on': 'Management charge passed on',
  'vat-rate': 'Different VAT rate',
  'line-arithmetic': 'Sum of the line is wrong',
  'period-not-agreed': 'Period not agreed',
  'instalment-not-due': 'Instalment not due yet',
  'instalment-invoiced': 'Instalment already invoiced',
  'above-committed': 'More than the order comes to',
  'credit-above-invoiced': 'Credits more than was charged',
};

/** What differs, with both figures, in a sentence or two. */
export function differenceInWords(difference: Difference): string {
  const { kind, expected, found } = difference;
  const money = (amount: DecimalText | null): string => formatMoney(amount ?? '0');
  const count = (quantity: DecimalText | null): string => exact(quantity ?? '0').toFixed();
  const of = difference.period === undefined ? '' : ` of ${periodInWords(difference.period)}`;
  switch (kind) {
    case 'price-above':
      return `Charged ${money(found)} each. The order says ${money(expected)}.`;
    case 'quantity-above-ordered':
      return `Charged ${count(found)} in all. The order says ${count(expected)}.`;
    case 'quantity-above-received':
      return `Charged ${count(found)} in all. ${count(expected)} received so far.`;
    case 'not-ordered':
      return `Charged ${money(found)} for something that is not on the order.`;
    case 'delivery-not-agreed':
      return `Charged ${money(found)} delivery. The order says free.`;
    case 'charge-passed-on':
      return `Charged ${money(found)} for the management charge. The supplier pays it and may not add it to an invoice.`;
    case 'vat-rate':
      return `Charged VAT at ${count(found)}%. The order says ${count(expected)}%.`;
    case 'line-arithmetic':
      return `The line says ${money(found)}. Quantity times price is ${money(expected)}.`;
    case 'period-not-agreed':
      return `The period it charges for is none of the order's instalments.${difference.period === undefined ? '' : ` The next one is ${periodInWords(difference.period)}.`}`;
    case 'instalment-not-due':
      return `The instalment${of} cannot be charged yet.`;
    case 'instalment-invoiced':
      return `Charged ${count(found)} in all for the instalments${of}. The order says ${count(expected)}.`;
    case 'above-committed':
      return `Charged ${money(found)} in all. The order comes to ${money(expected)} for this line.`;
    case 'credit-above-invoiced':
      return `Credits ${money(found)}. Only ${money(expected)} was charged for this line.`;
  }
}

/** `1 December 2026 to 31 December 2026`. */
export function periodInWords({ from, to }: InvoicePeriod): string {
  return `${formatDate(from)} to ${formatDate(to)}`;
}
