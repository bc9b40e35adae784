import { today } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';
import { type Outcome, succeed } from '../../kernel/outcome.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import { readRules } from '../approvals/approval-store.ts';
import { type Budget, lockBudget, readBudget } from '../approvals/budget-store.ts';
import type { By } from '../basket/basket-service.ts';
import { mayExceedBy, type Purchase, purchaseStatus } from './purchase.ts';
import { settleException, tellExcessAllowed } from './purchase-notices.ts';
import { notNow, problem, unknownPurchase } from './purchase-refusals.ts';
import * as store from './purchase-store.ts';
import { happened, scopeOf, traceOf } from './purchase-trace.ts';
import type { PurchaseOptions } from './purchases.ts';

const longestReason = 500;

/**
 * Persons who may let a purchase exceed the budget: administrators of the whole organisation, and approvers whom a rule of it
 * names for the budget's cost centre.
 */
export async function mayAllow(
  { database, organisations }: Pick<PurchaseOptions, 'database' | 'organisations'>,
  organisation: string,
  budget: Pick<Budget, 'code'> | undefined,
): Promise<readonly string[]> {
  const [members, rules] = await Promise.all([
    organisations.members(organisation),
    readRules(database.handle, organisation),
  ]);
  const named = rules.flatMap((each) =>
    budget !== undefined && each.budgetCode === budget.code && each.approver !== null ? [each.approver] : [],
  );
  return members
    .filter(
      ({ site, roles, person }) =>
        site === null && (roles.includes('administrator') || (roles.includes('approver') && named.includes(person))),
    )
    .map((each) => each.person);
}

/** By how much the budget has too little for the purchase beyond what was allowed; undefined where it has enough. */
export function missingOf(purchase: Purchase, budget: Budget | undefined): DecimalText | undefined {
  if (budget === undefined) return undefined;
  const may = exact(budget.amount).minus(budget.committed).plus(mayExceedBy(purchase));
  const missing = exact(purchase.draft.commitmentNet).minus(may);
  return missing.gt(0) ? missing.toFixed(2) : undefined;
}

/** What is missing, where the actor may allow it: nobody does so for what they asked for. */
export async function allowableTo(
  options: PurchaseOptions,
  actor: Actor,
  purchase: Purchase,
  budget: Budget | undefined,
): Promise<DecimalText | undefined> {
  const missing = missingOf(purchase, budget);
  const { organisation } = purchase;
  if (missing === undefined || budget === undefined || actor.kind !== 'person') return undefined;
  const holds = options.policies.scope('budgets.exceed', actor).some((each) => each.organisation === organisation);
  if (!holds || purchase.askedBy === actorReference(actor)) return undefined;
  return (await mayAllow(options, organisation, budget)).includes(actor.personId) ? missing : undefined;
}

/** Lets a purchase exceed its budget by what is missing now, for a reason. */
export async function allowExcess(
  options: PurchaseOptions,
  by: By,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Outcome<undefined>> {
  const { database, clock, policies } = options;
  const { actor } = by;
  const scope = scopeOf(policies, 'budgets.exceed', actor);
  const seen = await store.findPurchase(database.handle, scope, id);
  if (seen === undefined || actor.kind !== 'person') return unknownPurchase;
  const said = reason.trim().slice(0, longestReason);
  if (said === '')
    return problem(
      'reason-missing',
      'excess-reason',
      'Say why the budget may be exceeded',
      'It is kept with the order.',
    );
  const { budget: code } = seen;
  if (code === null) return enough;
  const people = await mayAllow(options, seen.organisation, await readBudget(database.handle, seen.organisation, code));
  if (actorReference(actor) === seen.askedBy || !people.includes(actor.personId)) return notYours;
  return database.transact(async (transaction): Promise<Outcome<undefined>> => {
    const purchase = await store.lockPurchase(transaction, scope, id);
    if (purchase === undefined) return unknownPurchase;
    const status = purchaseStatus(purchase, today(clock));
    if (status !== 'ready' && status !== 'waiting-for-approval') return notNow;
    const budget = await lockBudget(transaction, purchase.organisation, code);
    if (budget === undefined) return unknownPurchase;
    const amount = missingOf(purchase, budget);
    if (amount === undefined) {
      // The same click again.
      const last = purchase.events.at(-1);
      return last?.kind === 'budget-exception' && last.actor === actorReference(actor) ? succeed(undefined) : enough;
    }
    await happened(transaction, clock, by, purchase, { kind: 'budget-exception', reason: said, amount });
    await settleException(transaction, id);
    await tellExcessAllowed(transaction, purchase, said, purchase.events.length + 1);
    await recordAudit(transaction, actor, traceOf(by, 'budgets.exceed', id, { budget: budget.id, amount }));
    return succeed(undefined);
  });
}

const enough = problem('budget-enough', '', 'Its budget has enough for this purchase.', 'Nothing has to be allowed.');
const notYours = problem(
  'may-not-allow',
  '',
  'You cannot let this purchase exceed its budget.',
  'Leave it to another administrator, or to the approver your rules name for the budget. Nobody allows their own request.',
);
