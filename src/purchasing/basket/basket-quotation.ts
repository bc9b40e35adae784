import { readDeliveryPlace } from '../../agreements/index.ts';
import { type Offer, orderQuantity, type Products } from '../../catalogue/index.ts';
import { type IsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Basket, BasketLine } from './basket-store.ts';
import { type BasketView, type BasketViewer, type BasketViewOptions } from './basket-view.ts';
import { longestTerm } from './term.ts';

/** A thing to be priced: an offer by its id, or as price lists name it. */
export interface LineToPrice {
  readonly offer?: string;
  readonly mpn?: string;
  readonly supplier?: string;
  readonly lot?: string;
  readonly agreement?: string;
  readonly condition?: string;
  readonly quantity: number;
  /** By their id or, as the supplier writes it, their name. */
  readonly services?: readonly { readonly service: string; readonly quantity: number }[];
}

/** What is to be priced without being kept. */
export interface BasketToPrice {
  readonly lines: readonly LineToPrice[];
  /** A UK postcode or its first half; somewhere on the mainland when absent. */
  readonly place?: string;
  readonly termMonths?: number;
  readonly neededBy?: IsoDate;
}

type Options = Omit<BasketViewOptions, 'products'> & {
  readonly products: Pick<Products, 'offers' | 'servicesFor' | 'offersNamed'>;
};

/** Prices lines as baskets would be: one for each supplier and lot, in the order met. Nothing is kept. */
export function createQuotation(options: Options, viewer: Pick<BasketViewer, 'price'>) {
  const { clock, agreements, products } = options;

  async function find(line: LineToPrice, path: string, on: IsoDate): Promise<Outcome<Offer>> {
    const { offer, mpn, supplier, lot, agreement, condition } = line;
    if (offer !== undefined) {
      const [found] = /^\d{1,18}$/.test(offer) ? await products.offers([offer], on) : [];
      return found === undefined
        ? wrong('offer-unknown', `${path}.offer`, offer, 'This offer cannot be bought today.', 'Search for another.')
        : succeed(found.offer);
    }
    if (mpn === undefined || supplier === undefined || lot === undefined) {
      return wrong('offer-missing', path, '', 'The line names no offer.', 'Give offer, or mpn with supplier and lot.');
    }
    const found = await products.offersNamed({ mpn, supplier, lot, agreement, condition }, on);
    const [only, other] = found;
    if (only === undefined) {
      const message = `${supplier} offers no ${mpn} on lot ${lot} today.`;
      return wrong('offer-unknown', `${path}.mpn`, mpn, message, 'Check part number, supplier and lot.');
    }
    if (other !== undefined) {
      const message = `${supplier} offers ${mpn} on lot ${lot} in several ways.`;
      return wrong('offer-ambiguous', `${path}.mpn`, mpn, message, 'Say agreement and condition, or give the offer.');
    }
    return succeed(only);
  }

  async function lineOf(line: LineToPrice, path: string, on: IsoDate) {
    const { quantity, services = [] } = line;
    if (!isCount(quantity)) return badCount(`${path}.quantity`, quantity);
    const found = await find(line, path, on);
    if (!found.ok) return found;
    const [listed] = await products.offers([found.value.id], on);
    if (listed === undefined) throw new Error(`The offer ${found.value.id} went while it was priced`);
    const offered = services.length === 0 ? [] : await products.servicesFor(listed.offer, listed.product, on);
    const kept: BasketLine['services'][number][] = [];
    for (const [index, { service, quantity: number }] of services.entries()) {
      const at = `${path}.services.${index}`;
      if (!isCount(number)) return badCount(`${at}.quantity`, number);
      const known = offered.find((each) => each.id === service || each.name === service);
      if (known === undefined) {
        const message = 'The supplier does not offer this service with it.';
        return wrong('service-unknown', `${at}.service`, service, message, names(offered));
      }
      kept.push({ service: known.id, name: known.name, quantity: number, seenPrice: known.unitPrice });
    }
    const { offer, product } = listed;
    // Seen now: nothing has changed since.
    const seen = { quantity: orderQuantity(offer, quantity), seenPrice: offer.unitPrice };
    return succeed({ offer, line: { offer: offer.id, title: product.title, ...seen, services: kept } });
  }

  return async (wanted: BasketToPrice): Promise<Outcome<readonly BasketView[]>> => {
    const on = today(clock);
    const { termMonths = null, neededBy = null } = wanted;
    const place =
      wanted.place === undefined ? undefined : readDeliveryPlace(wanted.place, agreements.reference.deliveryPlaces);
    const problems: Problem[] = place?.ok === false ? place.problems.map((each) => ({ ...each, path: 'place' })) : [];
    if (termMonths !== null && (!Number.isSafeInteger(termMonths) || termMonths < 1 || termMonths > longestTerm))
      problems.push(badTerm('termMonths'));
    const baskets = new Map<string, Basket>();
    for (const [index, each] of wanted.lines.entries()) {
      const read = await lineOf(each, `lines.${index}`, on);
      if (!read.ok) {
        problems.push(...read.problems);
        continue;
      }
      const { offer, line } = read.value;
      const { supplierId: supplier, agreement, lot } = offer;
      const key = JSON.stringify([supplier, agreement, lot]);
      const { lines } = baskets.get(key) ?? { lines: [] };
      if (lines.some((other) => other.offer === line.offer)) {
        const message = 'The same offer stands in two lines.';
        problems.push(...wrong('offer-twice', `lines.${index}`, line.offer, message, 'Add them up.').problems);
      }
      const nobodys = { id: '', organisation: '', owner: '', site: '', reference: '', version: 0 };
      baskets.set(key, { ...nobodys, supplier, agreement, lot, termMonths, neededBy, lines: [...lines, line] });
    }
    if (problems.length > 0) return fail(...problems);
    const to = place?.ok === true ? place.value : undefined;
    const views: BasketView[] = [];
    for (const each of baskets.values()) {
      const view = await viewer.price(each, to);
      views.push({ ...view, lines: unchanged(view.lines), open: unchanged(view.open) });
    }
    return succeed(views);
  };
}

/** What was never looked at before has not changed. */
const unchanged = (lines: BasketView['lines']): BasketView['lines'] => lines.map((each) => ({ ...each, changes: [] }));

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= 1_000_000;

function badCount(path: string, value: number) {
  const message = 'Enter a whole number from 1 to 1,000,000';
  return wrong('quantity', path, String(value), message, 'For example: 30.');
}

function wrong(code: string, path: string, value: string, message: string, remedy: string) {
  return fail({ code, path, value: value.slice(0, 100), message, remedy });
}

function names(offered: readonly { readonly name: string }[]): string {
  return offered.length === 0 ? 'It offers none.' : `It offers: ${offered.map((each) => each.name).join('; ')}.`;
}

/** What is said of a term that cannot be. */
export function badTerm(path: string): Problem {
  return {
    ...{ code: 'term', path, message: `Enter the term in months, from 1 to ${longestTerm}` },
    remedy: 'For example: 36.',
  };
}
