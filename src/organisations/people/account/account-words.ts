import { formatDate, isoDate } from '../../../kernel/dates.ts';
import type { Passkey } from '../factors/passkey-store.ts';
import type { SignInMethod } from '../person-sessions.ts';
import type { OrganisationOfPerson } from '../person-store.ts';
import { peoplePaths } from '../people-paths.ts';
import { isRole, roleWords } from '../roles.ts';
import type { AccountView } from './account.ts';
import { browserWords } from './browser-words.ts';

const methods: Readonly<Record<SignInMethod, string>> = {
  password: 'with the password',
  passkey: 'with a passkey',
  'sign-in-service': 'through a sign-in service',
  demonstration: 'as somebody of the demonstration',
};

/** `23 November 2026 at 09:15`, in London. */
function moment(instant: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${formatDate(isoDate(at.toPlainDate().toString()))} at ${time}`;
}

/** A session as its row shows it. */
export function sessionRow(session: AccountView['sessions'][number], own: string) {
  const method = Object.entries(methods).find(([name]) => name === session.method)?.[1] ?? '';
  return {
    id: session.id,
    browser: browserWords(session.browser),
    began: `${moment(session.startedAt)} ${method}`,
    seen: moment(session.lastSeenAt),
    own: session.id === own,
  };
}

export function passkeyRow({ id, name, madeAt, lastUsedAt }: Passkey) {
  const used = lastUsedAt === null ? 'Not used yet.' : `Last used on ${moment(lastUsedAt)}.`;
  return { id, name, made: `on ${moment(madeAt)}`, used };
}

export function organisationRow({ id, name, roles, site }: OrganisationOfPerson) {
  const words = roles.map((role) => (isRole(role) ? roleWords[role].name : role)).join(', ');
  return { id, name, roles: site === null ? words : `${words}, for ${site}` };
}

/** A sign-in service as its row shows it: by name where it is the one of today. */
export function identityRow({ key, issuer, joinedAt }: AccountView['identities'][number], name: string | undefined) {
  return { name: name ?? issuer, issuer, joined: `on ${moment(joinedAt)}`, href: peoplePaths.unlink(key) };
}
