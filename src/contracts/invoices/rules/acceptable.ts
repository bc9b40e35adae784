import { exact } from '../../../kernel/money.ts';
import type { Problem } from '../../../kernel/outcome.ts';
import { differenceNames } from './difference-words.ts';
import type { Difference, DifferenceKind } from './matching.ts';

/**
 * Whether a buyer may pay a line as charged in spite of the difference. A price above the approved one, more than was
 * ordered, what was never ordered and a management charge passed on are put right by the supplier alone.
 */
const acceptable: Readonly<Record<DifferenceKind, boolean>> = {
  'price-above': false,
  'quantity-above-ordered': false,
  'quantity-above-received': true,
  'not-ordered': false,
  'delivery-not-agreed': true,
  'charge-passed-on': false,
  'vat-rate': true,
  'line-arithmetic': false,
  'period-not-agreed': false,
  'instalment-not-due': true,
  'instalment-invoiced': false,
  'above-committed': false,
  'credit-above-invoiced': false,
};

/** Why a line with these differences may not be paid as charged; empty where it may. */
export function acceptanceProblems(differences: readonly Difference[]): readonly Problem[] {
  return differences
    .filter((each) => !acceptable[each.kind])
    .map((each) => ({
      code: 'not-acceptable',
      path: 'decision',
      message: `${differenceNames[each.kind]}: this cannot be paid as charged.`,
      remedy: 'Ask the supplier for a credit note, or to withdraw the charge.',
    }));
}

/** What a credit note has to give back at least for the line to be right, pounds without VAT. */
export function overcharge(differences: readonly Difference[], net: string): string {
  const sum = differences.reduce((total, each) => {
    if (each.kind === 'vat-rate') return total.plus(exact(net));
    return exact(each.amount).isNegative() ? total : total.plus(exact(each.amount));
  }, exact('0'));
  return (sum.greaterThan(exact(net)) ? exact(net) : sum).toFixed(2);
}
