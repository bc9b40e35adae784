import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { readMembers, readOrganisations, readSites } from '../buyers/directory-store.ts';
import type { Member, Organisation, Site } from '../buyers/organisation.ts';
import { type GrantForm, readGrant } from './grant.ts';
import * as store from './member-store.ts';
import { lockOrganisation } from './site-store.ts';

/** What happened to an organisation, with the names of those in it. */
export interface HistoryPage {
  readonly events: readonly store.OrganisationEvent[];
  readonly names: ReadonlyMap<string, string>;
  /** Id to ask for older events with. */
  readonly next: string | undefined;
}

/** An organisation as its own people see it, and what its administrators do with them. */
export interface Members {
  /** The actor's own organisations, by name. */
  mine(actor: Actor): Promise<readonly Organisation[]>;
  /** One of the actor's organisations with its open sites; undefined for another's. */
  own(
    organisation: string,
    actor: Actor,
  ): Promise<
    { readonly organisation: Organisation; readonly sites: readonly Site[]; readonly administers: boolean } | undefined
  >;
  /** People of one of the actor's organisations. */
  list(organisation: string, actor: Actor): Promise<readonly Member[] | undefined>;
  /** Changes roles and limits. */
  change(organisation: string, membership: string, form: GrantForm, acting: Acting): Promise<Outcome<undefined>>;
  /** Ends a membership; ending it twice is once. */
  end(organisation: string, membership: string, acting: Acting): Promise<Outcome<undefined>>;
  history(organisation: string, actor: Actor, before?: string): Promise<HistoryPage | undefined>;
}

const deciding = 'organisations.people';
const reading = 'organisations.read';
const eventsOnAPage = 50;

export function createMembers({
  database,
  clock,
  rights,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly rights: Rights;
}): Members {
  const { handle } = database;
  const mayRead = (organisation: string, actor: Actor): boolean =>
    actingIn(rights, reading, actor, organisation, false) !== undefined;
  return {
    mine: (actor) =>
      readOrganisations(
        handle,
        rights.scope(reading, actor).map((each) => each.organisation),
      ),
    own: async (id, actor) => {
      const [organisation] = mayRead(id, actor) ? await readOrganisations(handle, [id]) : [];
      if (organisation === undefined) return undefined;
      const sites = (await readSites(handle, id)).filter((each) => each.closedAt === null);
      return { organisation, sites, administers: actingIn(rights, deciding, actor, id) !== undefined };
    },
    list: async (id, actor) => (mayRead(id, actor) ? readMembers(handle, id, undefined) : undefined),
    change: async (id, membership, form, { actor, requestId }) => {
      const [organisation] =
        actingIn(rights, deciding, actor, id) === undefined ? [] : await readOrganisations(handle, [id]);
      if (organisation === undefined) return fail(notYours);
      const sites = (await readSites(handle, id)).filter((each) => each.closedAt === null).map((each) => each.id);
      const grant = readGrant(form, organisation.kind, sites);
      if (!grant.ok) return grant;
      return database.transact<Outcome<undefined>>(async (transaction) => {
        // One after the other: two administrators may not take the role from each other at once.
        await lockOrganisation(transaction, id);
        const before = (await readMembers(transaction, id, undefined)).find((each) => each.id === membership);
        if (before === undefined) return fail(notYours);
        if (!grant.value.roles.includes('administrator') && (await isLast(transaction, id, before))) return fail(last);
        await store.updateMembership(transaction, id, membership, grant.value);
        await recordAudit(transaction, actor, {
          action: 'organisations.change-roles',
          subject: `organisation:${id}`,
          detail: { person: before.person, before: granted(before), after: grant.value },
          requestId,
        });
        return succeed(undefined);
      });
    },
    end: async (id, membership, { actor, requestId }) => {
      if (actingIn(rights, deciding, actor, id) === undefined) return fail(notYours);
      return database.transact<Outcome<undefined>>(async (transaction) => {
        await lockOrganisation(transaction, id);
        const before = (await readMembers(transaction, id, undefined)).find((each) => each.id === membership);
        if (before === undefined) {
          return (await store.hasEnded(transaction, id, membership)) ? succeed(undefined) : fail(notYours);
        }
        if (await isLast(transaction, id, before)) return fail(last);
        await store.endMembership(transaction, id, membership, clock.now().toString());
        await recordAudit(transaction, actor, {
          action: 'organisations.end-membership',
          subject: `organisation:${id}`,
          detail: { person: before.person, before: granted(before) },
          requestId,
        });
        return succeed(undefined);
      });
    },
    history: async (id, actor, before) => {
      if (!mayRead(id, actor)) return undefined;
      const found = await store.listOrganisationEvents(handle, id, eventsOnAPage + 1, before);
      const events = found.slice(0, eventsOnAPage);
      const people = events.flatMap((each) => [
        personOf(each.actor),
        personOf(`person:${textOf(each.detail['person'])}`),
      ]);
      return {
        events,
        names: await store.namesOf(
          handle,
          people.filter((each) => each !== ''),
        ),
        next: found.length > eventsOnAPage ? events.at(-1)?.id : undefined,
      };
    },
  };
}

function granted({
  roles,
  site,
  approvalLimit,
  signingLimit,
}: Member): Pick<Member, 'roles' | 'site' | 'approvalLimit' | 'signingLimit'> {
  return { roles, site, approvalLimit, signingLimit };
}

async function isLast(
  handle: Parameters<typeof store.otherAdministrators>[0],
  organisation: string,
  member: Member,
): Promise<boolean> {
  if (!member.roles.includes('administrator')) return false;
  return (await store.otherAdministrators(handle, organisation, member.id)) === 0;
}

/** The id of a person in `person:<id>`; empty for other actors. */
export function personOf(actor: string): string {
  return actor.startsWith('person:') ? actor.slice('person:'.length) : '';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const last = problemAt(
  'roles',
  'last-administrator',
  'This is the last administrator: without one nobody could let people in.',
  'Make somebody else administrator first.',
);
