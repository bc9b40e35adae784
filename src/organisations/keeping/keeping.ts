import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { type Actor, actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { queueMail } from '../../platform/post/index.ts';
import { type Acting, actingIn, notYours, problemAt, type Rights } from '../buyers/acting.ts';
import { conditionalClasses } from '../buyers/buyer-making.ts';
import { readMembers, readOrganisations, readSite } from '../buyers/directory-store.ts';
import { findByIdentifier } from '../buyers/making-store.ts';
import { type FactsForm, readFacts, readName } from '../buyers/new-organisation.ts';
import type { Organisation } from '../buyers/organisation.ts';
import { lockOrganisation } from '../membership/site-store.ts';
import { nameKey } from '../supplier-register.ts';
import * as store from './keeping-store.ts';
import { type Effect, effectsOf, type KeepingAct, type OpenWorkOf } from './open-work.ts';
import {
  asksAuthority,
  changesBetween,
  type FactChange,
  factsOf,
  type OrganisationFacts,
} from './organisation-change.ts';

/** What an organisation is to be, as somebody typed it. Authorities change their name only. */
export interface KeepingForm extends FactsForm {
  /** The version of the organisation the form shows. */
  readonly version: number;
  /** What the organisation says to the authority; may be empty. */
  readonly note: string;
}

/** What a form would change, and what follows. */
export interface PlannedChange {
  readonly wanted: OrganisationFacts;
  readonly changes: readonly FactChange[];
  /** Whether the authority looks (again): until it did, nothing can be bought. */
  readonly asks: boolean;
  readonly effects: readonly Effect[];
}

/** Who closes: an administrator, or the keeper of the machine beside the data. */
export type Closing = Acting | { readonly actor: 'system' };

/** Changing and closing an organisation, by its administrators. What it does to open work is told beforehand. */
export interface Keeping {
  /** What the form would change; nothing is stored. A form that changes nothing is a problem. */
  plan(organisation: string, form: KeepingForm, acting: Acting): Promise<Outcome<PlannedChange>>;
  /**
   * Changes the organisation. What the authority confirmed goes back to it; a refused organisation asks anew, with or without
   * a change. Sent twice it changes once; a form older than the organisation is a problem.
   */
  change(organisation: string, form: KeepingForm, acting: Acting): Promise<Outcome<PlannedChange>>;
  /** What closing the organisation, or one site of it, would do. Undefined where the actor may close neither. */
  closingEffects(organisation: string, site: string | null, actor: Actor): Promise<readonly Effect[] | undefined>;
  /** Closes an organisation that nothing binds any more: its people and programs reach it no longer. */
  close(organisation: string, reason: string, by: Closing): Promise<Outcome<undefined>>;
  /** Opens a closed organisation as it was, beside the data. */
  reopen(organisation: string): Promise<Outcome<undefined>>;
}

export interface KeepingServices {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'packs' | 'reference'>;
  readonly rights: Rights;
  readonly openWork: OpenWorkOf;
}

const longestNote = 1000;

/** What is not finished in the organisation, or at one site of it, and what the act does to it. */
export async function effectsHere(
  { openWork, clock }: Pick<KeepingServices, 'openWork' | 'clock'>,
  handle: Handle,
  act: KeepingAct,
  organisation: Pick<Organisation, 'id' | 'supplier'>,
  site: string | null,
): Promise<readonly Effect[]> {
  const { id, supplier } = organisation;
  const work = await openWork(handle, { organisation: id, site, supplier });
  const people = await store.countOpenPeople(handle, id, site, clock.now().toString());
  return effectsOf(act, { ...work, ...people });
}

/** Why something cannot be closed yet. */
export function blockedBy(effects: readonly Effect[]): readonly Problem[] {
  return effects
    .filter((each) => each.blocks)
    .map((each) => problemAt('closing', 'not-finished', each.text, each.then));
}

export function createKeeping(services: KeepingServices): Keeping {
  const { database, clock, agreements, rights } = services;
  const { handle } = database;
  const known = { classes: agreements.reference.buyerClasses, conditional: conditionalClasses(agreements.packs) };

  const find = async (at: Handle, id: string): Promise<Organisation | undefined> => {
    const [organisation] = await readOrganisations(at, [id]);
    return organisation?.closedAt === null ? organisation : undefined;
  };
  const read = (organisation: Organisation, form: KeepingForm): Outcome<OrganisationFacts> => {
    if (organisation.kind === 'supplier') return fail(inRegister);
    if (organisation.kind === 'buyer') return readFacts(form, known);
    const name = readName(form.name);
    return name.ok ? succeed({ ...factsOf(organisation), name: name.value }) : name;
  };
  const planIn = async (at: Handle, organisation: Organisation, form: KeepingForm): Promise<Outcome<PlannedChange>> => {
    const wanted = read(organisation, form);
    if (!wanted.ok) return wanted;
    if (form.note.length > longestNote) {
      return fail(problemAt('note', 'note-long', 'The message is too long.', 'Say it in 1,000 characters.'));
    }
    const { identifier } = wanted.value;
    const there = identifier === null ? undefined : await findByIdentifier(at, identifier, '');
    if (there !== undefined && there.id !== organisation.id) {
      const what = `${there.name} has this identifier already.`;
      return fail(problemAt('number', 'identifier-taken', what, 'Give the number of your organisation.'));
    }
    const changes = changesBetween(factsOf(organisation), wanted.value);
    const asks = asksAuthority(organisation, changes);
    const again = asks && organisation.confirmedAt !== null;
    const effects = again ? await effectsHere(services, at, 'confirm-again', organisation, null) : [];
    return succeed({ wanted: wanted.value, changes, asks, effects });
  };
  const mayChange = (id: string, actor: Actor): boolean =>
    actingIn(rights, 'organisations.change', actor, id) !== undefined;
  /** A buyer that waits may say something more to the authority without changing anything. */
  const saysNothing = (organisation: Organisation, { changes, asks }: PlannedChange, note: string): boolean =>
    changes.length === 0 && !(asks && note !== '' && organisation.kind === 'buyer');

  return {
    plan: async (id, form, { actor }) => {
      const organisation = mayChange(id, actor) ? await find(handle, id) : undefined;
      if (organisation === undefined) return fail(notYours);
      const planned = await planIn(handle, organisation, form);
      if (!planned.ok) return planned;
      if (form.version !== organisation.version) return fail(changedMeanwhile);
      return saysNothing(organisation, planned.value, cleanLine(form.note)) ? fail(nothingChanged) : planned;
    },
    change: async (id, form, { actor, requestId }) => {
      if (!mayChange(id, actor)) return fail(notYours);
      return database.transact<Outcome<PlannedChange>>(async (transaction) => {
        const held = await lockOrganisation(transaction, id);
        const organisation = held ? await find(transaction, id) : undefined;
        if (organisation === undefined) return fail(notYours);
        const planned = await planIn(transaction, organisation, form);
        if (!planned.ok) return planned;
        const { wanted, changes, asks } = planned.value;
        const note = cleanLine(form.note);
        const older = form.version !== organisation.version;
        // The same form again finds everything as it wants it.
        if (older) return changes.length === 0 ? planned : fail(changedMeanwhile);
        if (saysNothing(organisation, planned.value, note)) return fail(nothingChanged);
        const unconfirmed = asks && organisation.confirmedAt !== null;
        const now = clock.now().toString();
        await store.updateFacts(transaction, id, { ...wanted, nameKey: nameKey(wanted.name) }, unconfirmed);
        const change = {
          id: newId(),
          organisation: id,
          changes,
          asks,
          unconfirmed,
          note,
          by: actorReference(actor),
          now,
        };
        await store.insertChange(transaction, change);
        await recordAudit(transaction, actor, {
          action: 'organisations.change',
          subject: `organisation:${id}`,
          detail: { changes, asks, unconfirmed },
          requestId,
        });
        if (unconfirmed) {
          await tell(transaction, id, 'administrator', `change:${change.id}`, {
            subject: `${wanted.name} waits to be confirmed again`,
            text: `What the authority confirmed of ${wanted.name} was changed. Nothing can be bought until the authority has confirmed it again; orders and call-offs go on.`,
          });
        }
        return planned;
      });
    },
    closingEffects: async (id, site, actor) => {
      const action = site === null ? 'organisations.close' : 'organisations.sites';
      const organisation = actingIn(rights, action, actor, id) === undefined ? undefined : await find(handle, id);
      if (organisation === undefined) return undefined;
      if (site === null) return effectsHere(services, handle, 'close', organisation, null);
      const open = await readSite(handle, id, site);
      if (open === undefined) return undefined;
      return effectsHere(services, handle, 'close-site', organisation, site);
    },
    close: async (id, said, by) => {
      if (by.actor !== 'system' && actingIn(rights, 'organisations.close', by.actor, id) === undefined) {
        return fail(notYours);
      }
      const reason = cleanLine(said);
      if (reason === '' || reason.length > longestNote) {
        const remedy = 'Say in a sentence why, such as what it became part of.';
        return fail(problemAt('reason', 'reason', 'The reason is missing or too long.', remedy));
      }
      return database.transact<Outcome<undefined>>(async (transaction) => {
        const held = await lockOrganisation(transaction, id);
        const organisation = held ? await find(transaction, id) : undefined;
        if (organisation === undefined) return fail(notYours);
        if (by.actor !== 'system' && organisation.kind !== 'buyer') return fail(byOperator);
        if (organisation.demonstration) return fail(demonstrationStays);
        const effects = await effectsHere(services, transaction, 'close', organisation, null);
        const blocked = blockedBy(effects);
        if (blocked.length > 0) return fail(...blocked);
        const now = clock.now().toString();
        const invitations = await store.revokeInvitations(transaction, id, null, now);
        await store.closeOrganisation(transaction, id, now);
        await recordAudit(transaction, by.actor, {
          action: 'organisations.close',
          subject: `organisation:${id}`,
          detail: { reason, invitations, members: effects.find((each) => each.what === 'members')?.count ?? 0 },
          ...(by.actor === 'system' ? {} : { requestId: by.requestId }),
        });
        await tell(transaction, id, undefined, `close:${id}:${now}`, {
          subject: `${organisation.name} was closed`,
          text: `${organisation.name} was closed and can no longer be reached.\n\nThe reason: ${reason}\n\nIf this is a mistake, write to whoever runs this service: it can be opened again as it was.`,
        });
        return succeed(undefined);
      });
    },
    reopen: (id) =>
      database.transact<Outcome<undefined>>(async (transaction) => {
        if (!(await store.reopenOrganisation(transaction, id))) return fail(notReopened);
        await recordAudit(transaction, 'system', { action: 'organisations.reopen', subject: `organisation:${id}` });
        return succeed(undefined);
      }),
  };

  async function tell(
    transaction: Handle,
    id: string,
    role: 'administrator' | undefined,
    key: string,
    letter: { readonly subject: string; readonly text: string },
  ): Promise<void> {
    for (const each of await readMembers(transaction, id, role)) {
      await queueMail(transaction, {
        ...letter,
        to: each.email,
        kind: 'organisations.kept',
        key: `${key}:${each.person}`,
      });
    }
  }
}

const inRegister = problemAt(
  'name',
  'in-register',
  'The name and the number of a supplier stand in the register.',
  'Write to the authority that runs the agreement.',
);
const nothingChanged = problemAt(
  'name',
  'nothing-changed',
  'Nothing is changed.',
  'Change what is wrong, or go back to the organisation.',
);
const changedMeanwhile = problemAt(
  'name',
  'changed-meanwhile',
  'The organisation was changed since this form was opened.',
  'Look at it again, then change what is still wrong.',
);
const byOperator = problemAt(
  'closing',
  'by-operator',
  'Suppliers and authorities are closed by whoever runs this service.',
  'Write to them.',
);
const demonstrationStays = problemAt(
  'closing',
  'demonstration',
  'Organisations of the demonstration stay: everybody shares them.',
  'Make an organisation of your own to try this.',
);
const notReopened = problemAt(
  'organisation',
  'not-reopened',
  'The organisation is not closed, or another open one has its number.',
  'Look at it with: npx calloff organisation show',
);
