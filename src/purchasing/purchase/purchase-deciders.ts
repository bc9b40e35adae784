import { addDays, type IsoDate, today } from '../../kernel/dates.ts';
import type { Member } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { type Approver, type Delegation, mayDecide, type MayDecide } from '../approvals/approval-rules.ts';
import * as approvals from '../approvals/approval-store.ts';
import { nextStep, type Purchase } from './purchase.ts';
import { askApprovers } from './purchase-notices.ts';
import type { PurchaseOptions } from './purchases.ts';

/** Who approves for an organisation on a day, up to what, and whom they let decide. */
export interface Deciders {
  readonly on: IsoDate;
  /** By when whoever is asked today should decide. */
  readonly decideBy: IsoDate;
  readonly members: readonly Member[];
  readonly approvers: readonly Approver[];
  readonly delegations: readonly Delegation[];
}

export async function decidersOf(
  options: Pick<PurchaseOptions, 'database' | 'clock' | 'organisations' | 'rules'>,
  organisation: string,
): Promise<Deciders> {
  return decidersAmong(options, organisation, await options.organisations.members(organisation, 'approver'));
}

/** As `decidersOf`, among the members of the organisation that are at hand. */
export async function decidersAmong(
  { database, clock, rules }: Pick<PurchaseOptions, 'database' | 'clock' | 'rules'>,
  organisation: string,
  among: readonly Member[],
): Promise<Deciders> {
  const on = today(clock);
  const members = among.filter((each) => each.roles.includes('approver'));
  const delegations = await approvals.readDelegations(database.handle, organisation, on);
  const approvers = members.map((each) => ({ person: each.person, limit: each.approvalLimit }));
  return { on, decideBy: addDays(on, rules.decisionDays.value), members, delegations, approvers };
}

/** The step that waits and whether the person may decide it; undefined where none waits. */
export function decisionOf(
  person: string,
  purchase: Purchase,
  known: Deciders,
): ({ readonly waiting: number } & MayDecide) | undefined {
  const waiting = nextStep(purchase);
  const step = waiting === undefined ? undefined : purchase.steps[waiting - 1];
  if (waiting === undefined || step === undefined) return undefined;
  const approvedBy = purchase.events.flatMap((each) =>
    each.kind === 'approved' ? [personOf(each.actor), ...(each.forPerson === null ? [] : [each.forPerson])] : [],
  );
  const { commitmentGross } = purchase.draft;
  const decided = { askedBy: personOf(purchase.askedBy), commitmentGross, approvedBy };
  return { waiting, ...mayDecide(person, step, decided, known) };
}

/** Asks those who may decide the step that waits. */
export async function tellDeciders(transaction: Handle, purchase: Purchase, known: Deciders): Promise<void> {
  const persons = known.members.map((each) => each.person);
  const may = persons.filter((each) => decisionOf(each, purchase, known)?.may === true);
  await askApprovers(transaction, purchase, may, known.decideBy);
}

const personOf = (reference: string): string => reference.replace(/^person:/, '');
