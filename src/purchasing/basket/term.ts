import { timesPaid } from '../../contracts/index.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';

/** Whether the unit is paid again and again, so that a term has to be said. */
export function isPaidAgain(unit: string): boolean {
  return timesPaid(unit, 24) > 1;
}

/** Months of the longest term. */
export const longestTerm = 120;

interface Amounts {
  readonly net: DecimalText;
  readonly gross: DecimalText;
}

/** What lines come to over a term: each as often as it falls due, pounds with two decimals. */
export function overTerm(lines: readonly (Amounts & { readonly unit: string })[], months: number): Amounts {
  const sum = (of: keyof Amounts): DecimalText =>
    lines.reduce((all, each) => all.plus(exact(each[of]).times(timesPaid(each.unit, months))), exact(0)).toFixed(2);
  return { net: sum('net'), gross: sum('gross') };
}
