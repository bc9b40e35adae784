import type { Agreements, RouteKind } from '../../agreements/index.ts';
import { holidaysOf } from '../../agreements/index.ts';
import type { OrderDraft, OrderDraftLine } from '../../contracts/index.ts';
import { addDays, addMonths, addWorkingDays, type IsoDate } from '../../kernel/dates.ts';
import { overTerm } from '../basket/term.ts';
import { type BasketView, servicesOf } from '../basket/basket-view.ts';

/** The order a basket is to become on the day, line by line: goods, what goes with each, delivery. */
export function makeDraft(
  view: BasketView,
  wanted: {
    readonly purchase: string;
    readonly route: RouteKind;
    readonly on: IsoDate;
    readonly agreements: Agreements;
  },
): OrderDraft {
  const { basket, open, priced, sites, organisationName, paidAgain } = view;
  const commitment = commitmentOf(view);
  const { on, route, purchase } = wanted;
  const numbers = new Map<number, number>();
  priced.lines.forEach((each, index) => {
    if (each.kind === 'goods') numbers.set(each.goods, index + 1);
  });
  const lines = priced.lines.map((each): OrderDraftLine => {
    const line = open[each.goods];
    const service = line === undefined || each.service < 0 ? undefined : servicesOf(line)[each.service];
    const { kind, quantity, unitPrice, net, vatCategory, vatPercent, vat, gross } = each;
    const amounts = { kind, quantity, unitPrice, net, vatCategory, vatPercent, vat, gross };
    const goods = kind === 'goods' ? line?.listed : undefined;
    return {
      ...amounts,
      offer: goods?.offer.id ?? null,
      service: service?.id ?? null,
      product: goods?.product.id ?? null,
      mpn: goods?.product.mpn ?? '',
      title: goods?.product.title ?? service?.name ?? 'Delivery',
      condition: goods?.offer.condition ?? null,
      unit: goods?.offer.unit ?? service?.unit ?? 'each',
      follows: kind === 'goods' ? null : (numbers.get(each.goods) ?? null),
    };
  });
  const [first] = lines;
  const site = sites.find((each) => each.id === basket.site);
  const leadTime = Math.max(0, ...open.map((each) => each.listed?.offer.leadTimeDays ?? 0));
  const { net, vat, gross } = priced;
  const more = open.length > 1 ? ` and ${open.length - 1} more` : '';
  return {
    organisation: basket.organisation,
    site: basket.site,
    supplier: basket.supplier,
    agreement: basket.agreement,
    lot: basket.lot,
    route,
    callOff: null,
    title: first === undefined ? 'Nothing' : `${first.quantity} × ${first.title}${more}`,
    buyerReference: basket.reference,
    deliverTo: { name: site?.name ?? organisationName, address: site?.address ?? '', postcode: site?.postcode ?? '' },
    invoiceTo: organisationName,
    expectedBy: addWorkingDays(on, leadTime, holidaysOf(wanted.agreements.reference, 'england-and-wales')),
    neededBy: basket.neededBy,
    commencedOn: on,
    ...{ lines, net, vat, gross },
    commitmentNet: commitment.net,
    commitmentGross: commitment.gross,
    starts: on,
    // The last day of the term; what is bought once ends with its delivery.
    ends: paidAgain ? addDays(addMonths(on, basket.termMonths ?? 1), -1) : null,
    purchase,
  };
}

/** What the basket commits over its whole term, with and without VAT; once where nothing is paid again or no term is said. */
export function commitmentOf({ basket, open, priced }: BasketView) {
  const lines = priced.lines.map(({ goods, service, kind, net, gross }) => {
    const line = open[goods];
    const of = service < 0 || line === undefined ? line?.listed?.offer : servicesOf(line)[service];
    return { net, gross, unit: kind === 'delivery' ? 'each' : (of?.unit ?? 'each') };
  });
  return overTerm(lines, basket.termMonths ?? 1);
}
