import { type DecimalText, exact, type Exact } from '../../../kernel/money.ts';
import type { Instalment } from '../../instalments.ts';
import type { InvoicePeriod, OrderedLine } from './invoice.ts';

/** A line that is paid again and again. */
export type TermLine = Pick<OrderedLine, 'quantity'> & { readonly instalments: readonly Instalment[] };

/** How many are charged of each instalment, by its number. */
export type ByInstalment = ReadonlyMap<number, DecimalText>;

/** What a quantity takes of each instalment it charges, and what none of them holds. */
export interface Taken {
  readonly instalments: readonly { readonly instalment: Instalment; readonly quantity: Exact }[];
  readonly over: Exact;
  /** From the first of them to the last. */
  readonly period: InvoicePeriod | null;
}

/** The line with its instalments; undefined for one that is paid once. */
export function termLine<T extends OrderedLine>(line: T | undefined): (T & TermLine) | undefined {
  const { instalments = [] } = line ?? {};
  return line === undefined || instalments.length === 0 ? undefined : { ...line, instalments };
}

/** The instalments a period covers; undefined where it does not begin and end with one. */
export function instalmentsIn({ instalments }: TermLine, period: InvoicePeriod): readonly Instalment[] | undefined {
  const first = instalments.find((each) => each.from === period.from);
  const last = instalments.find((each) => each.to === period.to);
  if (first === undefined || last === undefined || last.number < first.number) return undefined;
  return instalments.slice(first.number - 1, last.number);
}

/** Instalments with something left to charge, first to last. */
export function openInstalments(line: TermLine, before: ByInstalment): readonly Instalment[] {
  return line.instalments.filter((each) => exact(before.get(each.number) ?? '0').lessThan(line.quantity));
}

/**
 * Puts a quantity on instalments: those of its period, or without one the first that are open. None takes more than the
 * order has of it. Undefined where the period is not one of the order's.
 */
export function takeInstalments(
  line: TermLine,
  before: ByInstalment,
  quantity: DecimalText,
  period: InvoicePeriod | null,
): Taken | undefined {
  const among = period === null ? openInstalments(line, before) : instalmentsIn(line, period);
  if (among === undefined) return undefined;
  let left = exact(quantity);
  const instalments = among.flatMap((instalment) => {
    const room = exact(line.quantity).minus(exact(before.get(instalment.number) ?? '0'));
    const taken = left.lessThan(room) ? left : room;
    if (taken.lessThanOrEqualTo(0)) return [];
    left = left.minus(taken);
    return [{ instalment, quantity: taken }];
  });
  const first = instalments[0]?.instalment;
  const last = instalments.at(-1)?.instalment;
  const found = first === undefined || last === undefined ? null : { from: first.from, to: last.to };
  return { instalments, over: left, period: period ?? found };
}

/** What is charged of each instalment after a charge, or after goods were given back (the latest first). */
export function chargeInstalments(
  line: TermLine,
  before: ByInstalment,
  charged: { readonly quantity: DecimalText; readonly period: InvoicePeriod | null; readonly back: boolean },
): ByInstalment {
  const after = new Map(before);
  if (!charged.back) {
    const taken = takeInstalments(line, before, charged.quantity, charged.period);
    for (const { instalment, quantity } of taken?.instalments ?? [])
      after.set(
        instalment.number,
        exact(before.get(instalment.number) ?? '0')
          .plus(quantity)
          .toFixed(),
      );
    return after;
  }
  let left = exact(charged.quantity);
  const among = (charged.period === null ? undefined : instalmentsIn(line, charged.period)) ?? line.instalments;
  for (const { number } of among.toReversed()) {
    const here = exact(before.get(number) ?? '0');
    const back = left.lessThan(here) ? left : here;
    after.set(number, here.minus(back).toFixed());
    left = left.minus(back);
  }
  return after;
}
