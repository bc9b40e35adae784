import { formatDate } from '../../kernel/dates.ts';
import type { Handle } from '../../platform/database/index.ts';
import { notify } from '../inbox/notify.ts';
import { peopleToTell } from '../inbox/notice-store.ts';
import type { StandingEvent, Supplier } from '../supplier.ts';
import { supplierPaths } from '../supplier-paths.ts';
import { type StandingAffected, stoppedBySuspension } from './standing-effect.ts';

/** Where a decision holds: `lot 8 of` an agreement, an agreement, or everything. */
export function scopeInWords({ agreement, lot }: Pick<StandingEvent, 'agreement' | 'lot'>): string {
  if (agreement === null) return 'every agreement it is on';
  return lot === null ? agreement : `lot ${lot} of ${agreement}`;
}

/** What a decision means for something that somebody has with the supplier. */
export function meaning({ kind, what }: Pick<StandingAffected, 'kind' | 'what'>, event: StandingEvent['kind']): string {
  if (!stoppedBySuspension[kind]) return `${what}: it goes on as agreed.`;
  if (event === 'reinstated') return `${what}: it can be bought again.`;
  return `${what}: it cannot be bought while the suspension holds.`;
}

/**
 * Tells the supplier's people, and everybody who has something going on with it, within the transaction of the decision: one
 * notice a person and organisation, with all that is theirs. Gives how many people were told.
 */
export async function tellStanding(
  transaction: Handle,
  supplier: Supplier,
  event: StandingEvent,
  affected: readonly StandingAffected[],
): Promise<number> {
  const suspended = event.kind === 'suspended';
  const where = scopeInWords(event);
  const days = `From ${formatDate(event.from)}${event.to === null ? '' : ` to ${formatDate(event.to)}`}`;
  const href = supplierPaths.supplier(supplier.id);
  const key = `standing:${[supplier.id, event.kind, event.agreement, event.lot, event.from, supplier.standing.length].join(':')}`;
  let told = await notify(transaction, {
    to: {
      supplier: supplier.id,
      roles: ['supplier-catalogue-manager', 'supplier-bid-manager', 'administrator'],
    },
    kind: 'standing',
    title: suspended ? `${supplier.name} is suspended from ${where}` : `${supplier.name} may trade again on ${where}`,
    text: `${days} ${suspended ? 'your offers there are hidden from buyers' : 'buyers find your offers there again'}. The reason: ${event.reason}\n\nOrders that were placed and call-offs that run go on as agreed.`,
    href,
    key,
  });
  const persons = new Map<string, { readonly organisation: string; readonly person: string; readonly has: string[] }>();
  for (const each of affected) {
    for (const person of await peopleToTell(transaction, each.to)) {
      const at = `${each.organisation} ${person}`;
      const known = persons.get(at) ?? { organisation: each.organisation, person, has: [] };
      const line = meaning(each, event.kind);
      if (!known.has.includes(line)) known.has.push(line);
      persons.set(at, known);
    }
  }
  for (const { organisation, person, has } of persons.values()) {
    told += await notify(transaction, {
      to: { people: [person], organisation },
      kind: 'standing',
      title: `${supplier.name}, from whom you buy, ${suspended ? 'is suspended from' : 'may trade again on'} ${where}`,
      text: [`${days}. The reason: ${event.reason}`, ...has].join('\n\n'),
      href,
      key: `${key}:${organisation}`,
    });
  }
  return told;
}
