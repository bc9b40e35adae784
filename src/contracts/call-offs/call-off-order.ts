import { routeKinds } from '../../agreements/index.ts';
import type { IsoDate } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Site } from '../../organisations/index.ts';
import type { OrderDraft, OrderDraftLine } from '../order-draft.ts';
import { lineAmounts, totalsOf } from '../orders/order-draft-check.ts';
import type { CallOff } from './call-off.ts';
import { orderProblems } from './order-from-call-off.ts';

/** What a site wants from a call-off. */
export interface WantedOrder {
  readonly site: string;
  /** Lines of the call-off's price list by number, with how many. */
  readonly lines: readonly { readonly number: number; readonly quantity: number }[];
  readonly title: string;
  readonly buyerReference: string;
}

/** Most of one line in one order. */
const mostOfOne = 1_000_000;

/** The order that follows, at the call-off's prices; its ceiling is looked at when it is placed. */
export function orderDraftFrom(
  callOff: CallOff,
  wanted: WantedOrder,
  site: Site | undefined,
  on: IsoDate,
): Outcome<OrderDraft> {
  const problems: Problem[] = [];
  const route = routeKinds.find((each) => each === callOff.route);
  if (site === undefined || site.closedAt !== null || !callOff.sites.includes(site.id)) {
    problems.push({
      code: 'site-not-permitted',
      path: 'site',
      message: `This site may not order from ${callOff.number}.`,
      remedy: 'Choose one of the sites the call-off names.',
    });
  }
  const lines = callOff.prices.flatMap(({ number, ...price }): readonly OrderDraftLine[] => {
    const quantity = wanted.lines.find((each) => each.number === number)?.quantity ?? 0;
    if (!Number.isSafeInteger(quantity) || quantity < 0 || quantity > mostOfOne) {
      problems.push({
        code: 'quantity-unreadable',
        path: `quantity-${number}`,
        message: `How many of ${price.title} cannot be read.`,
        remedy: 'Write a whole number, or leave it empty.',
      });
      return [];
    }
    if (quantity === 0) return [];
    const line = { ...price, quantity, follows: null };
    return [{ ...line, ...lineAmounts(line) }];
  });
  if (lines.length === 0 && problems.length === 0) {
    problems.push({
      code: 'order-empty',
      path: `quantity-${callOff.prices[0]?.number ?? 1}`,
      message: 'Nothing is ordered yet.',
      remedy: 'Say how many of one line or more.',
    });
  }
  if (route === undefined) {
    problems.push({
      code: 'route-unknown',
      path: 'site',
      value: callOff.route,
      message: `It is not known by which route ${callOff.number} was made, so nothing is ordered from it here.`,
      remedy: 'Order from the supplier directly, under the contract itself.',
    });
  }
  if (problems.length > 0 || site === undefined || route === undefined) return fail(...problems);
  const totals = totalsOf(lines);
  const { organisation, supplier, agreement, lot, commencedOn } = callOff;
  const draft: OrderDraft = {
    ...{ organisation, site: site.id, supplier, agreement, lot, route, callOff: callOff.id, commencedOn },
    title: wanted.title.trim() === '' ? callOff.title : wanted.title.trim(),
    buyerReference: wanted.buyerReference.trim(),
    deliverTo: { name: site.name, address: site.address, postcode: site.postcode },
    invoiceTo: `${site.name}, ${site.address}, ${site.postcode}`,
    expectedBy: null,
    lines,
    ...totals,
    commitmentNet: totals.net,
    commitmentGross: totals.gross,
    starts: on,
    ends: null,
    purchase: '',
  };
  const refused = orderProblems(callOff, draft, on);
  return refused.length > 0 ? fail(...refused) : succeed(draft);
}
