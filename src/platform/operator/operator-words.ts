import { formatDate, isoDate } from '../../kernel/dates.ts';
import { formatCount } from '../../kernel/money.ts';
import type { ListedEvent } from '../audit/index.ts';
import type { ApiKey } from './key-store.ts';
import type { OperatorSession } from './session-store.ts';

/** `23 November 2026, 09:42` in London. */
export function inLondon(instant: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${formatDate(isoDate(local.toPlainDate().toString()))}, ${time}`;
}

/** What the service records of its own accord, in words. */
const systemActs: Readonly<Record<string, string>> = {
  'operator.link-made': 'make a one-time link',
};

/** A key as its row in the list; it works while it is neither revoked nor expired. */
export function keyRow(key: ApiKey) {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    made: inLondon(key.madeAt),
    used: key.lastUsedAt === null ? 'Never' : inLondon(key.lastUsedAt),
    expires: key.expiresAt === null ? 'When revoked' : inLondon(key.expiresAt),
    revoked: key.revokedAt === null ? '' : inLondon(key.revokedAt),
  };
}

export function sessionRow(session: OperatorSession, own: string) {
  return {
    id: session.id,
    own: session.id === own,
    started: inLondon(session.startedAt),
    seen: inLondon(session.lastSeenAt),
    ends: inLondon(session.endsAt),
  };
}

/** An event as its row; `means` says what an action is, from the policy table, where it is one of a person. */
export function eventRow(event: ListedEvent, means: (action: string) => string | undefined) {
  const words = means(event.action) ?? systemActs[event.action] ?? event.action;
  return {
    id: event.id,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    at: inLondon(event.at),
    action: event.action,
    actor: event.actor,
    subject: event.subject,
    position: event.position === null ? '' : formatCount(event.position),
    detail: event.detail === '{}' ? '' : event.detail,
  };
}
