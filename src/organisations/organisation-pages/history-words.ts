import { inLondon } from '../../platform/operator/index.ts';
import { changedFacts, changeInWords } from '../keeping/organisation-change.ts';
import { personOf } from '../membership/members.ts';
import type { OrganisationEvent } from '../membership/member-store.ts';
import { roleNames } from './organisation-words.ts';

/** What happened, as a sentence that goes on after who did it; `whom` is the person it was done to. */
const sentences: Readonly<Record<string, (whom: string, detail: OrganisationEvent['detail']) => string>> = {
  'organisations.make': () => 'made the organisation',
  'organisations.confirm': (_whom, detail) =>
    detail['confirmed'] === true ? 'let it place orders, for the authority' : 'refused it, for the authority',
  'organisations.invite': (_whom, detail) => `invited somebody as ${rolesIn(detail)}`,
  'organisations.revoke-invitation': () => 'took an invitation back',
  'organisations.accept': (_whom, detail) => `joined by invitation as ${rolesIn(detail)}`,
  'organisations.ask-to-join': () => 'asked to join',
  'organisations.let-in': (whom, detail) => `let ${whom} in as ${rolesIn(detail)}`,
  'organisations.decline': (whom) => `declined the request of ${whom}`,
  'organisations.change-roles': (whom, detail) =>
    `changed what ${whom} may do: now ${rolesIn(objectIn(detail['after']))}`,
  'organisations.end-membership': (whom) => `ended the membership of ${whom}`,
  'organisations.change': (_whom, detail) => changeSentence(detail),
  'organisations.close': (_whom, detail) => `closed the organisation: ${textIn(detail['reason'])}`,
  'organisations.reopen': () => 'opened the organisation again',
  'organisations.reset-second-factor': (whom) => `reset the second factor of ${whom}`,
  'organisations.sites': (_whom, detail) => siteSentence(detail),
  'keys.create': (_whom, detail) => `made an API key for ${textsIn(detail['scopes']).join(', ')}`,
  'keys.revoke': () => 'revoked an API key',
};

/** An event of an organisation as a row, with names for ids. */
export function historyRow(event: OrganisationEvent, names: ReadonlyMap<string, string>) {
  const who = whoIn(event.actor, names);
  const person = event.detail['person'];
  const whom = typeof person === 'string' ? (names.get(person) ?? 'somebody') : 'somebody';
  const said = sentences[event.action]?.(whom, event.detail) ?? event.action;
  return { id: event.id, at: inLondon(event.at), text: `${who} ${said}.` };
}

function whoIn(actor: string, names: ReadonlyMap<string, string>): string {
  const person = personOf(actor);
  if (person !== '') return names.get(person) ?? 'Somebody';
  if (actor.startsWith('key:')) return 'A program with an API key';
  return 'The operator';
}

function changeSentence(detail: OrganisationEvent['detail']): string {
  const changes: readonly unknown[] = Array.isArray(detail['changes']) ? detail['changes'] : [];
  const said = changes.map(objectIn).flatMap((each) => {
    const fact = changedFacts.find((known) => known === each['fact']);
    if (fact === undefined) return [];
    // Classes by their id: the names of today are not those of then.
    const { name, before, after } = changeInWords(
      { fact, before: textIn(each['before']), after: textIn(each['after']) },
      [],
    );
    return [`${name} from “${before}” to “${after}”`];
  });
  const what = said.length === 0 ? '' : `changed ${said.join('; ')}`;
  if (detail['asks'] !== true) return what;
  const asked = detail['unconfirmed'] === true ? 'which the authority has to confirm again' : 'and asked the authority';
  return what === '' ? 'asked the authority to look again' : `${what}, ${asked}`;
}

function siteSentence(detail: OrganisationEvent['detail']): string {
  const name = textIn(detail['name']) === '' ? 'a site' : `the site ${textIn(detail['name'])}`;
  if ('added' in detail && typeof detail['added'] === 'string') return `added ${name}`;
  if ('closed' in detail) return `closed ${name}`;
  if ('imported' in detail) {
    return `imported a list of ${String(detail['imported'])} sites: ${String(detail['added'])} added, ${String(detail['changed'])} changed`;
  }
  const [before, after] = [objectIn(detail['before']), objectIn(detail['after'])];
  const changed = Object.keys(after).flatMap((key) =>
    before[key] === after[key] ? [] : [`${key} from “${textIn(before[key])}” to “${textIn(after[key])}”`],
  );
  return changed.length === 0 ? `changed ${name}` : `changed ${name}: ${changed.join('; ')}`;
}

function rolesIn(detail: OrganisationEvent['detail']): string {
  return roleNames(textsIn(detail['roles'])).join(', ');
}

function objectIn(value: unknown): OrganisationEvent['detail'] {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
