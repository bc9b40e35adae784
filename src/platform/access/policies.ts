import { type Actor, type Membership, membershipsOf } from './actor.ts';

/** One row of the policy table: what is done, in words, and who may do it. */
export interface Policy {
  /** Stable name, `<things>.<act>`, such as `suppliers.import`. */
  readonly action: string;
  /** What the act is, for the refusal and the documentation: `import suppliers`. */
  readonly means: string;
  readonly operator: boolean;
  /** Roles, in any organisation of theirs, in which people may. What they may do it to is their organisation's. */
  readonly roles?: readonly string[];
  /** Anybody who signed in may: acts on one's own account. */
  readonly signedIn?: boolean;
  /** Only with a second factor: acts that bind an organisation. */
  readonly secondFactor?: boolean;
  /** The API key scope that allows it, such as `suppliers:write`; absent: no key may. */
  readonly scope?: string;
  /** Why no key may, as a sentence. */
  readonly noKey?: string;
  /** Anybody may, without signing in (for acts that store nothing about others, such as saving a list). */
  readonly anyone?: boolean;
}

/** `second-factor`: it would be allowed once the person confirms with a second factor. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly code: 'not-allowed' | 'second-factor' };

/** The one policy table. Modules give rows; an act without a row is refused. */
export class PolicyTable {
  readonly #rows: ReadonlyMap<string, Policy>;

  constructor(rows: readonly Policy[]) {
    const byAction = new Map<string, Policy>();
    for (const row of rows) {
      if (byAction.has(row.action)) throw new Error(`Two policies for ${row.action}`);
      byAction.set(row.action, row);
    }
    this.#rows = byAction;
  }

  has(action: string): boolean {
    return this.#rows.has(action);
  }

  /** What the act is, in words; undefined for an act without a row. */
  means(action: string): string | undefined {
    return this.#rows.get(action)?.means;
  }

  rows(): readonly Policy[] {
    return [...this.#rows.values()];
  }

  decide(action: string, actor: Actor): Decision {
    const row = this.#rows.get(action);
    if (row === undefined) return refuse(`There is no rule for ${action}.`);
    if (row.anyone === true) return { allowed: true };
    switch (actor.kind) {
      case 'operator':
        return row.operator ? { allowed: true } : refuse(`The operator may not ${row.means}.`);
      case 'key':
        if (row.scope === undefined)
          return refuse(`No API key may ${row.means}.${row.noKey === undefined ? '' : ` ${row.noKey}`}`);
        if (!actor.scopes.includes(row.scope)) return refuse(`Your key lacks the scope ${row.scope}.`);
        // A key of an organisation may what a role of its kind of organisation may, and nothing of the operator's.
        if (actor.membership !== undefined && !fits(row, actor.membership)) {
          return refuse(`No key of your organisation may ${row.means}.`);
        }
        // What only people in a role may do, only a key of an organisation may.
        if (!row.operator && row.roles !== undefined && actor.membership === undefined) {
          return refuse(`Only a key of an organisation may ${row.means}.`);
        }
        return { allowed: true };
      case 'person':
        return decideForPerson(row, actor);
      case 'public':
        return refuse(`You have to sign in to ${row.means}.`);
    }
  }

  /**
   * The organisations in which the actor may do it: what a service hands to its store, so that nothing else is read or
   * changed. A key of an organisation acts there within its scopes, in any role the organisation can give.
   */
  scope(action: string, actor: Actor): readonly Membership[] {
    const row = this.#rows.get(action);
    if (row === undefined) return [];
    if (actor.kind === 'key') {
      const { membership, scopes } = actor;
      const held = row.scope !== undefined && scopes.includes(row.scope);
      return membership !== undefined && held && fits(row, membership) ? [membership] : [];
    }
    return membershipsOf(actor).filter((each) => fits(row, each));
  }
}

function fits(row: Policy, membership: Membership): boolean {
  return membership.roles.some((role) => row.roles?.includes(role) === true);
}

function decideForPerson(row: Policy, actor: Extract<Actor, { kind: 'person' }>): Decision {
  const may = row.signedIn === true || actor.memberships.some((each) => fits(row, each));
  if (!may) return refuse(`None of your roles may ${row.means}.`);
  if (row.secondFactor === true && actor.confirmedAt === null) {
    return { allowed: false, code: 'second-factor', reason: `You need a second factor to ${row.means}.` };
  }
  return { allowed: true };
}

function refuse(reason: string): Decision {
  return { allowed: false, reason, code: 'not-allowed' };
}
