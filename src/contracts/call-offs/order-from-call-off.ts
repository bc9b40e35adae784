import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import type { OrderDraft, OrderDraftLine } from '../order-draft.ts';
import { type CallOff, type CallOffPrice, callOffState, lastDayOf } from './call-off.ts';

/** What the price list of the call-off has for a line; undefined where it has nothing like it. */
function priceOf(callOff: Pick<CallOff, 'prices'>, line: OrderDraftLine): CallOffPrice | undefined {
  return callOff.prices.find(
    (each) =>
      each.kind === line.kind &&
      each.mpn === line.mpn &&
      each.title === line.title &&
      each.condition === line.condition &&
      each.unit === line.unit,
  );
}

/**
 * What keeps an order from being placed from a call-off on a day, its ceiling left aside: the contract must bind and run,
 * the site be permitted, and every price be that of the call-off's own list. Whether the agreement still runs does not matter.
 */
export function orderProblems(callOff: CallOff, draft: OrderDraft, on: IsoDate): readonly Problem[] {
  const problems: Problem[] = [];
  const state = callOffState(callOff, on);
  const last = lastDayOf(callOff);
  if (state !== 'live' || callOff.starts > on) {
    problems.push({
      code: 'call-off-not-live',
      path: '/callOff',
      value: state,
      message:
        state === 'ended' && last !== null
          ? `${callOff.number} ended on ${formatDate(last)}.`
          : `${callOff.number} does not bind yet.`,
      remedy:
        state === 'ended' ? 'Buy under an agreement that runs.' : 'Order once the contract is formed and has started.',
    });
  }
  if (last !== null && draft.ends !== null && draft.ends > last) {
    problems.push({
      code: 'order-outlives-call-off',
      path: '/ends',
      message: `The order would end after ${callOff.number}, which ends on ${formatDate(last)}.`,
      remedy: 'Order for a shorter time.',
    });
  }
  if (!callOff.sites.includes(draft.site)) {
    problems.push({
      code: 'site-not-permitted',
      path: '/site',
      value: draft.site,
      message: `This site may not order from ${callOff.number}.`,
      remedy: 'Choose one of the sites the call-off names.',
    });
  }
  if (callOff.supplier !== draft.supplier || callOff.agreement !== draft.agreement || callOff.lot !== draft.lot) {
    problems.push({
      code: 'other-contract',
      path: '/supplier',
      message: `${callOff.number} is with another supplier or on another lot.`,
      remedy: 'Order from the call-off that names them.',
    });
  }
  draft.lines.forEach((line, index) => {
    const price = priceOf(callOff, line);
    if (price !== undefined && exact(price.unitPrice).eq(exact(line.unitPrice))) return;
    problems.push({
      code: price === undefined ? 'not-on-price-list' : 'other-price',
      path: `/lines/${index}/unitPrice`,
      value: line.unitPrice,
      message:
        price === undefined
          ? `${line.title} is not on the price list of ${callOff.number}.`
          : `${line.title} costs £${price.unitPrice} under ${callOff.number}, not £${line.unitPrice}.`,
      remedy: 'Order from the call-off’s own price list, at its prices.',
    });
  });
  return problems;
}
