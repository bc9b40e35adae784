import type { DeliveryPlaces } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { readSite as findSite, readSites } from '../buyers/directory-store.ts';
import { type NewSite, readSite, type SiteForm } from '../buyers/new-organisation.ts';
import type { Site } from '../buyers/organisation.ts';
import { blockedBy, effectsHere } from '../keeping/keeping.ts';
import { revokeInvitations } from '../keeping/keeping-store.ts';
import type { OpenWorkOf } from '../keeping/open-work.ts';
import * as store from './site-store.ts';
import { readSiteTable, siteKey } from './site-table.ts';

/** What a list of sites changed. */
export interface SiteImport {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
}

/** Sites of an organisation, kept by its administrators. */
export interface Sites {
  /** Adds a site; another one with the same identifier or name that is open is a problem, the very same is added once. */
  add(organisation: string, form: SiteForm, acting: Acting): Promise<Outcome<{ readonly id: string }>>;
  change(organisation: string, site: string, form: SiteForm, acting: Acting): Promise<Outcome<undefined>>;
  /**
   * Closes a site: nothing new is ordered for it, and invitations for it are taken back. The main one stays, and one for which a
   * purchase waits. Closing twice is once.
   */
  close(organisation: string, site: string, acting: Acting): Promise<Outcome<undefined>>;
  /**
   * Adds or changes the sites of a CSV list or a workbook, all or nothing; sites the list does not name stay as they are.
   * `check`: only says what it would do.
   */
  import(organisation: string, file: Uint8Array, acting: Acting, check?: boolean): Promise<Outcome<SiteImport>>;
}

const action = 'organisations.sites';

export function createSites({
  database,
  clock,
  places,
  rights,
  openWork,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly places: DeliveryPlaces;
  readonly rights: Rights;
  readonly openWork: OpenWorkOf;
}): Sites {
  const now = (): string => clock.now().toString();
  /** Runs the work while nothing else changes the organisation, if the actor may. */
  const within = async <T>(
    organisation: string,
    acting: Acting,
    work: (transaction: Handle, audit: (detail: object) => Promise<void>) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> => {
    if (actingIn(rights, action, acting.actor, organisation) === undefined) return fail(notYours);
    return database.transact(async (transaction) => {
      if (!(await store.lockOrganisation(transaction, organisation))) return fail(notYours);
      return work(transaction, (detail) =>
        recordAudit(transaction, acting.actor, {
          action,
          subject: `organisation:${organisation}`,
          detail: { ...detail },
          requestId: acting.requestId,
        }),
      );
    });
  };
  return {
    add: (organisation, form, acting) =>
      within(organisation, acting, async (transaction, audit) => {
        const site = readSite(form, places);
        if (!site.ok) return site;
        const same = (await openSites(transaction, organisation)).find((each) => siteKey(each) === siteKey(site.value));
        // The second of two clicks.
        if (same !== undefined && isSame(same, site.value)) return succeed({ id: same.id });
        if (same !== undefined) return fail(twice(same.name));
        const id = newId();
        await store.insertSite(transaction, { id, organisation, site: site.value, main: false, now: now() });
        await audit({ added: id, name: site.value.name });
        return succeed({ id });
      }),
    change: (organisation, id, form, acting) =>
      within(organisation, acting, async (transaction, audit) => {
        const sites = await openSites(transaction, organisation);
        const before = sites.find((each) => each.id === id);
        if (before === undefined) return fail(notYours);
        const site = readSite(form, places, { standing: before.postcode });
        if (!site.ok) return site;
        const same = sites.find((each) => each.id !== id && siteKey(each) === siteKey(site.value));
        if (same !== undefined) return fail(twice(same.name));
        if (isSame(before, site.value)) return succeed(undefined);
        await store.updateSite(transaction, organisation, id, site.value);
        await audit({ changed: id, name: site.value.name, before: written(before), after: written(site.value) });
        return succeed(undefined);
      }),
    close: (organisation, id, acting) =>
      within(organisation, acting, async (transaction, audit) => {
        const site = await findSite(transaction, organisation, id);
        if (site === undefined) return fail(notYours);
        if (site.closedAt !== null) return succeed(undefined);
        if (site.main) return fail(mainStays);
        const effects = await effectsHere(
          { openWork, clock },
          transaction,
          'close-site',
          { id: organisation, supplier: null },
          id,
        );
        const blocked = blockedBy(effects);
        if (blocked.length > 0) return fail(...blocked);
        await store.closeSite(transaction, organisation, id, now());
        const invitations = await revokeInvitations(transaction, organisation, id, now());
        await audit({ closed: id, name: site.name, invitations });
        return succeed(undefined);
      }),
    import: (organisation, file, acting, check = false) =>
      within(organisation, acting, async (transaction, audit) => {
        const table = await readSiteTable(file, places, await openSites(transaction, organisation));
        if (!table.ok) return table;
        const counts = { rows: table.value.length, added: 0, changed: 0, same: 0 };
        for (const { site, known } of table.value) {
          if (known !== undefined && isSame(known, site)) {
            counts.same += 1;
          } else if (known === undefined) {
            counts.added += 1;
            if (check) continue;
            await store.insertSite(transaction, { id: newId(), organisation, site, main: false, now: now() });
          } else {
            counts.changed += 1;
            if (!check) await store.updateSite(transaction, organisation, known.id, site);
          }
        }
        if (!check && counts.added + counts.changed > 0) await audit({ imported: counts.rows, ...counts });
        return succeed(counts);
      }),
  };
}

async function openSites(transaction: Handle, organisation: string): Promise<readonly Site[]> {
  return (await readSites(transaction, organisation)).filter((each) => each.closedAt === null);
}

function isSame(before: NewSite, site: NewSite): boolean {
  const [was, is] = [written(before), written(site)];
  return was.name === is.name && was.address === is.address && was.number === is.number;
}

/** A site as events hold it. */
function written({ name, address, postcode, identifier }: NewSite) {
  const number = identifier === null ? '' : `${identifier.scheme} ${identifier.number}`;
  return { name, address: `${address}, ${postcode}`, number };
}

function twice(name: string) {
  return problemAt('name', 'site-there', `${name} is there already.`, 'Change it instead.');
}

const mainStays = problemAt(
  'name',
  'main-site',
  'The main site cannot be closed.',
  'It is where the organisation itself is; change its address if it moved.',
);
