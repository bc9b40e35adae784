import type { Agreements, DeliveryPlace } from '../../agreements/index.ts';
import { formatDate, formatDay, type IsoDate } from '../../kernel/dates.ts';
import { exact, formatCount, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import { listPath, productPath } from '../catalogue-paths.ts';
import type { FoundOffer } from '../catalogue-page-services.ts';
import { totalOfLines } from '../offer-pricing.ts';
import type { SavedItem, SavedList } from '../saved-list.ts';
import { placeField } from './place-view.ts';
import type { PricedOffer } from './priced-offer.ts';
import { titleIn } from './offer-words.ts';
import type { FieldProblem } from './field-problem.ts';
import { forQuantity, isRecurring, perUnit } from './price-words.ts';
import { routeSummary } from './route-words.ts';

export interface ListInput {
  readonly list: SavedList;
  /** One an item, in the list's order. */
  readonly found: readonly FoundOffer[];
  /** Where delivery is priced for. */
  readonly place: DeliveryPlace | undefined;
  readonly today: IsoDate;
  readonly agreements: Agreements;
  /** The address of the list, with the site in front. */
  readonly address: string;
  readonly problems: readonly FieldProblem[];
}

/** What became of the price: `The same`, `£5.00 more: was £390.00`. */
export function changeSince(item: Pick<SavedItem, 'unitPrice'>, now: Pick<PricedOffer, 'unitPrice'>): string {
  const change = exact(now.unitPrice).minus(item.unitPrice);
  if (change.isZero()) return 'The same';
  const was = `was ${formatMoney(item.unitPrice)}`;
  return change.isNegative() ? `${formatMoney(change.abs())} less: ${was}` : `${formatMoney(change)} more: ${was}`;
}

function itemView(item: SavedItem, found: FoundOffer | undefined, { agreements, place }: ListInput) {
  const common = { offer: item.offer, quantity: item.quantity, supplier: item.supplier, title: item.title };
  if (found?.state !== 'open') {
    const reason = found?.state === 'closed' ? found.reason : 'it is no longer in this catalogue';
    return {
      ...common,
      href: undefined,
      price: '–',
      total: '–',
      change: `Cannot be bought today: ${reason}. Was ${formatMoney(item.unitPrice)}.`,
    };
  }
  const { priced } = found;
  const { offer, supplier, product } = priced;
  const route = routeSummary(agreements, offer.agreement, offer.lot);
  return {
    ...common,
    title: titleIn(product.title, offer.condition),
    supplier: supplier.sme ? `${supplier.name}, SME` : supplier.name,
    lotAndRoute: `Lot ${offer.lot}, ${route.short}`,
    href: productPath(product.slug, { quantity: item.quantity, offer: offer.id, place }),
    price: formatMoney(priced.unitPrice),
    per: perUnit(offer.unit),
    total: formatMoney(priced.gross),
    totalNote: forQuantity(offer.unit, priced.orderQuantity),
    change: changeSince(item, priced),
  };
}

/** Totals apart for what is paid once and for each period: sums of rounded lines, delivery with goods. */
function totals(open: readonly PricedOffer[], place: DeliveryPlace | undefined) {
  const to = place === undefined ? '' : ` to ${place.postcode}`;
  const groups = new Map<string, PricedOffer[]>();
  for (const each of open) {
    const every = isRecurring(each.offer.unit)
      ? (/ (an? (?:month|year|hour)) /.exec(` ${forQuantity(each.offer.unit, 2)} `)?.[1] ?? '')
      : '';
    groups.set(every, [...(groups.get(every) ?? []), each]);
  }
  return [...groups].map(([every, lines]) => {
    const sum = totalOfLines(lines);
    const delivery = lines.reduce((total, each) => total.plus(each.delivery), exact(0));
    return {
      label: every === '' ? 'Total' : `Total, ${every}`,
      net: formatMoney(sum.net),
      gross: formatMoney(sum.gross),
      note: delivery.isZero()
        ? every === ''
          ? `Delivery${to} free`
          : ''
        : `Delivery${to} ${formatMoney(delivery)} more, excluding VAT`,
    };
  });
}

/** Everything a saved list's page prints, without markup. */
export function listView(input: ListInput): Readonly<Record<string, unknown>> {
  const { list, found, place } = input;
  const open = found.flatMap((each) => (each.state === 'open' ? [each.priced] : []));
  const items = list.items.map((each, index) => itemView(each, found[index], input));
  const changed = items.filter((each) => each.change !== 'The same').length;
  const quantities = new Set(list.items.map((each) => each.quantity));
  const [one] = quantities;
  return {
    section: 'catalogue',
    title: list.title,
    savedOn: formatDate(list.savedOn),
    sentence:
      `${plural(list.items.length, 'offer')}. ` +
      (changed === 0
        ? 'Every price is as it was when the list was saved.'
        : `${formatCount(changed)} changed since the list was saved.`),
    items,
    totals: open.length > 0 ? totals(open, place) : [],
    oneQuantity: quantities.size === 1 ? one : undefined,
    address: input.address,
    keptUntil: formatDate(list.keptUntil),
    day: formatDay(input.today),
    formAction: listPath(list.id),
    place: placeField(place, input.problems),
    placeCode: place?.postcode,
    problems: input.problems.map((each) => ({ message: each.message, href: `#${each.field}` })),
  };
}
