import { formatDay, type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import type { Offer } from '../../catalogue/index.ts';
import { type Exact, exact, formatCount, formatMoney } from '../../kernel/money.ts';
import type { BasketChange } from './basket-service.ts';
import type { BasketView } from './basket-view.ts';
import { servicesOf } from './basket-view.ts';
import type { NextBreak } from './next-break.ts';
import { commitmentOf } from '../purchase/make-draft.ts';
import { purchasingPaths } from '../purchasing-paths.ts';

/** A form as it was sent. */
export type Fields = Readonly<Record<string, unknown>>;

/** The text of a field; the first where it was sent several times. */
export function textOf(fields: Fields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first.trim().slice(0, 2000) : '';
}

/** A whole number as people type it; NaN for anything else. */
export function countOf(text: string): number {
  const plain = text.replaceAll(',', '');
  return /^\d{1,7}$/.test(plain) ? Number(plain) : Number.NaN;
}

/** Reads a form of a basket against what the basket holds. A service left empty is taken away. */
export function readChange(view: BasketView, fields: Fields): BasketChange {
  const buys = textOf(fields, 'then') === 'buy';
  const neededBy = dayOf(fields);
  return {
    version: countOf(textOf(fields, 'version')),
    ...(textOf(fields, 'site') === '' ? {} : { site: textOf(fields, 'site') }),
    reference: textOf(fields, 'reference'),
    ...(Object.hasOwn(fields, 'term')
      ? // Whoever goes on to buy has to say it.
        { termMonths: textOf(fields, 'term') === '' && !buys ? null : countOf(textOf(fields, 'term')) }
      : {}),
    ...(neededBy === undefined ? {} : { neededBy }),
    lines: view.lines.map((line) => ({
      offer: line.offer,
      quantity: textOf(fields, 'remove') === line.offer ? 0 : countOf(textOf(fields, `quantity-${line.offer}`) || '0'),
      services: line.offered.flatMap((each) => {
        const number = textOf(fields, `service-${line.offer}-${each.id}`);
        return number === '' || number === '0' ? [] : [{ service: each.id, quantity: countOf(number) }];
      }),
    })),
  };
}

/** The day of the fields `neededBy-day`, `-month` and `-year`: null when all are empty, undefined where they were not sent. */
function dayOf(fields: Fields): IsoDate | 'none' | null | undefined {
  const [day, month, year] = ['day', 'month', 'year'].map((part) => textOf(fields, `neededBy-${part}`));
  if (day === undefined || month === undefined || year === undefined || !Object.hasOwn(fields, 'neededBy-day'))
    return undefined;
  if (`${day}${month}${year}` === '') return null;
  return parseIsoDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`) ?? 'none';
}

/** What the page shows of a basket. */
export function basketContext(view: BasketView, lotName = '') {
  const { basket, priced } = view;
  const goods = priced.lines.filter((each) => each.kind === 'goods');
  const delivery = priced.lines.filter((each) => each.kind === 'delivery');
  return {
    id: basket.id,
    version: basket.version,
    heading: `${view.supplierName}, lot ${basket.lot}`,
    lotName,
    organisation: view.organisationName,
    action: purchasingPaths.change(basket.id),
    askHref: purchasingPaths.ask(basket.id),
    quoteHref: purchasingPaths.askQuote(basket.id),
    compareHref: purchasingPaths.compareBasket(basket.id),
    keepHref: view.competes ? purchasingPaths.keep(basket.id) : undefined,
    neededBy: dayParts(basket.neededBy),
    neededByText: basket.neededBy === null ? undefined : formatDay(basket.neededBy),
    arrives: view.arrives === null ? undefined : formatDay(view.arrives),
    late: view.late,
    reference: basket.reference,
    paidAgain: view.paidAgain,
    term: basket.termMonths ?? '',
    commitment: view.paidAgain && basket.termMonths !== null ? formatMoney(commitmentOf(view).gross) : undefined,
    sites: view.sites.map((each) => ({ ...each, chosen: each.id === basket.site })),
    route: view.route,
    canBuy:
      view.route !== undefined &&
      view.open.length === view.lines.length &&
      view.lines.every((each) => each.changes.length === 0),
    lines: view.lines.map((line) => {
      const price = goods[view.open.indexOf(line)];
      const chosen = servicesOf(line);
      return {
        offer: line.offer,
        title: line.title,
        mpn: line.listed?.product.mpn ?? '',
        condition: line.listed?.offer.condition ?? '',
        quantity: line.quantity,
        each: price === undefined ? 'Not on offer' : formatMoney(price.unitPrice),
        net: price === undefined ? '' : formatMoney(price.net),
        gross: price === undefined ? '' : formatMoney(price.gross),
        changes: line.changes,
        next: line.next === undefined ? undefined : breakWords(line.next),
        packs: packWords(line.listed?.offer),
        services: line.offered.map((each) => ({
          id: each.id,
          name: each.name,
          price: formatMoney(each.unitPrice),
          quantity: chosen.find((kept) => kept.id === each.id)?.quantity ?? '',
        })),
      };
    }),
    delivery: deliveryText(delivery.reduce((all, each) => all.plus(each.net), exact(0))),
    net: formatMoney(priced.net),
    vat: formatMoney(priced.vat),
    gross: formatMoney(priced.gross),
  };
}

/** `1 more at £395.00 each costs £155.00 more in all`, or what it saves. */
function breakWords({ more, quantity, unitPrice, extra, lessEach }: NextBreak): string {
  const amount = exact(extra);
  const all = amount.isNegative()
    ? `costs ${formatMoney(amount.abs())} less in all`
    : amount.isZero()
      ? 'costs the same in all'
      : `costs ${formatMoney(amount)} more in all`;
  return `From ${formatCount(quantity)} on ${formatMoney(unitPrice)} each, ${formatMoney(lessEach)} less: ordering ${formatCount(more)} more ${all}.`;
}

function packWords(offer: Pick<Offer, 'packSize' | 'minimumQuantity'> | undefined): string {
  if (offer === undefined) return '';
  const packs = offer.packSize > 1 ? [`Comes in packs of ${formatCount(offer.packSize)}.`] : [];
  const least = offer.minimumQuantity > 1 ? [`Smallest order ${formatCount(offer.minimumQuantity)}.`] : [];
  return [...packs, ...least].join(' ');
}

function dayParts(day: IsoDate | null) {
  const [year = '', month = '', date = ''] = day === null ? [] : day.split('-');
  return { day: date.replace(/^0/, ''), month: month.replace(/^0/, ''), year };
}

function deliveryText(charge: Exact): string {
  return charge.isZero() ? 'Free' : formatMoney(charge);
}
