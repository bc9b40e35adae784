import type { Agreements, DeliveryPlace } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { exact, formatCount, formatMoney } from '../../kernel/money.ts';
import type { CategoryTree } from '../categories.ts';
import { formatSpecificationValue } from '../category-specification.ts';
import type { Attribute, Category } from '../category.ts';
import { inOrder } from '../category-tree.ts';
import { labelName } from '../search-row.ts';
import { barParts, type BarParts, type CarbonRange, scaleEnd } from './carbon-bar.ts';
import { conditionInWords, leadTimeLabel, waysToPay, warrantyText } from './offer-words.ts';
import type { PricedOffer } from './priced-offer.ts';
import { forQuantity, leadTime, perUnit } from './price-words.ts';
import { routeSummary } from './route-words.ts';

/** One value in a row, with a bar where it is a range. */
export interface CompareCell {
  readonly text: string;
  readonly bar?: BarParts;
}

/** A row of the comparison. `key`: it matters and differs; `same`: all are equal. */
export interface CompareRow {
  readonly label: string;
  readonly cells: readonly CompareCell[];
  readonly emphasis: 'key' | 'same' | 'plain';
  readonly numeric: boolean;
}

export interface CompareGroup {
  readonly title: string;
  readonly rows: readonly CompareRow[];
}

const notStated = 'Not stated';
/** Where a row does not apply to an offer. */
const none = '–';

interface RowOptions {
  /** Counts for a choice: bold where it differs. */
  readonly matters?: boolean;
  readonly numeric?: boolean;
}

function row(label: string, texts: readonly (string | undefined)[], options: RowOptions = {}): CompareRow {
  const cells = texts.map((each) => ({ text: each ?? notStated }));
  const stated = new Set(cells.map((each) => each.text).filter((each) => each !== notStated && each !== none));
  const different = new Set(cells.map((each) => each.text)).size > 1;
  const emphasis =
    cells.length < 2 ? 'plain' : !different ? 'same' : options.matters === true && stated.size > 1 ? 'key' : 'plain';
  return { label, cells, emphasis, numeric: options.numeric === true };
}

/** The words above a column of totals: `30, including VAT`, or what each total is for where the offers differ in that. */
function totalLabel(offers: readonly PricedOffer[]): string {
  const first = offers[0];
  if (first === undefined) return 'Total, including VAT';
  const alike = offers.every(
    (each) => each.offer.unit === first.offer.unit && each.orderQuantity === first.orderQuantity,
  );
  return alike
    ? `${capital(forQuantity(first.offer.unit, first.orderQuantity).replace(/^for /, ''))}, including VAT`
    : 'Total, including VAT';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function moneyRows(offers: readonly PricedOffer[], place: DeliveryPlace | undefined): readonly CompareRow[] {
  const first = offers[0]?.offer.unit;
  const oneUnit = offers.every((each) => each.offer.unit === first);
  const label = totalLabel(offers);
  const sameTotal = label !== 'Total, including VAT';
  const unit = oneUnit && first !== undefined ? capital(perUnit(first)) : 'Price';
  return [
    row(
      `${unit}, excluding VAT`,
      offers.map((each) => `${formatMoney(each.unitPrice)}${oneUnit ? '' : ` ${perUnit(each.offer.unit)}`}`),
      { matters: true, numeric: true },
    ),
    row(
      label,
      offers.map(
        (each) =>
          `${formatMoney(each.gross)}${sameTotal ? '' : ` ${forQuantity(each.offer.unit, each.orderQuantity)}`}`,
      ),
      { numeric: true },
    ),
    row(
      place === undefined ? 'Delivery, excluding VAT' : `Delivery to ${place.postcode}, excluding VAT`,
      offers.map((each) => (exact(each.delivery).isZero() ? 'Free' : formatMoney(each.delivery))),
      { numeric: true },
    ),
    row(
      'Ways to pay',
      offers.map((each) => waysToPay(each.offer.fundingModels)),
    ),
  ];
}

/** Attributes to compare: those the categories say, shared ones once, in order; all of them when they differ in kind. */
function comparedAttributes(kinds: readonly (Category | undefined)[]): readonly Attribute[] {
  const seen = new Map<string, Attribute>();
  for (const kind of kinds) {
    for (const each of inOrder(kind?.attributes ?? [], (attribute) => attribute.compare)) {
      if (!seen.has(each.key)) seen.set(each.key, each);
    }
  }
  return inOrder([...seen.values()], (attribute) => attribute.compare);
}

function deviceRows(offers: readonly PricedOffer[], kinds: readonly (Category | undefined)[]): readonly CompareRow[] {
  const attributes = comparedAttributes(kinds).map((attribute) => {
    const texts = offers.map((each, index) => {
      const own = kinds[index]?.attributes.find((candidate) => candidate.key === attribute.key);
      const value = each.product.specification[attribute.key];
      if (own === undefined) return none;
      return value === undefined ? undefined : formatSpecificationValue(own, value);
    });
    return row(attribute.label, texts, { matters: attribute.better !== undefined });
  });
  const known = attributes.filter((each) => each.cells.some((cell) => cell.text !== notStated && cell.text !== none));
  const condition = row(
    'Condition',
    offers.map(({ offer }, index) =>
      isGoods(kinds[index]) ? conditionInWords(offer.condition, offer.grades.cosmetic, offer.grades.functional) : none,
    ),
  );
  const battery = offers.some((each) => each.offer.grades.batteryPercent !== null)
    ? [
        row(
          'Battery, against a new one',
          offers.map(({ offer }, index) => (isGoods(kinds[index]) ? batteryText(offer) : none)),
        ),
      ]
    : [];
  const goods = kinds.some((each) => each?.nature === 'goods');
  return [
    ...(goods ? [condition, ...battery] : []),
    row(
      'Part number',
      offers.map((each) => each.product.mpn),
    ),
    ...known,
    ...(goods
      ? [
          row(
            'Warranty',
            offers.map(({ offer }, index) =>
              isGoods(kinds[index]) ? warrantyText(offer.warrantyMonths, offer.warrantyType) : none,
            ),
            { matters: true },
          ),
        ]
      : []),
  ];
}

function isGoods(kind: Category | undefined): boolean {
  return (kind?.nature ?? 'goods') === 'goods';
}

function batteryText(offer: PricedOffer['offer']): string {
  if (offer.grades.batteryPercent !== null) return `${offer.grades.batteryPercent}%`;
  return offer.condition === 'new' ? 'New' : notStated;
}

function currentLabels({ product }: PricedOffer, on: IsoDate): string {
  const held = product.labels.filter((each) => each.validTo >= on);
  return held.length === 0 ? 'None held' : held.map(labelName).join(', ');
}

function stockText({ offer, orderQuantity }: PricedOffer): string {
  if (offer.stock === null) return none;
  if (offer.stock >= orderQuantity) return `Yes, ${formatCount(offer.stock)}`;
  if (offer.stock > 0) return `${formatCount(offer.stock)} of ${formatCount(orderQuantity)}`;
  return offer.backOrder ? 'On back order' : 'No';
}

/** `Yes, rebate £4.00`, `Yes, fee £2.00`, `Yes, free`, `No`. */
export function takeBackText(offer: Pick<PricedOffer['offer'], 'takesBack' | 'takeBackCharge'>): string {
  if (!offer.takesBack) return 'No';
  if (offer.takeBackCharge === null) return 'Yes, charge not stated';
  const charge = exact(offer.takeBackCharge);
  if (charge.isZero()) return 'Yes, free';
  return charge.isNegative() ? `Yes, rebate ${formatMoney(charge.abs())}` : `Yes, fee ${formatMoney(charge)}`;
}

function buyingRows(
  offers: readonly PricedOffer[],
  kinds: readonly (Category | undefined)[],
  { agreements, on }: CompareInput,
): readonly CompareRow[] {
  const natures = new Set(kinds.map((each) => each?.nature ?? 'goods'));
  const [nature] = natures;
  const several = new Set(offers.map((each) => each.offer.agreement)).size > 1;
  return [
    row(
      natures.size === 1 && nature !== undefined ? leadTimeLabel(nature) : 'Delivered or ready in',
      offers.map((each) => leadTime(each.offer.leadTimeDays)),
      { matters: true },
    ),
    ...(natures.has('goods') ? [row('In stock', offers.map(stockText))] : []),
    row(
      'Lot and route',
      offers.map(({ offer }) => {
        const { short } = routeSummary(agreements, offer.agreement, offer.lot);
        return `${several ? `${offer.agreement} lot` : 'Lot'} ${offer.lot}, ${short}`;
      }),
    ),
    row(
      'Size of supplier',
      offers.map((each) => (each.supplier.sme ? `${capital(each.supplier.size)}, SME` : capital(each.supplier.size))),
    ),
    ...(natures.has('goods')
      ? [
          row(
            'Takes devices back',
            offers.map((each, index) => (isGoods(kinds[index]) ? takeBackText(each.offer) : none)),
          ),
        ]
      : []),
    ...(natures.has('goods')
      ? [
          row(
            'Labels, current',
            offers.map((each, index) => (isGoods(kinds[index]) ? currentLabels(each, on) : none)),
          ),
        ]
      : []),
  ];
}

function carbonOf(
  each: PricedOffer,
  kind: Category | undefined,
): { readonly range: CarbonRange; readonly source: string } | undefined {
  const declared = each.offer.declaredFootprint;
  if (declared !== null) {
    const range = { low: Number(declared.low), typical: Number(declared.typical), high: Number(declared.high) };
    return { range, source: declared.source };
  }
  if (each.offer.condition !== 'new' || kind?.footprint === undefined) return undefined;
  return { range: kind.footprint.embodiedKg, source: 'Category default' };
}

function carbonRows(offers: readonly PricedOffer[], kinds: readonly (Category | undefined)[]): readonly CompareRow[] {
  const found = offers.map((each, index) => carbonOf(each, kinds[index]));
  if (found.every((each) => each === undefined)) return [];
  const end = scaleEnd(found.flatMap((each) => (each === undefined ? [] : [each.range])));
  const making = row(
    'Making it, kg CO2e',
    found.map((each, index) => carbonText(each?.range, offers[index]?.offer.condition)),
    { numeric: true },
  );
  const cells = making.cells.map((cell, index) => {
    const range = found[index]?.range;
    return range === undefined ? cell : { ...cell, bar: barParts(range, end, 104) };
  });
  return [
    { ...making, cells },
    row(
      'Whose figure',
      found.map((each) => each?.source ?? none),
    ),
  ];
}

function carbonText(range: CarbonRange | undefined, condition: string | undefined): string {
  if (range !== undefined) return `${formatCount(Math.round(range.low))} to ${formatCount(Math.round(range.high))}`;
  return condition === 'new' ? 'No figure' : 'Made already';
}

export interface CompareInput {
  readonly offers: readonly PricedOffer[];
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  /** Where delivery is priced for. */
  readonly place?: DeliveryPlace | undefined;
  /** The day labels must be current on. */
  readonly on: IsoDate;
}

/** What the offers are, as a heading: `Laptop` when all are, else `What it is`. */
function kindTitle(kinds: readonly (Category | undefined)[]): string {
  const [first] = kinds;
  return first !== undefined && kinds.every((each) => each?.id === first.id) ? capital(first.noun.one) : 'What it is';
}

/** The comparison as groups of rows, each with one cell an offer. */
export function compareGroups(input: CompareInput): readonly CompareGroup[] {
  const kinds = input.offers.map((each) => input.categories.get(each.product.category));
  const groups: readonly CompareGroup[] = [
    { title: 'Money', rows: moneyRows(input.offers, input.place) },
    { title: kindTitle(kinds), rows: deviceRows(input.offers, kinds) },
    { title: 'Buying', rows: buyingRows(input.offers, kinds, input) },
    { title: 'Carbon', rows: carbonRows(input.offers, kinds) },
  ];
  return groups.filter((each) => each.rows.length > 0);
}
