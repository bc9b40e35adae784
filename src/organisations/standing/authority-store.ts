import { sql } from 'kysely';
import type { Handle } from '../../platform/database/index.ts';

/** An organisation as a desk names it. */
export interface OrganisationBrief {
  readonly id: string;
  readonly name: string;
  /** Authorities: the agreements they run. */
  readonly agreements: readonly string[];
  /** Buyers: a class of reference/buyer-classes.yaml. */
  readonly buyerClass: string | null;
}

/** The organisations named, those that are closed left out. Served by the primary key. */
export async function organisationBriefs(
  handle: Handle,
  ids: readonly string[],
): Promise<readonly OrganisationBrief[]> {
  const found = await sql<OrganisationBrief>`select id, name, agreements, buyer_class as "buyerClass" from organisation
    where id = any(${[...ids]}::text[]) and closed_at is null order by name_key, id`.execute(handle);
  return found.rows;
}
