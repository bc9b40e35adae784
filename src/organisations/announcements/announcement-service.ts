import { type Clock, today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { type Actor, actorReference, membershipsOf, type OrganisationKind } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { notify } from '../inbox/notify.ts';
import type { AuthorityScope } from '../standing/authority-scope.ts';
import { type Announcement, announcementProblems, type NewAnnouncement } from './announcement.ts';
import * as store from './announcement-store.ts';

/** Announcements of authorities: written once, told to those they are for, shown for their days. */
export interface Announcements {
  /** Those the actor's authorities wrote, newest first. */
  written(actor: Actor): Promise<readonly Announcement[]>;
  /** Those on show for the actor today. */
  shown(actor: Actor): Promise<readonly Announcement[]>;
  /** Writes it and tells people of the organisations it is for. The same `key` again writes nothing. */
  write(
    wanted: NewAnnouncement,
    by: { readonly actor: Actor; readonly requestId: string; readonly key: string },
  ): Promise<Outcome<{ readonly told: number }>>;
  /** Takes it off show; false where the actor's authorities wrote none with this id. */
  withdraw(id: string, by: { readonly actor: Actor; readonly requestId: string }): Promise<boolean>;
}

const rolesTold = {
  buyer: ['buyer', 'contract-manager', 'administrator'],
  supplier: ['supplier-catalogue-manager', 'supplier-bid-manager', 'administrator'],
} as const;

export function createAnnouncements({
  database,
  clock,
  authority,
  lotsOf,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly authority: Pick<AuthorityScope, 'authorities'>;
  /** Numbers of the agreement's lots. */
  readonly lotsOf: (agreement: string) => readonly string[];
}): Announcements {
  const ids = async (action: string, actor: Actor): Promise<readonly string[]> =>
    (await authority.authorities(action, actor)).map((each) => each.id);
  return {
    written: async (actor) => store.announcementsOf(database.handle, await ids('authority.read', actor)),
    shown: (actor) => {
      const memberships = membershipsOf(actor);
      const of = (kind: OrganisationKind) => memberships.filter((each) => each.kind === kind);
      return store.shownAnnouncements(database.handle, today(clock), {
        buys: of('buyer').length > 0,
        suppliers: of('supplier').flatMap((each) => each.supplier ?? []),
        authorities: of('authority').map((each) => each.organisation),
      });
    },
    write: async (wanted, { actor, requestId, key }) => {
      const writer = (await authority.authorities('announcements.write', actor)).find((each) =>
        each.agreements.includes(wanted.agreement),
      );
      if (writer === undefined) {
        return fail({
          code: 'agreement-of-others',
          path: 'agreement',
          message: 'You run no such agreement.',
          remedy: 'Choose one you run.',
        });
      }
      const problems = announcementProblems(wanted, lotsOf(wanted.agreement), today(clock));
      if (problems.length > 0) return fail(...problems);
      return database.transact(async (transaction) => {
        const id = newId();
        const at = clock.now().toString();
        const fresh = await store.addAnnouncement(transaction, {
          ...wanted,
          ...{ id, organisation: writer.id, at, actor: actorReference(actor), key: `${actorReference(actor)} ${key}` },
        });
        if (!fresh) return succeed({ told: 0 });
        const kinds = { buyers: ['buyer'], suppliers: ['supplier'], everybody: ['buyer', 'supplier'] }[wanted.audience];
        const { agreement, lots } = wanted;
        let told = 0;
        for (const each of await store.audienceOrganisations(transaction, { agreement, lots, kinds })) {
          told += await notify(transaction, {
            to: { organisation: each.id, roles: rolesTold[each.kind] },
            kind: 'announcement',
            title: wanted.title,
            text: wanted.text,
            href: '/desk',
            key: `announcement:${id}`,
          });
        }
        await recordAudit(transaction, actor, {
          action: 'announcements.write',
          subject: `announcement:${id}`,
          detail: { agreement, audience: wanted.audience, lots, from: wanted.from, to: wanted.to, told },
          requestId,
        });
        return succeed({ told });
      });
    },
    withdraw: async (id, { actor, requestId }) => {
      const own = await ids('announcements.write', actor);
      return database.transact(async (transaction) => {
        if (!(await store.withdrawAnnouncement(transaction, own, id, clock.now().toString()))) return false;
        const subject = `announcement:${id}`;
        await recordAudit(transaction, actor, { action: 'announcements.withdraw', subject, requestId });
        return true;
      });
    },
  };
}
