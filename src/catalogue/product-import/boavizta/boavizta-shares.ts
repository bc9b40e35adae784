import { type DecimalText, exact, type Exact } from '../../../kernel/money.ts';
import type { WrittenShare } from './boavizta-cells.ts';

/** The stages a footprint is divided into, by their columns. */
export const stageColumns = [
  'gwp_use_ratio',
  'gwp_manufacturing_ratio',
  'gwp_transport_ratio',
  'gwp_eol_ratio',
] as const;
export type StageColumn = (typeof stageColumns)[number];

/** A share as it was written; `hundred` where its whole column counts to a hundred. */
export type StageShare = WrittenShare & { readonly hundred: boolean };

export interface ReadStages {
  readonly shares: Readonly<Record<StageColumn, DecimalText | null>>;
  /** Shares over one whole that could not be understood: left out. */
  readonly over: readonly StageColumn[];
  /** Noughts that stand for a figure nobody read: left out. */
  readonly noughts: readonly StageColumn[];
  /** What the stages add up to, where all four are known, or where those known exceed a whole, and it is not one. */
  readonly sum: DecimalText | null;
}

/**
 * The shares of the stages from 0 to 1. A percent sign, a column that counts to a hundred, or a row whose shares add up to a
 * hundred say that they are percentages. No stage of a device's life emits nothing: a nought for use or making, or one for
 * transport or end of life where the stages do not add up, is a figure that was not read.
 */
export function readStages(written: Readonly<Partial<Record<StageColumn, StageShare>>>, within: number): ReadStages {
  const stated = stageColumns.flatMap((column) => {
    const share = written[column];
    return share === undefined ? [] : [{ column, share }];
  });
  const percentages = addsUpToHundred(
    stated.map((each) => exact(each.share.number)),
    within,
  );
  const values = new Map<StageColumn, Exact>();
  const over: StageColumn[] = [];
  for (const { column, share } of stated) {
    const value = exact(share.number).dividedBy(share.percent || share.hundred || percentages ? 100 : 1);
    if (value.greaterThan(1)) over.push(column);
    else values.set(column, value);
  }
  const noughts = new Set<StageColumn>();
  for (const column of ['gwp_use_ratio', 'gwp_manufacturing_ratio'] as const) {
    if (values.get(column)?.isZero() === true) noughts.add(column);
  }
  const sum = [...values.values()].reduce((total, each) => total.plus(each), exact(0));
  const whole = sum.minus(1).abs().lessThanOrEqualTo(within);
  if (!whole) {
    for (const column of ['gwp_transport_ratio', 'gwp_eol_ratio'] as const) {
      if (values.get(column)?.isZero() === true) noughts.add(column);
    }
  }
  for (const column of noughts) values.delete(column);
  const wrongSum = !whole && (values.size === stageColumns.length || sum.greaterThan(1));
  const share = (column: StageColumn): DecimalText | null => values.get(column)?.toDecimalPlaces(6).toFixed() ?? null;
  return {
    shares: {
      gwp_use_ratio: share('gwp_use_ratio'),
      gwp_manufacturing_ratio: share('gwp_manufacturing_ratio'),
      gwp_transport_ratio: share('gwp_transport_ratio'),
      gwp_eol_ratio: share('gwp_eol_ratio'),
    },
    over,
    noughts: [...noughts],
    sum: wrongSum ? sum.toDecimalPlaces(6).toFixed() : null,
  };
}

/** Whether two shares or more are together a hundred, nearly: then they are percentages. */
function addsUpToHundred(numbers: readonly Exact[], within: number): boolean {
  if (numbers.length < 2 || !numbers.some((each) => each.greaterThan(1))) return false;
  const sum = numbers.reduce((total, each) => total.plus(each), exact(0));
  return sum
    .minus(100)
    .abs()
    .lessThanOrEqualTo(within * 100);
}
