import type { Actor } from './actor.ts';

/** One row of the policy table: what is done, in words, and who may do it. */
export interface Policy {
  /** Stable name, `<things>.<act>`, such as `suppliers.import`. */
  readonly action: string;
  /** What the act is, for the refusal and the documentation: `import suppliers`. */
  readonly means: string;
  readonly operator: boolean;
  /** The API key scope that allows it, such as `suppliers:write`; absent: no key may. */
  readonly scope?: string;
  /** Anybody may, without signing in (for acts that store nothing about others, such as saving a list). */
  readonly anyone?: boolean;
}

export type Decision = { readonly allowed: true } | { readonly allowed: false; readonly reason: string };

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
    if (row === undefined) return { allowed: false, reason: `There is no rule for ${action}.` };
    if (row.anyone === true) return { allowed: true };
    switch (actor.kind) {
      case 'operator':
        return row.operator ? { allowed: true } : { allowed: false, reason: `The operator may not ${row.means}.` };
      case 'key':
        if (row.scope !== undefined && actor.scopes.includes(row.scope)) return { allowed: true };
        return {
          allowed: false,
          reason: row.scope === undefined ? `No API key may ${row.means}.` : `Your key lacks the scope ${row.scope}.`,
        };
      case 'public':
        return { allowed: false, reason: `You have to sign in to ${row.means}.` };
    }
  }
}
