import { type Clock, formatDate, type IsoDate, today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { settleNotices } from '../../organisations/index.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
import type { By } from '../orders/order-service.ts';
import { publicationDueKey } from '../reminders/reminder-keys.ts';
import { type AccessOptions, wholeScope, unknownCallOff } from './call-off-access.ts';
import { type CallOff, formedAt, type Publication } from './call-off.ts';
import { lockCallOff } from './call-off-store.ts';
import { addPublication } from './call-off-write-store.ts';

/** Records where the award was published. The same again is the same; another one is refused. */
export async function recordPublication(
  options: AccessOptions & { readonly database: Database; readonly clock: Clock },
  by: By,
  id: string,
  publication: Publication,
): Promise<Outcome<undefined>> {
  const { database, clock } = options;
  const scope = await wholeScope(options, 'call-offs.publish', by.actor);
  return database.transact(async (transaction): Promise<Outcome<undefined>> => {
    const at = clock.now().toString();
    const callOff = await lockCallOff(transaction, scope, id, at);
    if (callOff === undefined) return fail(unknownCallOff(id));
    const before = callOff.publication;
    if (before !== null) return same(before, publication) ? succeed(undefined) : fail(recorded(before));
    const problems = publicationProblems(callOff, publication, today(clock));
    if (problems.length > 0) return fail(...problems);
    await addPublication(transaction, id, publication, { actor: actorReference(by.actor), at });
    await settleNotices(transaction, publicationDueKey(id));
    await recordAudit(transaction, by.actor, {
      action: 'call-offs.publish',
      subject: `call-off:${id}`,
      detail: { place: publication.place, reference: publication.reference },
      ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
    });
    return succeed(undefined);
  });
}

const same = (one: Publication, other: Publication): boolean =>
  one.place === other.place && one.reference === other.reference && one.publishedOn === other.publishedOn;

/** What keeps a publication from being recorded on a day. */
export function publicationProblems(
  callOff: Parameters<typeof formedAt>[0] & Pick<CallOff, 'number' | 'commencedOn'>,
  publication: Publication,
  on: IsoDate,
): readonly Problem[] {
  if (formedAt(callOff) === null) {
    return [
      {
        code: 'not-formed',
        message: `${callOff.number} does not bind yet, so there is no award to publish.`,
        remedy: 'Record the publication once the contract is formed.',
      },
    ];
  }
  const missing = (path: 'place' | 'reference', message: string): readonly Problem[] =>
    publication[path].trim() === ''
      ? [{ code: `${path}-missing`, path, message, remedy: 'Fill it in as it stands on the published notice.' }]
      : [];
  const day = (code: string, message: string): Problem => ({
    ...{ code, message, path: 'on', value: publication.publishedOn },
    remedy: 'Write the day that stands on the published notice.',
  });
  const { commencedOn } = callOff;
  return [
    ...missing('place', 'Nothing says where it was published.'),
    ...missing('reference', 'The reference of the notice is missing.'),
    ...(publication.publishedOn > on ? [day('day-ahead', 'The day of publication is still to come.')] : []),
    ...(publication.publishedOn < commencedOn
      ? [
          day(
            'day-too-early',
            `It cannot have been published before the procurement began on ${formatDate(commencedOn)}.`,
          ),
        ]
      : []),
  ];
}

function recorded({ place, reference, publishedOn }: Publication): Problem {
  return {
    code: 'published',
    message: `Its publication is recorded: ${place}, ${reference}, ${formatDate(publishedOn)}.`,
    remedy: 'Look at the contract again.',
  };
}
