import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { fail } from '../../kernel/outcome.ts';
import type { Budget } from '../approvals/budget-store.ts';

/** Whether the amount without VAT is left of the budget, or it may be exceeded by as much as is missing. */
export function fits(budget: Budget, amount: DecimalText, exceedBy: DecimalText = '0'): boolean {
  return exact(budget.committed).plus(amount).lte(exact(budget.amount).plus(exceedBy));
}

export function overBudget(budget: Budget | undefined, amount: DecimalText) {
  const left = budget === undefined ? '0' : exact(budget.amount).minus(budget.committed).toFixed(2);
  return problem(
    'over-budget',
    'budget',
    `${budget?.name ?? 'The budget'} has ${formatMoney(left)} left, and this takes ${formatMoney(amount)} excluding VAT.`,
    'Order less, choose another budget, or say why it is needed, so that it can be allowed.',
  );
}

/** Why an approver cannot decide a step, in words for them. */
export const whyNot = {
  'own-request': 'Nobody approves their own request. Another approver has to decide.',
  'already-approved': 'You approved an earlier step. Another approver has to decide this one.',
  'over-limit': 'It is above your approval limit. An approver with a higher limit has to decide.',
  'not-the-approver': 'This step is for another approver.',
} as const;

export function problem(code: string, path: string, message: string, remedy: string) {
  return fail({ code, path, message, remedy });
}

export const unknownBasket = problem('basket-unknown', '', 'There is no such basket.', 'Look at your baskets.');
export const changed = problem(
  'basket-changed',
  'version',
  'This basket was changed in another window.',
  'Look at it as it is now.',
);
export const unknownPurchase = problem('purchase-unknown', '', 'There is no such purchase.', 'Look at your purchases.');
export const quoteOver = problem(
  'quote-expired',
  '',
  'The quote it was asked for with has expired.',
  'Withdraw this request and ask for a new quote.',
);
export const notNow = problem(
  'purchase-state',
  '',
  'Somebody acted on this purchase meanwhile.',
  'Look at it as it stands now.',
);
