import type { Agreements } from '../../agreements/index.ts';
import type { Oversight } from '../../catalogue/index.ts';
import type { Figures } from '../../contracts/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import { csvText } from '../../platform/tables/index.ts';
import { breachOf, type OrderBreach } from './price-breach.ts';

export interface OrderBreachServices {
  readonly agreements: Agreements;
  readonly figures: Pick<Figures, 'orderedPrices'>;
  readonly oversight: Pick<Oversight, 'listedPrices'>;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly organisations: Pick<Organisations, 'organisationsByIds'>;
}

/** A breach with the names of who is concerned. */
export interface NamedOrderBreach extends OrderBreach {
  readonly supplierName: string;
  readonly buyerName: string;
}

/** Lines read at a time, and breaches told at the most. */
const batch = 500;
const most = 500;

/** Orders placed in the days that cost more than the list in force when their price was agreed, or than their lot allows. */
export async function orderBreaches(
  services: OrderBreachServices,
  scope: { readonly agreements: readonly string[]; readonly from: IsoDate; readonly to: IsoDate },
): Promise<readonly NamedOrderBreach[]> {
  const { figures, oversight, agreements } = services;
  const found: OrderBreach[] = [];
  let after: Parameters<Figures['orderedPrices']>[1];
  while (found.length < most) {
    const lines = await figures.orderedPrices(scope, after, batch);
    const listed = new Map(
      (await oversight.listedPrices(lines)).map((each) => [`${each.offer} ${each.on} ${each.quantity}`, each]),
    );
    for (const each of lines) {
      const price = listed.get(`${each.offer} ${each.on} ${each.quantity}`);
      const breach = breachOf(each, price, agreements.find(each.agreement));
      if (breach !== undefined) found.push(breach);
    }
    const last = lines.at(-1);
    if (last === undefined || lines.length < batch) break;
    after = { at: last.placedAt, order: last.order, line: last.line };
  }
  const suppliers = await services.suppliers.summaries(new Set(found.map((each) => each.supplier)), scope.to);
  const buyers = await services.organisations.organisationsByIds([...new Set(found.map((each) => each.organisation))]);
  return found.slice(0, most).map((each) => ({
    ...each,
    supplierName: suppliers.get(each.supplier)?.name ?? each.supplier,
    buyerName: buyers.get(each.organisation)?.name ?? each.organisation,
  }));
}

/** The breaches as they go into JSON. */
export function orderBreachJson(each: NamedOrderBreach) {
  const { order, number, agreement, lot, line, mpn, title, quantity, unitPrice, kind, allowed, excess, on } = each;
  return {
    ...{ order, number, agreement, lot, line, mpn, title, quantity, unitPrice, kind, allowed, excess, on },
    ...{
      supplier: each.supplier,
      supplierName: each.supplierName,
      buyer: each.organisation,
      buyerName: each.buyerName,
    },
  };
}

/** The breaches as CSV. */
export function orderBreachCsv(rows: readonly NamedOrderBreach[]): string {
  const head = ['order', 'agreed on', 'agreement', 'lot', 'supplier', 'buyer', 'part number', 'title', 'quantity'];
  return csvText([
    [...head, 'price each', 'limit', 'allowed each', 'too much in all'],
    ...rows.map((each) => [
      ...[each.number, each.on, each.agreement, each.lot, each.supplierName, each.buyerName, each.mpn, each.title],
      ...[String(each.quantity), each.unitPrice, each.kind, each.allowed, each.excess],
    ]),
  ]);
}

/** The breaches as a page lists them. */
export function orderBreachView(rows: readonly NamedOrderBreach[], orderHref: (id: string) => string) {
  return rows.map((each) => ({
    ...each,
    href: orderHref(each.order),
    unitPrice: formatMoney(each.unitPrice),
    allowed: formatMoney(each.allowed),
    excess: formatMoney(each.excess),
    limit: each.kind === 'list' ? 'list of the day' : 'most allowed',
  }));
}
