import { formatDate, formatDay } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import { inLondon } from '../../platform/operator/index.ts';
import type { PurchasingPageServices } from '../page-parts.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import type { PurchaseStatus } from './purchase.ts';
import type { PurchaseView } from './purchase-service.ts';

export const statusWords: Readonly<Record<PurchaseStatus, string>> = {
  'waiting-for-approval': 'Waiting for approval',
  ready: 'Ready to order',
  placed: 'Ordered',
  refused: 'Refused',
  withdrawn: 'Withdrawn',
  superseded: 'The basket was changed after it was asked for',
  lapsed: 'Its price is no longer held',
};

const icons = { pass: 'yes', warn: 'ask', stop: 'no', duty: 'ask' } as const;
const iconClasses = { pass: 'is-yes', warn: 'is-ask', stop: 'is-no', duty: 'is-ask' } as const;

/** Check your answers, and where the purchase stands. */
export function purchaseContext(
  view: PurchaseView,
  { agreements, orderHref }: Pick<PurchasingPageServices, 'agreements' | 'orderHref'>,
) {
  const { purchase, status, names } = view;
  const { draft, answers } = purchase;
  const pack = agreements.find(draft.agreement);
  const lot = pack?.lots.find((each) => each.number === draft.lot);
  const route = pack?.routes.find((each) => each.kind === draft.route);
  const nameOf = (reference: string): string => names.get(reference.replace(/^person:/, '')) ?? 'Somebody who left';
  const order = purchase.events.find((each) => each.kind === 'placed')?.order;
  const left = view.budget === undefined ? undefined : exact(view.budget.amount).minus(view.budget.committed);
  const approvedBy = purchase.events.filter((each) => each.kind === 'approved');
  return {
    title: status === 'ready' ? 'Check your answers before ordering' : draft.title,
    caption: view.organisationName,
    back: purchasingPaths.purchases(),
    status: statusWords[status],
    isReady: status === 'ready',
    lines: draft.lines.map((each) => ({
      ...{
        title: each.title,
        kind: each.kind,
        mpn: each.mpn,
        condition: each.condition ?? '',
        quantity: each.quantity,
      },
      each: each.kind === 'delivery' && exact(each.unitPrice).isZero() ? 'Free' : formatMoney(each.unitPrice),
      ...{ net: formatMoney(each.net), vat: formatMoney(each.vat), gross: formatMoney(each.gross) },
      rate: each.vatPercent === null ? 'No VAT' : `${exact(each.vatPercent).toString()}%`,
    })),
    ...{ net: formatMoney(draft.net), vat: formatMoney(draft.vat), gross: formatMoney(draft.gross) },
    commits: formatMoney(draft.commitmentGross),
    term:
      draft.ends === null
        ? undefined
        : `${formatMoney(draft.commitmentGross)} including VAT over the whole term, until ${formatDay(draft.ends)}`,
    held:
      view.heldUntil === null
        ? 'The price is held from the last approval.'
        : `The price is held until midnight on ${formatDay(view.heldUntil)}.`,
    supplier: view.supplierName,
    deliverTo: `${draft.deliverTo.name}, ${draft.deliverTo.address}, ${draft.deliverTo.postcode}`,
    expected:
      draft.expectedBy === null
        ? 'Not said'
        : `by ${formatDay(draft.expectedBy)}${draft.neededBy == null ? '' : `; needed by ${formatDay(draft.neededBy)}${draft.expectedBy > draft.neededBy ? ', so it is too late' : ''}`}`,
    compareHref: order === undefined ? purchasingPaths.comparePurchase(purchase.id) : undefined,
    reference: draft.buyerReference || 'None',
    basketHref: purchasingPaths.basket(),
    budget:
      view.budget === undefined || left === undefined
        ? 'None chosen'
        : status === 'placed'
          ? `${view.budget.name}, ${formatMoney(left)} left`
          : left.lt(draft.commitmentNet)
            ? `${view.budget.name}, ${formatMoney(left)} left. This order takes ${formatMoney(exact(draft.commitmentNet).minus(left))} more`
            : `${view.budget.name}, ${formatMoney(left)} left. ${formatMoney(left.minus(draft.commitmentNet))} left after this order`,
    steps: purchase.steps.map((each, index) => {
      const done = approvedBy.find((event) => event.step === index + 1);
      return {
        name: each.name,
        text:
          done === undefined
            ? 'Waiting'
            : `${nameOf(done.actor)}, ${inLondon(done.at)}${done.forPerson === null ? '' : `, for ${nameOf(done.forPerson)}`}`,
        reason: done?.reason ?? '',
      };
    }),
    ended: purchase.events
      .filter((each) => each.kind === 'refused' || each.kind === 'withdrawn')
      .map(
        (each) =>
          `${each.kind === 'refused' ? 'Refused' : 'Withdrawn'} by ${nameOf(each.actor)}, ${inLondon(each.at)}${each.reason === '' ? '' : `: “${each.reason}”`}`,
      ),
    askedBy: `${nameOf(purchase.askedBy)}, ${inLondon(purchase.askedAt)}`,
    reason: answers.reason,
    lot: `${draft.lot}, ${lot?.name.value ?? ''}`,
    route: route?.name.value ?? draft.route,
    compared: answers.comparison.map((each) => ({
      ...each,
      unitPrice: formatMoney(each.unitPrice),
      delivered: formatMoney(each.delivered),
    })),
    conditions: Object.entries(answers.conditions).map(([id, answer]) => ({
      text: lot?.routes.flatMap((each) => each.conditions).find((each) => each.id === id)?.value ?? id,
      answer,
    })),
    checks: view.checks.map((each) => ({
      ...each,
      icon: icons[each.state],
      iconClass: iconClasses[each.state],
      on: formatDate(each.on),
      source: each.edition === '' ? each.source : `${each.source}, ${each.edition}`,
    })),
    checksFrozen: view.checksFrozenAt === null ? undefined : inLondon(view.checksFrozenAt),
    exceptions: purchase.events.flatMap((each) =>
      each.kind === 'budget-exception'
        ? [
            {
              amount: formatMoney(each.amount ?? '0'),
              text: `${nameOf(each.actor)}, ${inLondon(each.at)}: “${each.reason}”`,
            },
          ]
        : [],
    ),
    overBudget: answers.overBudget ?? '',
    allowExcess: view.mayAllowExcess === undefined ? undefined : formatMoney(view.mayAllowExcess),
    decideStep: view.maysDecide,
    whyNot: view.whyNot,
    mayPlace: view.mayPlace,
    stops: status === 'ready' ? view.checks.flatMap((each) => (each.state === 'stop' ? [each.text] : [])) : [],
    mayWithdraw: view.mayWithdraw,
    paths: {
      decide: purchasingPaths.decide(purchase.id),
      place: purchasingPaths.place(purchase.id),
      withdraw: purchasingPaths.withdraw(purchase.id),
      allowExcess: purchasingPaths.allowExcess(purchase.id),
    },
    orderHref: order == null ? undefined : orderHref(order),
  };
}
