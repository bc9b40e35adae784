import { type Actor, type PolicyTable } from '../../platform/access/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { type OrganisationBrief, organisationBriefs } from './authority-store.ts';

/** The authority an actor acts for, and the agreements it runs. */
export type Authority = Pick<OrganisationBrief, 'id' | 'name' | 'agreements'>;

/** For whom, and over which agreements, an actor may do what belongs to an authority. */
export interface AuthorityScope {
  /** The authorities in which the actor may do it; none for everybody else. */
  authorities(action: string, actor: Actor): Promise<readonly Authority[]>;
  /** The organisations with these ids: ask only for those the actor acts for. */
  briefs(ids: readonly string[]): Promise<ReadonlyMap<string, OrganisationBrief>>;
}

export function createAuthorityScope({
  database,
  policies,
}: {
  readonly database: Database;
  readonly policies: Pick<PolicyTable, 'scope'>;
}): AuthorityScope {
  return {
    authorities: async (action, actor) => {
      const ids = policies
        .scope(action, actor)
        .flatMap((each) => (each.kind === 'authority' ? [each.organisation] : []));
      return ids.length === 0 ? [] : organisationBriefs(database.handle, ids);
    },
    briefs: async (ids) => {
      const found = ids.length === 0 ? [] : await organisationBriefs(database.handle, ids);
      return new Map(found.map((each) => [each.id, each]));
    },
  };
}
