import type { IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact } from '../../kernel/money.ts';

/** A rule of an organisation: who has to approve what. */
export interface ApprovalRule {
  readonly id: string;
  readonly name: string;
  /** From this commitment on: pounds including VAT over the whole term. */
  readonly from: DecimalText;
  /** A category path, with all below it; null: any. */
  readonly category: string | null;
  /** Code of a cost centre; null: any. */
  readonly budgetCode: string | null;
  /** The person who has to; null: any approver whose limit reaches. */
  readonly approver: string | null;
}

/** A step of an approval, in order. */
export interface ApprovalStep {
  readonly name: string;
  readonly approver: string | null;
}

/** What the rules ask about. */
export interface Approvable {
  readonly commitmentGross: DecimalText;
  readonly categories: readonly string[];
  readonly budgetCode: string | null;
  /** Whether whoever asks may place orders alone where no rule asks for approval. */
  readonly askerIsBuyer: boolean;
}

/**
 * The steps a purchase needs: one for each rule that meets it, the lowest value first. A requester's purchase needs at least
 * one approval; a buyer's none where no rule asks for it.
 */
export function approvalSteps(rules: readonly ApprovalRule[], wanted: Approvable): readonly ApprovalStep[] {
  const meets = rules.filter(
    (rule) =>
      exact(wanted.commitmentGross).gte(rule.from) &&
      (rule.budgetCode === null || rule.budgetCode === wanted.budgetCode) &&
      (rule.category === null ||
        wanted.categories.some((each) => each === rule.category || each.startsWith(`${rule.category ?? ''}/`))),
  );
  if (meets.length === 0) return wanted.askerIsBuyer ? [] : [{ name: 'Approval of a request', approver: null }];
  return meets
    .toSorted((a, b) => exact(a.from).comparedTo(b.from) || (a.name < b.name ? -1 : 1))
    .map(({ name, approver }) => ({ name, approver }));
}

/** An approver, as far as deciding goes. */
export interface Approver {
  readonly person: string;
  /** Pounds including VAT over the whole term; null: may approve nothing. */
  readonly limit: DecimalText | null;
}

/** Somebody who lets another approve for a time, both days included. */
export interface Delegation {
  readonly from: string;
  readonly to: string;
  readonly fromOn: IsoDate;
  readonly untilOn: IsoDate;
}

/** Why somebody may not decide a step; or for whom they decide it. */
export type MayDecide =
  | { readonly may: true; /** The approver they stand in for; null: themselves. */ readonly standingFor: string | null }
  | {
      readonly may: false;
      readonly why: 'own-request' | 'already-approved' | 'over-limit' | 'not-the-approver';
    };

/**
 * Whether a person may decide the step. Nobody approves what they asked for, also not through somebody who lets them approve,
 * nor for somebody who asked; one person does not take two steps; the limit of whoever they decide as must reach.
 */
export function mayDecide(
  person: string,
  step: ApprovalStep,
  purchase: {
    readonly askedBy: string;
    readonly commitmentGross: DecimalText;
    /** Persons who approved earlier steps, and those they stood in for. */
    readonly approvedBy: readonly string[];
  },
  known: { readonly approvers: readonly Approver[]; readonly delegations: readonly Delegation[]; readonly on: IsoDate },
): MayDecide {
  if (person === purchase.askedBy) return { may: false, why: 'own-request' };
  if (purchase.approvedBy.includes(person)) return { may: false, why: 'already-approved' };
  const lent = known.delegations.filter(
    (each) => each.to === person && each.fromOn <= known.on && known.on <= each.untilOn,
  );
  const as = [person, ...lent.map((each) => each.from)].filter(
    (each) => each !== purchase.askedBy && !purchase.approvedBy.includes(each),
  );
  const fitting = known.approvers.filter(
    (each) => as.includes(each.person) && (step.approver === null || step.approver === each.person),
  );
  if (fitting.length === 0) return { may: false, why: 'not-the-approver' };
  const enough = fitting
    .filter((each) => each.limit !== null && exact(purchase.commitmentGross).lte(each.limit))
    .toSorted((a, b) => as.indexOf(a.person) - as.indexOf(b.person));
  const [first] = enough;
  if (first === undefined) return { may: false, why: 'over-limit' };
  return { may: true, standingFor: first.person === person ? null : first.person };
}
