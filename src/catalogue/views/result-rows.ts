import type { Agreements, DeliveryPlace } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney, toPence } from '../../kernel/money.ts';
import type { CategoryTree } from '../categories.ts';
import type { Category } from '../category.ts';
import { productPath } from '../catalogue-paths.ts';
import { type Unit, units, type VatCategory, vatCategories } from '../offer.ts';
import { vatOn, vatPercentOn, type VatRateRow } from '../offer-pricing.ts';
import type { OfferItem } from '../search-query.ts';
import { barParts, scaleEnd } from './carbon-bar.ts';
import { rangeText, rankedBy, shownCarbon } from './emissions-sort.ts';
import { conditionText, kindWords, leadTimeLabel, productIcon, waysToPay, titleIn } from './offer-words.ts';
import { forQuantity, leadTime, perUnit } from './price-words.ts';
import { routeSummary } from './route-words.ts';

/** Percent of VAT in force, by category; null where a supply carries none. */
export type VatPercents = (category: VatCategory) => DecimalText | null;

/** The percentages of a day, each looked up once. */
export function vatPercents(rates: readonly VatRateRow[], on: IsoDate): VatPercents {
  const known = new Map<VatCategory, DecimalText | null>();
  return (category) => {
    const kept = known.get(category);
    if (kept !== undefined) return kept;
    const percent = vatPercentOn(rates, category, on);
    known.set(category, percent);
    return percent;
  };
}

export interface RowContext {
  readonly quantity: number;
  readonly place: DeliveryPlace | undefined;
  /** Whether the page is about the price with delivery. */
  readonly showsDelivery: boolean;
  /** The rows are in order of emissions: each says what it goes by. */
  readonly ranked: boolean;
  readonly categories: CategoryTree;
  readonly agreements: Agreements;
  readonly vat: VatPercents;
}

/** One row of the results as it is printed. */
export interface ResultRow {
  readonly offer: string;
  readonly href: string;
  readonly icon: string;
  readonly title: string;
  readonly spec: string;
  readonly mpn: string;
  readonly supplier: string;
  readonly sme: boolean;
  readonly others: string;
  readonly othersHref: string | undefined;
  /** `Condition` of goods; of anything else `Kind`. */
  readonly conditionLabel: string;
  readonly condition: string;
  readonly deliveredLabel: string;
  readonly delivered: string;
  readonly carbon:
    | {
        readonly text: string;
        /** What it is ranked by; empty in other orders. */
        readonly note: string;
        readonly x: string;
        readonly width: string;
        readonly mid: string;
      }
    | undefined;
  readonly thirdLabel: string;
  readonly third: string;
  readonly lotAndRoute: string;
  readonly price: string;
  readonly per: string;
  readonly total: string;
  /** `Delivery £18.50`, `excluding VAT`; undefined where the page is not about delivery, or nothing is delivered. */
  readonly delivery: { readonly amount: string; readonly vat: string } | undefined;
}

/** The unit an offer is priced in; the category's where the offer does not say. */
export function unitOf(said: string | undefined, category: Category | undefined): Unit {
  return units.find((each) => each === said) ?? units.find((each) => each === category?.unit) ?? 'each';
}

/** The VAT category as typed; anything unknown counts as standard, the highest. */
export function vatCategoryOf(text: string): VatCategory {
  return vatCategories.find((each) => each === text) ?? 'standard';
}

function deliveryText(amount: DecimalText): { readonly amount: string; readonly vat: string } {
  return exact(amount).isZero()
    ? { amount: 'Delivery free', vat: '' }
    : { amount: `Delivery ${formatMoney(amount)}`, vat: 'excluding VAT' };
}

/** The rows of a page. All carbon bars share one scale, so that the eye may run down them. */
export function resultRows(items: readonly OfferItem[], context: RowContext): readonly ResultRow[] {
  const shown = items.map((each) => shownCarbon(context.categories.get(each.product.category), each));
  const end = scaleEnd(shown.flatMap((each) => (each === undefined ? [] : [each.range])));
  const several = context.agreements.packs.length > 1;
  const routes = new Map<string, string>();
  return items.map((item, index) => {
    const category = context.categories.get(item.product.category);
    const figure = shown[index];
    const lot = `${item.agreement} ${item.lot}`;
    let route = routes.get(lot);
    if (route === undefined) {
      const { short } = routeSummary(context.agreements, item.agreement, item.lot);
      route = `${several ? `${item.agreement} lot ` : ''}${item.lot}, ${short}`;
      routes.set(lot, route);
    }
    const unit = unitOf(item.unit, category);
    const nature = category?.nature ?? 'goods';
    const goods = nature === 'goods';
    const href = productPath(item.product.slug, {
      quantity: context.quantity,
      offer: item.offer,
      place: context.place,
    });
    const net = toPence(exact(item.price).times(item.orderQuantity));
    const gross = net.plus(vatOn(net, context.vat(vatCategoryOf(item.vatCategory))));
    const others = item.offers ?? 1;
    const second = figure === undefined && item.condition !== 'new' && category?.footprint !== undefined;
    return {
      offer: item.offer,
      href,
      icon: productIcon(category, item.condition),
      title: titleIn(item.product.name, item.condition),
      spec: item.product.summary,
      mpn: item.product.mpn,
      supplier: item.supplier.name,
      sme: item.supplier.sme,
      others: others > 1 ? `${item.pick ?? 'lowest'} of ${others} offers` : 'only offer',
      othersHref: others > 1 ? `${href}#offers` : undefined,
      conditionLabel: goods ? 'Condition' : 'Kind',
      condition: goods ? conditionText(item.condition, item.grades) : kindWords[nature],
      deliveredLabel: leadTimeLabel(nature),
      delivered: leadTime(item.leadDays),
      carbon:
        figure === undefined
          ? undefined
          : {
              text: rangeText(figure.range),
              note: context.ranked ? rankedBy(figure) : '',
              ...barParts(figure.range, end, 104),
            },
      thirdLabel: second ? 'Making it, CO2e' : 'Ways to pay',
      third: second ? 'Made already' : waysToPay(item.funding),
      lotAndRoute: route,
      price: formatMoney(item.price),
      per: perUnit(unit),
      total: `${formatMoney(gross)} ${forQuantity(unit, item.orderQuantity)}`,
      delivery: context.showsDelivery && goods ? deliveryText(item.delivery) : undefined,
    };
  });
}
