import {
  type Agreements,
  type DeliveryPlace,
  findLot,
  findRoute,
  holidaysOf,
  readDeliveryPlace,
  type RouteKind,
} from '../../agreements/index.ts';
import {
  type AssociatedService,
  type Offer,
  orderQuantity,
  type Product,
  type Products,
  unitPriceAt,
  vatPercentOn,
} from '../../catalogue/index.ts';
import { addWorkingDays, type Clock, type IsoDate, today } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import type { Organisations, Site, Suppliers } from '../../organisations/index.ts';
import type { Actor, Membership, PolicyTable } from '../../platform/access/index.ts';
import { type PricedBasket, priceBasket } from './basket-pricing.ts';
import type { Basket, BasketLine } from './basket-store.ts';
import { type NextBreak, nextBreak } from './next-break.ts';
import { isPaidAgain } from './term.ts';

export interface BasketViewOptions {
  readonly clock: Clock;
  readonly agreements: Agreements;
  readonly products: Pick<Products, 'offers' | 'servicesFor'>;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly organisations: Pick<Organisations, 'organisation' | 'sites'>;
  readonly policies: Pick<PolicyTable, 'scope'>;
}

/** A line of a basket as the catalogue has it today. */
export interface BasketLineView extends BasketLine {
  /** Undefined: it cannot be bought today. */
  readonly listed: { readonly offer: Offer; readonly product: Product; readonly unitPrice: DecimalText } | undefined;
  /** Working days from today, counted without bank holidays, until it is there; null where it cannot be bought. */
  readonly arrives: IsoDate | null;
  /** What ordering up to the next price break does; undefined where there is none. */
  readonly next: NextBreak | undefined;
  /** Services that can be added. */
  readonly offered: readonly AssociatedService[];
  /** What changed since it was last looked at, as sentences. */
  readonly changes: readonly string[];
}

export interface BasketView {
  readonly basket: Basket;
  readonly organisationName: string;
  readonly supplierName: string;
  readonly sites: readonly Site[];
  readonly lines: readonly BasketLineView[];
  /** Lines that can be bought, in the order of the basket: those the price is of. */
  readonly open: readonly BasketLineView[];
  readonly priced: PricedBasket;
  /** The day on which the last of it is there, when it is ordered today; null where nothing can be bought. */
  readonly arrives: IsoDate | null;
  /** Whether that is after the day it is needed by. */
  readonly late: boolean;
  /** How its lot is bought; undefined where it can only be kept for a competition. */
  readonly route: RouteKind | undefined;
  /** Whether the lot allows a further competition, so that it can be kept for one. */
  readonly competes: boolean;
  readonly pieces: number;
  /** Whether something is paid by the month or year, so that a term has to be said. */
  readonly paidAgain: boolean;
}

/** Reads today's catalogue for baskets. */
export interface BasketViewer {
  /** A kept basket as the actor sees it: delivered to its site. */
  readonly view: (actor: Actor, basket: Basket) => Promise<BasketView>;
  /** Any basket, delivered to a place; somewhere on the mainland where none is given. */
  readonly price: (basket: Basket, place?: DeliveryPlace) => Promise<BasketView>;
  readonly sitesFor: (membership: Membership | undefined, organisation: string) => Promise<readonly Site[]>;
}

export function createBasketViewer(options: BasketViewOptions): BasketViewer {
  const { clock, agreements, products, suppliers, organisations, policies } = options;

  const sitesFor: BasketViewer['sitesFor'] = async (membership, organisation) =>
    (await organisations.sites(organisation)).filter((each) => membership?.site == null || each.id === membership.site);

  async function view(actor: Actor, basket: Basket): Promise<BasketView> {
    const membership = policies.scope('baskets.edit', actor).find((each) => each.organisation === basket.organisation);
    const [organisation, sites] = await Promise.all([
      organisations.organisation(basket.organisation),
      sitesFor(membership, basket.organisation),
    ]);
    const site = sites.find((each) => each.id === basket.site);
    const place =
      site === undefined ? undefined : readDeliveryPlace(site.postcode, agreements.reference.deliveryPlaces);
    const priced = await price(basket, place?.ok === true ? place.value : undefined);
    return { ...priced, organisationName: organisation?.name ?? basket.organisation, sites };
  }

  async function price(basket: Basket, place?: DeliveryPlace): Promise<BasketView> {
    const on = today(clock);
    const [standing, names] = await Promise.all([
      products.offers(
        basket.lines.map((each) => each.offer),
        on,
      ),
      suppliers.summaries([basket.supplier], on),
    ]);
    const byOffer = new Map(standing.map((each) => [each.offer.id, each]));
    const lines: BasketLineView[] = [];
    for (const line of basket.lines) {
      const found = byOffer.get(line.offer);
      const offered = found === undefined ? [] : await products.servicesFor(found.offer, found.product, on);
      lines.push(lineView(line, found, offered, found === undefined ? null : arrivalOf(found.offer, on)));
    }
    const open = lines.filter((each) => each.listed !== undefined);
    const arrives = open.reduce<IsoDate | null>(
      (last, { arrives: day }) => (last === null || (day !== null && day > last) ? day : last),
      null,
    );
    const goods = open.flatMap((each) => {
      if (each.listed === undefined) return [];
      const { offer } = each.listed;
      const services = servicesOf(each).map(({ unitPrice, quantity }) => ({ unitPrice, quantity }));
      const vatPercent = vatPercentOn(agreements.reference.vatRates, offer.vatCategory, on);
      return [{ terms: offer, quantity: each.quantity, vatPercent, services }];
    });
    return {
      basket,
      organisationName: basket.organisation,
      supplierName: names.get(basket.supplier)?.name ?? basket.supplier,
      ...{ sites: [], lines, open, arrives },
      late: basket.neededBy !== null && arrives !== null && arrives > basket.neededBy,
      priced: priceBasket(goods, place),
      route: routeOf(agreements, basket),
      competes: allows(agreements, basket, 'further-competition'),
      paidAgain: open.some(
        (each) => isPaidAgain(each.listed?.offer.unit ?? '') || servicesOf(each).some(({ unit }) => isPaidAgain(unit)),
      ),
      pieces: open.reduce((sum, each) => sum + each.quantity, 0),
    };
  }

  const arrivalOf = (offer: Pick<Offer, 'leadTimeDays'>, on: IsoDate): IsoDate =>
    addWorkingDays(on, offer.leadTimeDays, holidaysOf(agreements.reference, 'england-and-wales'));

  return { view, price, sitesFor };
}

/** Services of a line that can be had today, with today's price. */
export function servicesOf(line: BasketLineView): readonly (AssociatedService & { readonly quantity: number })[] {
  return line.services.flatMap(({ service, quantity }) => {
    const found = line.offered.find((each) => each.id === service);
    return found === undefined ? [] : [{ ...found, quantity }];
  });
}

function lineView(
  line: BasketLine,
  found: { readonly offer: Offer; readonly product: Product } | undefined,
  offered: readonly AssociatedService[],
  arrives: IsoDate | null,
): BasketLineView {
  if (found === undefined) {
    return {
      ...line,
      listed: undefined,
      ...{ offered, arrives, next: undefined },
      changes: ['It cannot be bought today: withdrawn, or its supplier may take no business.'],
    };
  }
  const quantity = orderQuantity(found.offer, line.quantity);
  const unitPrice = unitPriceAt(found.offer, quantity);
  const changes: string[] = [];
  if (exact(unitPrice).gt(line.seenPrice)) changes.push('up');
  if (exact(unitPrice).lt(line.seenPrice)) changes.push('down');
  for (const each of line.services) {
    if (!offered.some((now) => now.id === each.service)) changes.push(`${each.name} is no longer offered.`);
  }
  const said = changes.map((each) =>
    each === 'up' || each === 'down'
      ? `The price went ${each} from £${trim(line.seenPrice)} to £${trim(unitPrice)}.`
      : each,
  );
  const next = nextBreak(found.offer, quantity);
  return { ...line, listed: { ...found, unitPrice }, offered, arrives, next, changes: said };
}

const trim = (price: DecimalText): string => exact(price).toFixed(Math.max(2, exact(price).decimalPlaces()));

/** A catalogue lot is ordered; elsewhere it is awarded at the listed price where the pack allows that. */
function routeOf(agreements: Agreements, basket: OnLot): RouteKind | undefined {
  if (allows(agreements, basket, 'catalogue')) return 'catalogue';
  return allows(agreements, basket, 'direct-award') ? 'direct-award' : undefined;
}

type OnLot = Pick<Basket, 'agreement' | 'lot'>;

function allows(agreements: Agreements, { agreement, lot }: OnLot, kind: RouteKind): boolean {
  const pack = agreements.find(agreement);
  const found = pack === undefined ? undefined : findLot(pack, lot);
  const route = found === undefined ? undefined : findRoute(found, kind);
  return route !== undefined && route.allowed.value !== 'no';
}
