import type { PersonActor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { readDemoPeople } from './demo-people-definition.ts';
import {
  addDemoOrganisation,
  addDemoPerson,
  demoId,
  demoMembers,
  demoMemberships,
  inventedSuppliers,
} from './demo-people-store.ts';

/** Days for which the organisations have been there: more than the year their orders go back. */
const daysThere = 500;

export interface DemoPeopleOptions {
  /** The `demo` folder of the agreement pack, which may hold `people.yaml`. */
  readonly demoFolder: string;
  /** ISO 8601 instant at which they are there. */
  readonly now: string;
}

/** Somebody of the demonstration one can step into from the sign-in page. */
export interface DemoPersona {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly organisation: string;
  readonly about: string;
}

/**
 * Loads the demonstration's organisations and people in the caller's transaction, after its suppliers. Idempotent: whoever is
 * there already stays as they are. Only invented suppliers get invented people.
 */
export async function loadDemoPeople(transaction: Handle, { demoFolder, now }: DemoPeopleOptions): Promise<void> {
  const definition = await readDemoPeople(demoFolder);
  if (definition === undefined) return;
  const wanted = definition.organisations.flatMap((each) => each.supplier ?? []);
  const suppliers = await inventedSuppliers(transaction, wanted);
  // They have been buying and selling for a while.
  const since = Temporal.Instant.from(now)
    .subtract({ hours: daysThere * 24 })
    .toString();
  const loaded: string[] = [];
  for (const each of definition.organisations) {
    const register = each.supplier === undefined ? undefined : suppliers.get(each.supplier);
    if (each.supplier !== undefined && register === undefined) continue;
    await addDemoOrganisation(transaction, each, each.name ?? register?.name ?? each.id, since);
    const domain = each.domains?.[0] ?? `${each.id}.example`;
    for (const person of each.people) await addDemoPerson(transaction, each.id, person, domain, since);
    loaded.push(demoId(each.id));
  }
  await recordAudit(transaction, 'system', {
    action: 'demo.people-loaded',
    subject: `agreement:${definition.agreement}`,
    detail: { organisations: loaded },
  });
}

/** Whom one can step into, in the order of the file: those of them who are in the database. */
export async function demoPersonas(handle: Handle, demoFolder: string): Promise<readonly DemoPersona[]> {
  const definition = await readDemoPeople(demoFolder);
  const people = (definition?.organisations ?? []).flatMap((each) => each.people);
  const standing = await demoMembers(
    handle,
    people.map((each) => demoId(each.id)),
  );
  return people.flatMap(({ id, persona }) => {
    const found = standing.get(demoId(id));
    return persona === undefined || found === undefined ? [] : [{ ...found, about: persona }];
  });
}

/** Somebody invented of an invented organisation, as who the demonstration acts; undefined for anybody else. */
export async function demoActor(handle: Handle, id: string, now: string): Promise<PersonActor | undefined> {
  const found = await demoMemberships(handle, demoId(id));
  if (found === undefined) return undefined;
  return { kind: 'person', personId: demoId(id), sessionId: 'demonstration', confirmedAt: now, ...found };
}
