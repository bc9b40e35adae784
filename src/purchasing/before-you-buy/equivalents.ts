import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';

/** A fact things of a category are compared by; `better` says which way people usually want it. */
export interface ComparableFact {
  readonly key: string;
  readonly better?: 'higher' | 'lower' | undefined;
}

type Facts = Readonly<Record<string, unknown>>;

/**
 * Whether something does at least what another does: in every fact that has a better way and that is known as a number of the
 * other, it is known too and no worse. The same product always is.
 */
export function atLeastComparable(candidate: Facts, wanted: Facts, facts: readonly ComparableFact[]): boolean {
  return facts.every(({ key, better }) => {
    const needed = wanted[key];
    if (better === undefined || typeof needed !== 'number') return true;
    const has = candidate[key];
    if (typeof has !== 'number') return false;
    return better === 'higher' ? has >= needed : has <= needed;
  });
}

/** A used thing that does at least what one in the basket does. */
export interface Equivalent {
  readonly offer: string;
  readonly title: string;
  readonly condition: string;
  readonly supplier: string;
  readonly slug: string;
  /** Pounds each without VAT, at the number in the basket. */
  readonly unitPrice: DecimalText;
  /** What the thing in the basket costs. */
  readonly against: DecimalText;
  readonly warrantyMonths: number;
  readonly leadTimeDays: number;
  /** Making it, kg CO2e, where its seller declares it. */
  readonly carbonKg: DecimalText | null;
}

/** What was found and what was answered to it, as it is kept with a purchase. */
export interface SecondLifeAnswer {
  readonly condition: string;
  /** How much less one costs, pounds without VAT; negative when it costs more. */
  readonly less: DecimalText;
  /** May be empty: going on needs no answer. */
  readonly answer: string;
}

/** How much less one costs. */
export function lessBy({ unitPrice, against }: Pick<Equivalent, 'unitPrice' | 'against'>): DecimalText {
  return exact(against).minus(unitPrice).toFixed(2);
}

/** `A refurbished equivalent is £130.00 a device less.` */
export function lessWords({ condition, less }: Omit<SecondLifeAnswer, 'answer'>): string {
  const amount = exact(less);
  if (amount.isZero()) return `A ${condition} equivalent costs the same.`;
  return `A ${condition} equivalent is ${formatMoney(amount.abs())} each ${amount.isPositive() ? 'less' : 'more'}.`;
}
