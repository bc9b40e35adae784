import { addDays, type Clock, parseIsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { Actor, PolicyTable } from '../access/index.ts';
import { recordAudit } from '../audit/index.ts';
import type { Database } from '../database/index.ts';
import * as store from './key-store.ts';
import { hashSecret, newId, newSecret } from './secret.ts';

/** Being used is written down at most this often, in seconds. */
const USED_EVERY = 60;
const LONGEST_NAME = 80;

export interface KeyServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly policies: PolicyTable;
}

export interface KeyRequest {
  readonly name: string;
  readonly scopes: readonly string[];
  /** The last day on which the key works, `YYYY-MM-DD` in London; empty: until it is revoked. */
  readonly lastDay: string;
}

export interface MadeKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expiresAt: string | null;
  /** The key itself: shown once, stored nowhere. */
  readonly key: string;
}

/** Whose keys: an organisation's, with every role it can give. Absent: the operator's. */
export interface KeyOwner {
  readonly organisation: string;
  readonly roles: readonly string[];
}

/** Why a key does not work. */
export type KeyRefusal = 'unknown' | 'revoked' | 'expired';

/** Keys for programs: made and revoked by the operator or by an organisation's administrators, each with the scopes it was given. */
export class KeyService {
  readonly #services: KeyServices;

  constructor(services: KeyServices) {
    this.#services = services;
  }

  /** Every scope a key of the owner can be given, from the policy table, with what it allows in words. */
  scopes(owner?: KeyOwner): readonly { readonly scope: string; readonly means: readonly string[] }[] {
    const means = new Map<string, string[]>();
    for (const row of this.#services.policies.rows()) {
      const fits =
        owner === undefined
          ? row.operator || row.roles === undefined
          : owner.roles.some((each) => row.roles?.includes(each) === true);
      if (row.scope !== undefined && fits) means.set(row.scope, [...(means.get(row.scope) ?? []), row.means]);
    }
    return [...means].map(([scope, each]) => ({ scope, means: each })).sort((a, b) => (a.scope < b.scope ? -1 : 1));
  }

  /** `secret`: what a form was given to make its key of, by us; sent twice it makes one key and shows it again. */
  async create(
    request: KeyRequest,
    actor: Actor | 'system',
    requestId?: string,
    owner?: KeyOwner,
    secret = newSecret(),
  ): Promise<Outcome<MadeKey>> {
    const name = cleanLine(request.name);
    const problems = this.#check({ ...request, name }, owner);
    if (problems.length > 0) return fail(...problems);
    const key = `calloff_${secret}`;
    const id = newId();
    const scopes = [...new Set(request.scopes)].sort();
    const lastDay = parseIsoDate(request.lastDay);
    const expiresAt =
      lastDay === undefined
        ? null
        : Temporal.PlainDate.from(addDays(lastDay, 1)).toZonedDateTime('Europe/London').toInstant().toString();
    const organisation = owner?.organisation ?? null;
    const hash = hashSecret(key);
    const made = await this.#services.database.transact(async (transaction) => {
      const row = { id, name, hash, scopes, now: this.#now(), expiresAt, organisation };
      if (!(await store.insertKey(transaction, row))) return false;
      await recordAudit(transaction, actor, {
        action: 'keys.create',
        subject: subjectOf(id, owner),
        detail: { key: id, scopes, expiresAt },
        ...(requestId === undefined ? {} : { requestId }),
      });
      return true;
    });
    if (made) return succeed({ id, name, scopes, expiresAt, key });
    const there = await store.findKey(this.#services.database.handle, hash);
    if (there?.organisation !== organisation || there.revokedAt !== null) return fail(formUsed);
    return succeed({ id: there.id, name: there.name, scopes: there.scopes, expiresAt: there.expiresAt, key });
  }

  list(owner?: KeyOwner): Promise<readonly store.ApiKey[]> {
    return store.listKeys(this.#services.database.handle, owner?.organisation ?? null);
  }

  /** False when the owner has no such key, or it was revoked before. */
  revoke(id: string, actor: Actor | 'system', requestId?: string, owner?: KeyOwner): Promise<boolean> {
    return this.#services.database.transact(async (transaction) => {
      if (!(await store.revokeKey(transaction, owner?.organisation ?? null, id, this.#now()))) return false;
      await recordAudit(transaction, actor, {
        action: 'keys.revoke',
        subject: subjectOf(id, owner),
        detail: { key: id },
        ...(requestId === undefined ? {} : { requestId }),
      });
      return true;
    });
  }

  /** The key behind a secret, or why it does not work. */
  async find(secret: string): Promise<store.ApiKey | KeyRefusal> {
    const { handle } = this.#services.database;
    const key = await store.findKey(handle, hashSecret(secret));
    if (key === undefined) return 'unknown';
    if (key.revokedAt !== null) return 'revoked';
    const now = this.#services.clock.now();
    if (key.expiresAt !== null && Temporal.Instant.compare(now, Temporal.Instant.from(key.expiresAt)) >= 0)
      return 'expired';
    const used = key.lastUsedAt === null ? Infinity : Temporal.Instant.from(key.lastUsedAt).until(now).total('seconds');
    if (used > USED_EVERY) await store.touchKey(handle, key.id, now.toString());
    return key;
  }

  #check(request: KeyRequest, owner: KeyOwner | undefined): readonly Problem[] {
    const problems: Problem[] = [];
    if (request.name === '' || request.name.length > LONGEST_NAME) {
      problems.push({
        code: 'key-name',
        path: 'name',
        message: request.name === '' ? 'The key has no name.' : 'The name is too long.',
        remedy: `Name the program that will use it, in at most ${String(LONGEST_NAME)} characters.`,
      });
    }
    const known = new Set(this.scopes(owner).map((each) => each.scope));
    const unknown = request.scopes.filter((each) => !known.has(each));
    if (request.scopes.length === 0 || unknown.length > 0) {
      problems.push({
        code: 'key-scopes',
        path: 'scopes',
        value: unknown.join(', '),
        message: unknown.length > 0 ? `There is no scope ${unknown.join(', ')}.` : 'The key has no scopes.',
        remedy: `Choose from: ${[...known].join(', ')}.`,
      });
    }
    const lastDay = parseIsoDate(request.lastDay);
    if (request.lastDay !== '' && (lastDay === undefined || lastDay < today(this.#services.clock))) {
      problems.push({
        code: 'key-last-day',
        path: 'lastDay',
        value: request.lastDay,
        message: lastDay === undefined ? 'The last day is not a date.' : 'The last day is over.',
        remedy: 'Give a day from today on, such as 2027-03-31, or none.',
      });
    }
    return problems;
  }

  #now(): string {
    return this.#services.clock.now().toString();
  }
}

const formUsed: Problem = {
  code: 'key-form',
  path: 'name',
  message: 'This form has made its key already.',
  remedy: 'Load the page again to make another one.',
};

/** What happened to an organisation's key is part of the organisation's history. */
function subjectOf(key: string, owner: KeyOwner | undefined): string {
  return owner === undefined ? `key:${key}` : `organisation:${owner.organisation}`;
}
