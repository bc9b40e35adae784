import type { Agreements } from '../../agreements/index.ts';
import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import type { Actor } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database, Handle } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { type Acting, problemAt, type Rights } from '../buyers/acting.ts';
import { agreementsOf } from '../buyers/confirmation-store.ts';
import {
  listAll,
  readMembers,
  readOrganisations,
  readSites,
  readSupplierOrganisation,
} from '../buyers/directory-store.ts';
import { findAuthority, insertOrganisation, lockFounding, type OrganisationToStore } from '../buyers/making-store.ts';
import type { Organisation } from '../buyers/organisation.ts';
import { nameKey } from '../supplier-register.ts';
import type { Suppliers } from '../supplier-service.ts';
import { type Grant, type GrantForm, readGrant } from './grant.ts';
import { readEmail } from './invitations.ts';
import { type InvitationWorld, writeInvitation } from './write-invitation.ts';

/** An organisation with somebody invited to it. The link is shown once: it is stored nowhere. */
export interface Founded {
  readonly id: string;
  readonly name: string;
  /** Null when this very form was sent before. */
  readonly link: string | null;
}

/** Who founds: the operator, or the command line beside the data. */
export interface Founding {
  readonly actor: Actor | 'system';
  readonly requestId?: string;
}

/** Organisations nobody can make for themselves: authorities and suppliers, each begun with one invitation. */
export interface Founders {
  /** Makes the organisation of an authority, unless one of the name is there, and invites an administrator. */
  authority(
    form: {
      readonly name: string;
      readonly agreement: string;
      readonly administrator: string;
      readonly formKey: string;
    },
    by: Founding,
  ): Promise<Outcome<Founded>>;
  /** Makes the organisation of a supplier of the actor's agreements and invites its first administrator. */
  supplier(
    form: { readonly supplier: string; readonly email: string; readonly formKey: string },
    acting: Acting,
  ): Promise<Outcome<Founded>>;
  /** Suppliers with a position under an agreement of the actor's authorities today, and whether somebody acts for them. */
  suppliers(actor: Actor): Promise<readonly { readonly id: string; readonly name: string; readonly people: number }[]>;
  /** Invites somebody to any organisation, beside the data. */
  invite(organisation: string, form: GrantForm & { readonly email: string }, by: Founding): Promise<Outcome<Founded>>;
  /** Every open organisation, by name. */
  all(): Promise<readonly Organisation[]>;
}

export interface FoundingServices extends InvitationWorld {
  readonly database: Database;
  readonly agreements: Pick<Agreements, 'find'>;
  readonly suppliers: Pick<Suppliers, 'all'>;
  readonly rights: Rights;
}

const whole: Pick<Grant, 'site' | 'approvalLimit' | 'signingLimit'> = {
  site: null,
  approvalLimit: null,
  signingLimit: null,
};

export function createFounders(services: FoundingServices): Founders {
  const { database, clock, agreements, rights } = services;
  const { handle } = database;
  const found = async (
    transaction: Handle,
    row: Omit<OrganisationToStore, 'id' | 'nameKey' | 'now' | 'confirmed' | keyof typeof noBuyer>,
    by: Founding,
  ): Promise<string | undefined> => {
    const id = newId();
    const now = clock.now().toString();
    const stored = { ...noBuyer, ...row, id, nameKey: nameKey(row.name), now, confirmed: true };
    if (!(await insertOrganisation(transaction, stored))) return undefined;
    await recordAudit(transaction, by.actor, {
      action: 'organisations.make',
      subject: `organisation:${id}`,
      detail: { kind: row.kind, agreements: row.agreements, supplier: row.supplier },
      ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
    });
    return id;
  };
  /** Agreements of the authorities the actor is category manager of. */
  const reach = (actor: Actor): Promise<readonly string[]> =>
    agreementsOf(
      handle,
      rights.scope('organisations.invite-supplier', actor).map((each) => each.organisation),
    );
  const reachable = async (actor: Actor) => {
    const numbers = await reach(actor);
    const on = today(clock);
    if (numbers.length === 0) return [];
    return services.suppliers.all({
      on,
      words: '',
      agreement: numbers,
      lot: [],
      size: [],
      sme: false,
      standing: [],
      takesBack: false,
      evidence: [],
      region: [],
    });
  };
  return {
    authority: async (form, by) => {
      const name = cleanLine(form.name);
      const email = readEmail(form.administrator);
      const pack = agreements.find(cleanLine(form.agreement));
      const problems = [
        ...(name === ''
          ? [problemAt('name', 'name', 'The authority has no name.', 'Name who runs the agreement.')]
          : []),
        ...(pack === undefined
          ? [problemAt('agreement', 'agreement', 'There is no such agreement.', 'Give the number of an installed one.')]
          : []),
        ...(email === undefined ? [noEmail('administrator')] : []),
      ];
      if (pack === undefined || email === undefined || problems.length > 0) return fail(...problems);
      return database.transact<Outcome<Founded>>(async (transaction) => {
        await lockFounding(transaction, `${pack.number.value}:${nameKey(name)}`);
        const there = await findAuthority(transaction, nameKey(name), pack.number.value);
        const made =
          there ??
          (await found(
            transaction,
            {
              kind: 'authority',
              name,
              supplier: null,
              agreements: [pack.number.value],
              demonstration: false,
            },
            by,
          ));
        if (made === undefined) throw new Error('An authority was not stored');
        const grant = { ...whole, roles: ['administrator', 'category-manager'] } as const;
        const letter = { organisation: { id: made, name }, email, grant, formKey: form.formKey };
        const link = await writeInvitation(transaction, services, letter, by);
        return succeed({ id: made, name, link: link ?? null });
      });
    },
    supplier: async (form, acting) => {
      const chosen = (await reachable(acting.actor)).find((each) => each.supplier.id === form.supplier)?.supplier;
      const email = readEmail(form.email);
      const problems = [
        ...(chosen === undefined
          ? [
              problemAt(
                'supplier',
                'supplier',
                'No supplier is chosen.',
                'Choose one with a position on your agreement.',
              ),
            ]
          : []),
        ...(email === undefined ? [noEmail('email')] : []),
      ];
      if (chosen === undefined || email === undefined || problems.length > 0) return fail(...problems);
      return database.transact<Outcome<Founded>>(async (transaction) => {
        const there = await readSupplierOrganisation(transaction, chosen.id);
        if (there !== undefined && (await readMembers(transaction, there.id, 'administrator')).length > 0) {
          const what = `${chosen.name} has an administrator already.`;
          return fail(problemAt('supplier', 'has-administrator', what, 'They invite their colleagues themselves.'));
        }
        const row = {
          kind: 'supplier',
          name: chosen.name,
          supplier: chosen.id,
          agreements: [],
          demonstration: chosen.demonstration,
        } as const;
        const id =
          there?.id ??
          (await found(transaction, row, acting)) ??
          (await readSupplierOrganisation(transaction, chosen.id))?.id;
        if (id === undefined) throw new Error('The organisation of a supplier was neither made nor there');
        const grant = {
          ...whole,
          roles: ['supplier-catalogue-manager', 'supplier-bid-manager', 'administrator'],
        } as const;
        const letter = { organisation: { id, name: chosen.name }, email, grant, formKey: form.formKey };
        const link = await writeInvitation(transaction, services, letter, acting);
        return succeed({ id, name: chosen.name, link: link ?? null });
      });
    },
    suppliers: async (actor) => {
      const rows = await reachable(actor);
      return Promise.all(
        rows.map(async ({ supplier: { id, name } }) => {
          const organisation = await readSupplierOrganisation(handle, id);
          const people = organisation === undefined ? [] : await readMembers(handle, organisation.id, undefined);
          return { id, name, people: people.length };
        }),
      );
    },
    invite: async (id, form, by) => {
      const [organisation] = await readOrganisations(handle, [id]);
      if (organisation === undefined || organisation.closedAt !== null) {
        return fail(problemAt('organisation', 'organisation', `There is no organisation ${id}.`, 'List them first.'));
      }
      const email = readEmail(form.email);
      const sites = (await readSites(handle, id)).filter((each) => each.closedAt === null).map((each) => each.id);
      const grant = readGrant(form, organisation.kind, sites);
      if (email === undefined) return fail(noEmail('email'));
      if (!grant.ok) return grant;
      const letter = { organisation, email, grant: grant.value, formKey: newId() };
      const link = await database.transact((transaction) => writeInvitation(transaction, services, letter, by));
      return succeed({ id, name: organisation.name, link: link ?? null });
    },
    all: () => listAll(handle),
  };
}

/** What only buyers have. */
const noBuyer = {
  identifier: null,
  buyerClass: null,
  authorityBasis: null,
  devolved: false,
  noticeToImprove: false,
  domains: [],
};

function noEmail(path: string) {
  return problemAt(path, 'email', 'This is not an e-mail address.', 'Write it as name@example.org.');
}
