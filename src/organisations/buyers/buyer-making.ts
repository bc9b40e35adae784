import type { Agreements } from '../../agreements/index.ts';
import type { Clock } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { cleanLine } from '../../kernel/text.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { newId } from '../../platform/operator/index.ts';
import { insertSite } from '../membership/site-store.ts';
import { nameKey } from '../supplier-register.ts';
import { type Acting, problemAt } from './acting.ts';
import * as store from './making-store.ts';
import { type NewOrganisation, type OrganisationForm, readOrganisation } from './new-organisation.ts';

/** What somebody who signed in finds on the way to an organisation. */
export interface BuyerMaking {
  /** Organisations that have the domain of the person's verified address, and those that match the words. */
  look(
    person: string,
    words: string,
  ): Promise<{
    readonly proposed: readonly store.ListedOrganisation[];
    readonly found: readonly store.ListedOrganisation[];
    /** The domain of the person's address; empty while it is not verified. */
    readonly domain: string;
  }>;
  /** Says what is wrong with a form, or what would be made; nothing is stored. */
  check(form: OrganisationForm, person: string): Promise<Outcome<NewOrganisation>>;
  /** Makes the organisation with its main site; the maker becomes its administrator. Sent twice it is made once. */
  make(form: OrganisationForm, acting: Acting): Promise<Outcome<{ readonly id: string }>>;
}

export function createBuyerMaking({
  database,
  clock,
  agreements: { packs, reference },
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly agreements: Pick<Agreements, 'packs' | 'reference'>;
}): BuyerMaking {
  const { handle } = database;
  const known = {
    classes: reference.buyerClasses,
    conditional: conditionalClasses(packs),
    places: reference.deliveryPlaces,
  };
  const check = async (form: OrganisationForm, person: string): Promise<Outcome<NewOrganisation>> => {
    const read = readOrganisation(form, known);
    if (!read.ok) return read;
    const there = await store.findByIdentifier(handle, read.value.identifier, person);
    return there === undefined ? read : takenBy(there);
  };
  return {
    look: async (person, words) => {
      const row = await store.readPerson(handle, person);
      const domain = row?.verified === true ? domainOf(row.email) : '';
      const asked = nameKey(words).slice(0, 100);
      const [proposed, found] = await Promise.all([
        domain === '' ? [] : store.listByDomain(handle, domain, person),
        asked.length < 2 ? [] : store.searchOrganisations(handle, asked, person),
      ]);
      return { proposed, found, domain };
    },
    check,
    make: async (form, { actor, requestId }) => {
      if (actor.kind !== 'person') throw new Error('Only people make organisations');
      const read = readOrganisation(form, known);
      if (!read.ok) return read;
      const wanted = read.value;
      const person = await store.readPerson(handle, actor.personId);
      if (person === undefined) throw new Error('Somebody who signed in is not there');
      const id = newId();
      const now = clock.now().toString();
      const made = await database.transact(async (transaction) => {
        const stored = await store.insertOrganisation(transaction, {
          id,
          kind: 'buyer',
          name: wanted.name,
          nameKey: nameKey(wanted.name),
          identifier: wanted.identifier,
          buyerClass: wanted.buyerClass,
          authorityBasis: wanted.authorityBasis,
          devolved: wanted.devolved,
          noticeToImprove: wanted.noticeToImprove,
          supplier: null,
          agreements: [],
          domains: wanted.propose && person.verified ? [domainOf(person.email)] : [],
          demonstration: person.demonstration,
          now,
          confirmed: false,
        });
        if (!stored) return false;
        await insertSite(transaction, { id: newId(), organisation: id, site: wanted.site, main: true, now });
        await store.insertMembership(transaction, {
          id: newId(),
          organisation: id,
          person: person.id,
          roles: ['administrator', 'buyer', 'requester'],
          site: null,
          approvalLimit: null,
          signingLimit: null,
          now,
        });
        await recordAudit(transaction, actor, {
          action: 'organisations.make',
          subject: `organisation:${id}`,
          detail: { class: wanted.buyerClass, scheme: wanted.identifier.scheme, person: person.id },
          requestId,
        });
        return true;
      });
      if (made) return succeed({ id });
      const there = await store.findByIdentifier(handle, wanted.identifier, person.id);
      if (there === undefined) throw new Error('An organisation was neither made nor there');
      // The same form sent twice: the one that was made.
      return there.mine ? succeed({ id: there.id }) : takenBy(there);
    },
  };
}

/** Classes that some agreement lets buy on conditions only. */
export function conditionalClasses(packs: Agreements['packs']): ReadonlySet<string> {
  return new Set(
    packs.flatMap((pack) => pack.buyers.flatMap((each) => (each.allowed.value === 'conditions' ? [each.class] : []))),
  );
}

function domainOf(email: string): string {
  return cleanLine(email).toLowerCase().split('@').at(-1) ?? '';
}

function takenBy(there: { readonly id: string; readonly name: string; readonly mine: boolean }): Outcome<never> {
  return fail({
    ...problemAt(
      'number',
      'identifier-taken',
      `${there.name} has this identifier already.`,
      there.mine ? 'You are in it: choose it on the page of your organisations.' : 'Ask to join it instead.',
    ),
    value: there.id,
  });
}
