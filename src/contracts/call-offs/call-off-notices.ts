import { formatMoney } from '../../kernel/money.ts';
import { notify, settleNotices } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { contractPaths } from '../contract-paths.ts';
import type { CallOff } from './call-off.ts';
import type { SpendMeter } from './spend-meter.ts';

/** Warnings of the meter that people are told of, percent, with the notice for each. */
const kinds = { 70: 'spend-70', 90: 'spend-90', 100: 'spend-100' } as const;

function kindOf(warning: number): (typeof kinds)[keyof typeof kinds] {
  if (warning >= 100) return kinds[100];
  return warning >= 90 ? kinds[90] : kinds[70];
}

/** Tells those who manage the call-off's contracts of the highest warning its meter has reached, once for each warning. */
export async function tellOfSpend(
  transaction: Handle,
  { id, number, title, organisation }: Pick<CallOff, 'id' | 'number' | 'title' | 'organisation'>,
  { warning, percent, taken, ceiling, left }: SpendMeter,
): Promise<void> {
  if (warning === null) return;
  await notify(transaction, {
    to: { organisation, roles: ['buyer', 'contract-manager'] },
    kind: kindOf(warning),
    title: `${number}, ${title}: ${percent}% of its ceiling is taken`,
    text: `${formatMoney(taken)} of ${formatMoney(ceiling)} excluding VAT is committed or spent, and ${formatMoney(left)} is left. More than the ceiling cannot be ordered without a variation.`,
    href: contractPaths.callOff(id),
    // The ceiling too: after a variation the same warning is news.
    key: `spend:${id}:${String(warning)}:${ceiling}`,
  });
}

/** Asks the person who was named to sign for a party; whoever was named for it before is asked no more. */
export async function askToSign(
  transaction: Handle,
  { id, number, title, valueGross }: Pick<CallOff, 'id' | 'number' | 'title' | 'valueGross'>,
  named: { readonly person: string; readonly organisation: string; readonly before: string | undefined },
): Promise<void> {
  if (named.before !== undefined && named.before !== named.person) await signed(transaction, id, named.before);
  await notify(transaction, {
    to: { people: [named.person], organisation: named.organisation },
    kind: 'signature-asked',
    title: `Your signature is asked for: ${number}, ${title}`,
    text: `You are named to sign the contract ${number}, worth ${formatMoney(valueGross)} including VAT over its whole term. Read the document, then sign it.`,
    href: contractPaths.sign(id),
    key: signKey(id, named.person),
  });
}

/** The person was asked to sign, and is asked no more. */
export function signed(transaction: Handle, callOff: string, person: string): Promise<void> {
  return settleNotices(transaction, signKey(callOff, person));
}

const signKey = (callOff: string, person: string): string => `signature-asked:${callOff}:${person}`;
