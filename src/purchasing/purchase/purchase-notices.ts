import { formatDay, type IsoDate } from '../../kernel/dates.ts';
import { formatMoney } from '../../kernel/money.ts';
import { notify, settleNotices } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { purchasingPaths } from '../purchasing-paths.ts';
import { nextStep, type Purchase } from './purchase.ts';

type Asked = Pick<Purchase, 'id' | 'organisation' | 'askedBy' | 'draft' | 'steps' | 'events' | 'answers'>;

/** By what the notices of a step that waits are named. */
export const approvalKey = (purchase: string, step: number): string => `approval-asked:${purchase}:${String(step)}`;
const exceptionKey = (purchase: string): string => `budget-exception:${purchase}`;
const costs = ({ draft }: Asked): string => `${formatMoney(draft.commitmentGross)} including VAT`;

/** Asks these people to decide the step that waits by a day: the daily letter reminds of it. */
export async function askApprovers(
  transaction: Handle,
  purchase: Asked,
  people: readonly string[],
  due: IsoDate,
): Promise<void> {
  const step = nextStep(purchase);
  if (step === undefined || people.length === 0) return;
  const { reason } = purchase.answers;
  await notify(transaction, {
    to: { people, organisation: purchase.organisation },
    kind: 'approval-asked',
    title: `Approval asked for: ${purchase.draft.title}`,
    text: `${purchase.draft.title} for ${costs(purchase)} waits for your decision: ${purchase.steps[step - 1]?.name ?? 'approval'}.${reason === '' ? '' : `\n\nWhy it is needed: ${reason}`}`,
    href: purchasingPaths.purchase(purchase.id),
    due,
    key: approvalKey(purchase.id, step),
  });
}

/** The step was decided, or is decided no more. */
export function settleStep(transaction: Handle, purchase: string, step: number): Promise<void> {
  return settleNotices(transaction, approvalKey(purchase, step));
}

/** Asks those who answer for the budget to let the purchase exceed it. */
export async function askForException(transaction: Handle, purchase: Asked, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  await notify(transaction, {
    to: { people, organisation: purchase.organisation },
    kind: 'approval-asked',
    title: `More than its budget has left: ${purchase.draft.title}`,
    text: `${purchase.draft.title} for ${costs(purchase)} takes more than its budget has left. Allow it with a reason, or leave it.\n\nWhy it is needed: ${purchase.answers.overBudget ?? ''}`,
    href: purchasingPaths.purchase(purchase.id),
    key: exceptionKey(purchase.id),
  });
}

/** The budget may be exceeded, or the purchase has ended. */
export function settleException(transaction: Handle, purchase: string): Promise<void> {
  return settleNotices(transaction, exceptionKey(purchase));
}

/** Tells whoever asked that the budget may be exceeded. */
export async function tellExcessAllowed(
  transaction: Handle,
  purchase: Asked,
  reason: string,
  position: number,
): Promise<void> {
  await tellAsker(transaction, purchase, {
    kind: 'approved',
    title: `Its budget may be exceeded: ${purchase.draft.title}`,
    text: `The reason: ${reason}`,
    key: `excess-allowed:${purchase.id}:${String(position)}`,
  });
}

/** Tells whoever asked that everything needed was approved. */
export async function tellApproved(transaction: Handle, purchase: Asked, heldUntil: IsoDate | null): Promise<void> {
  await tellAsker(transaction, purchase, {
    kind: 'approved',
    title: `Approved: ${purchase.draft.title}`,
    text: `You may place the order for ${costs(purchase)}.${heldUntil === null ? '' : ` The price is held until midnight on ${formatDay(heldUntil)}.`}`,
  });
}

/** Tells whoever asked that a step was refused, and why. */
export async function tellRefused(transaction: Handle, purchase: Asked, reason: string): Promise<void> {
  await tellAsker(transaction, purchase, {
    kind: 'refused',
    title: `Refused: ${purchase.draft.title}`,
    text: `The reason: ${reason}\n\nThe basket is still there. Change it, and ask anew.`,
  });
}

async function tellAsker(
  transaction: Handle,
  { id, organisation, askedBy }: Asked,
  notice: {
    readonly kind: 'approved' | 'refused';
    readonly title: string;
    readonly text: string;
    readonly key?: string;
  },
): Promise<void> {
  // A key has no inbox.
  if (!askedBy.startsWith('person:')) return;
  await notify(transaction, {
    key: `${notice.kind}:${id}`,
    ...notice,
    to: { people: [askedBy.slice('person:'.length)], organisation },
    href: purchasingPaths.purchase(id),
  });
}
