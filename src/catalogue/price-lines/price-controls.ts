import type { PriceControl } from '../../agreements/index.ts';
import { type DecimalText, Exact, exact, formatMoney } from '../../kernel/money.ts';
import { lineProblem } from './line-problems.ts';
import type { LineProblemCode, ProblemFacts } from './line-wordings.ts';
import type { PriceField } from './price-field.ts';
import type { FieldHeadings, KnownMaker, LineProblem, PriceLine } from './price-line.ts';
import { makerKey } from './read-maker.ts';

/** What controls ask of a line's product. */
export interface ControlledProduct {
  /** Category path. */
  readonly category: string;
  readonly manufacturer: KnownMaker;
  readonly mpn: string;
}

/** Where the line stands, for the messages. */
export interface ControlPlace {
  readonly lot: string;
  readonly headings?: FieldHeadings;
}

/** Whether the control holds for the product: for all of the lot where it names neither category nor product. */
export function controls(control: PriceControl, product: ControlledProduct): boolean {
  const { categories, product: named } = control;
  if (categories === undefined && named === undefined) return true;
  const { category, manufacturer, mpn } = product;
  if (categories?.some((each) => category === each || category.startsWith(`${each}/`)) === true) return true;
  if (named?.mpn.toLowerCase() !== mpn.toLowerCase()) return false;
  const wanted = makerKey(named.manufacturer);
  return [manufacturer.id, manufacturer.name, ...manufacturer.aliases].some((each) => makerKey(each) === wanted);
}

/**
 * Every control of the lot that the line breaks. The price of one decides: no price break costs more. A limit that is not whole
 * pence is not rounded before it is compared.
 */
export function judgeControls(
  line: Pick<PriceLine, 'row' | 'unitPrice' | 'costPrice' | 'listPrice'>,
  product: ControlledProduct,
  all: readonly PriceControl[],
  place: ControlPlace,
): readonly LineProblem[] {
  const problems: LineProblem[] = [];
  const tell = (code: LineProblemCode, field: PriceField, value: string, facts: ProblemFacts): void => {
    const column = place.headings?.[field] ?? '';
    problems.push(lineProblem(code, { row: line.row, column, value, field }, { ...facts, lot: place.lot }));
  };
  const price = exact(line.unitPrice);
  const value = formatMoney(line.unitPrice);
  for (const control of all) {
    if (!controls(control, product)) continue;
    if (control.kind === 'maximum-price') {
      if (price.greaterThan(control.amount.value)) {
        tell('above-maximum', 'unitPrice', line.unitPrice, { value, maximum: formatMoney(control.amount.value) });
      }
      continue;
    }
    const percent = control.percent.value;
    const over = control.kind === 'margin-over-cost';
    const base: DecimalText | null = over ? line.costPrice : line.listPrice;
    if (base === null) {
      tell(over ? 'cost-missing' : 'list-price-missing', over ? 'costPrice' : 'listPrice', '', {});
      continue;
    }
    const share = exact(percent).dividedBy(100);
    const limit = exact(base).times(over ? share.plus(1) : exact(1).minus(share));
    if (price.lessThanOrEqualTo(limit)) continue;
    const facts = { value, percent, maximum: shownLimit(limit) };
    if (over) tell('above-margin', 'unitPrice', line.unitPrice, { ...facts, cost: formatMoney(base) });
    else tell('below-discount', 'unitPrice', line.unitPrice, { ...facts, list: formatMoney(base) });
  }
  return problems;
}

/** The highest price that keeps within the limit, to four decimals: rounded down, so that it is allowed itself. */
function shownLimit(limit: Exact): string {
  return formatMoney(limit.toDecimalPlaces(4, Exact.ROUND_DOWN));
}
