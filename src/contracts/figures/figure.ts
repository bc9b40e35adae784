import type { ContractScope } from '../contract-scope.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';

export const figureGroups = ['month', 'lot', 'sector', 'supplier', 'buyer'] as const;
/** What figures are told apart by. */
export type FigureGroup = (typeof figureGroups)[number];

/** Orders of one group. Pounds without VAT. */
export interface FigureRow {
  /** `2026-11`, an agreement and its lot, a class of buyer, a supplier's id, or a buyer's. */
  readonly key: string;
  readonly orders: number;
  readonly buyers: number;
  readonly spend: DecimalText;
  /** Of suppliers that are small or medium-sized. */
  readonly sme: DecimalText;
  /** Goods, and those of them that are refurbished or remanufactured. */
  readonly goods: DecimalText;
  readonly secondLife: DecimalText;
}

/** Which orders are counted: those placed from the first to the last day, both inclusive, London. */
export interface FigureScope {
  readonly agreements: readonly string[];
  /** Only those of these buyers, sites or suppliers, under whatever agreement. */
  readonly of?: Pick<ContractScope, 'organisations' | 'sites' | 'suppliers'>;
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** Sum of rows. Buyers are not added up: one may stand in several. */
export function sumFigures(rows: readonly FigureRow[]): Omit<FigureRow, 'key' | 'buyers'> {
  const add = (of: (row: FigureRow) => DecimalText): DecimalText =>
    rows.reduce((sum, row) => sum.plus(of(row)), exact(0)).toFixed(2);
  return {
    orders: rows.reduce((sum, row) => sum + row.orders, 0),
    spend: add((row) => row.spend),
    sme: add((row) => row.sme),
    goods: add((row) => row.goods),
    secondLife: add((row) => row.secondLife),
  };
}

/** A share in percent, one decimal, halves away from zero; undefined of nothing. */
export function shareOf(part: DecimalText, whole: DecimalText): string | undefined {
  const all = exact(whole);
  return all.isZero() ? undefined : exact(part).times(100).dividedBy(all).toFixed(1);
}
