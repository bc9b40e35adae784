import type { CategoryTree } from '../../catalogue/index.ts';
import type { Spending } from '../../contracts/index.ts';
import { type Clock, type IsoDate, parseIsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, isDecimalText } from '../../kernel/money.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import type { Member, Organisations } from '../../organisations/index.ts';
import { type Actor, membershipsOf, type PolicyTable } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import type { By } from '../basket/basket-service.ts';
import type { ApprovalRule } from './approval-rules.ts';
import * as store from './approval-store.ts';
import * as budgets from './budget-store.ts';

/** A budget with what was invoiced, less credits, for the orders that take of it: pounds without VAT. */
export interface BudgetWithSpent extends budgets.Budget {
  readonly spent: DecimalText;
}

/** What an organisation's administrator decides: which purchases need approval, and what there is to spend. */
export interface ApprovalSettings {
  /** Undefined where the actor may not see them. */
  read(
    actor: Actor,
    organisation: string,
  ): Promise<
    | {
        readonly rules: readonly ApprovalRule[];
        readonly budgets: readonly BudgetWithSpent[];
        readonly approvers: readonly Pick<Member, 'person' | 'name'>[];
      }
    | undefined
  >;
  addRule(
    by: By,
    organisation: string,
    rule: {
      readonly name: string;
      readonly from: string;
      /** Empty: any. The approver is an approver of the organisation, by person. */
      readonly category: string;
      readonly budgetCode: string;
      readonly approver: string;
    },
  ): Promise<Outcome<undefined>>;
  endRule(by: By, organisation: string, rule: string): Promise<boolean>;
  /** Makes a budget, or sets the amount of the one with the code and first day, if it still has the version. */
  putBudget(
    by: By,
    organisation: string,
    budget: Readonly<Record<'code' | 'name' | 'startsOn' | 'endsOn' | 'amount', string>> & { readonly version: number },
  ): Promise<Outcome<undefined>>;
}

export function createApprovalSettings(options: {
  readonly database: Database;
  readonly clock: Clock;
  readonly policies: Pick<PolicyTable, 'scope'>;
  readonly spending: Pick<Spending, 'spentOn'>;
  readonly organisations: Pick<Organisations, 'members'>;
  readonly categories: Pick<CategoryTree, 'get'>;
}): ApprovalSettings {
  const { database, clock, policies, spending, organisations, categories } = options;
  const approversOf = (organisation: string) => organisations.members(organisation, 'approver');
  const may = (action: string, actor: Actor, organisation: string): boolean =>
    membershipsOf(actor).length > 0 &&
    policies.scope(action, actor).some((each) => each.organisation === organisation && each.site === null);
  const audit = (by: By, action: string, organisation: string, detail: Readonly<Record<string, unknown>>) => ({
    ...{ action, subject: `organisation:${organisation}`, detail },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  });
  const wrong = (path: string, message: string): Problem => ({
    ...{ code: `${path}-wrong`, path, message },
    remedy: 'Correct it and send the form again.',
  });
  async function budgetsOf(organisation: string): Promise<readonly BudgetWithSpent[]> {
    const [found, orders] = await Promise.all([
      budgets.readBudgets(database.handle, organisation),
      budgets.ordersOfBudgets(database.handle, organisation),
    ]);
    const spent = await spending.spentOn([...orders.values()].flat());
    return found.map((each) => ({
      ...each,
      spent: (orders.get(each.id) ?? []).reduce((sum, order) => sum.plus(spent.get(order) ?? '0'), exact(0)).toFixed(2),
    }));
  }
  const money = (text: string): boolean => isDecimalText(text) && /^\d{1,11}(\.\d{1,2})?$/.test(text);
  const refused = wrong('organisation', 'You may not change this organisation’s rules.');

  return {
    read: async (actor, organisation) =>
      may('budgets.read', actor, organisation)
        ? {
            rules: await store.readRules(database.handle, organisation),
            approvers: await approversOf(organisation),
            budgets: await budgetsOf(organisation),
          }
        : undefined,
    addRule: async (by, organisation, { name, from, ...kept }) => {
      if (!may('approval-rules.edit', by.actor, organisation)) return fail(refused);
      const problems = [
        ...(name === '' || name.length > 80 ? [wrong('name', 'Enter a name of up to 80 characters')] : []),
        ...(money(from) ? [] : [wrong('from', 'Enter an amount in pounds, such as 5000')]),
        ...(kept.category === '' || categories.get(kept.category) !== undefined
          ? []
          : [wrong('category', 'Choose a category of the list')]),
        ...(kept.approver === '' || (await approversOf(organisation)).some((each) => each.person === kept.approver)
          ? []
          : [wrong('approver', 'Choose an approver of the organisation')]),
      ];
      if (problems.length > 0) return fail(...problems);
      const category = kept.category || null;
      const budgetCode = kept.budgetCode || null;
      const approver = kept.approver || null;
      const rule = { id: newId(), name, from, category, budgetCode, approver };
      return database.transact(async (transaction) => {
        // The same form twice makes one rule.
        const before = await store.readRules(transaction, organisation);
        const same = before.some(
          (each) =>
            each.name === name &&
            exact(each.from).eq(from) &&
            each.category === category &&
            each.budgetCode === budgetCode &&
            each.approver === approver,
        );
        if (same) return succeed(undefined);
        await store.addRule(transaction, organisation, rule, clock.now().toString());
        await recordAudit(
          transaction,
          by.actor,
          audit(by, 'approval-rules.edit', organisation, { rule: rule.id, from }),
        );
        return succeed(undefined);
      });
    },
    endRule: async (by, organisation, rule) => {
      if (!may('approval-rules.edit', by.actor, organisation)) return false;
      return database.transact(async (transaction) => {
        const ended = await store.endRule(transaction, organisation, rule, clock.now().toString());
        if (ended) {
          await recordAudit(transaction, by.actor, audit(by, 'approval-rules.edit', organisation, { ended: rule }));
        }
        return ended;
      });
    },
    putBudget: async (by, organisation, { code, name, startsOn, endsOn, amount, version }) => {
      if (!may('budgets.edit', by.actor, organisation)) return fail(refused);
      const from: IsoDate | undefined = parseIsoDate(startsOn);
      const to: IsoDate | undefined = parseIsoDate(endsOn);
      const problems = [
        ...(code === '' || code.length > 30 ? [wrong('code', 'Enter a code of up to 30 characters')] : []),
        ...(name === '' ? [wrong('budget-name', 'Enter a name')] : []),
        ...(from === undefined || to === undefined || to <= from
          ? [wrong('startsOn', 'Enter the first and last day of the year')]
          : []),
        ...(money(amount) ? [] : [wrong('amount', 'Enter an amount in pounds, such as 18400')]),
      ];
      if (problems.length > 0 || from === undefined || to === undefined) return fail(...problems);
      const changed = wrong('code', 'This budget is there already, or was changed meanwhile');
      if (!Number.isSafeInteger(version)) return fail(changed);
      return database.transact(async (transaction) => {
        const put = await budgets.putBudget(transaction, organisation, {
          ...{ id: newId(), code, name, startsOn: from, endsOn: to, amount, version },
        });
        if (!put) return fail(changed);
        await recordAudit(transaction, by.actor, audit(by, 'budgets.edit', organisation, { code, startsOn, amount }));
        return succeed(undefined);
      });
    },
  };
}
