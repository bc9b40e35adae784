import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { pino } from 'pino';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { fixedClock } from '../../kernel/dates.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import { digestDay } from './digest.ts';
import { DigestWriter } from './digest-service.ts';
import { notify, settleNotices } from './notify.ts';

describe('the day of the daily letter', () => {
  const cases: readonly (readonly [string, string, ReturnType<typeof digestDay>])[] = [
    ['not before 7am in winter', '2026-11-23T06:59:59Z', undefined],
    ['from 7am in winter', '2026-11-23T07:00:00Z', { day: '2026-11-23', isWeekend: false }],
    ['from 7am in summer, an hour earlier', '2026-07-01T06:00:00Z', { day: '2026-07-01', isWeekend: false }],
    ['not before 7am in summer', '2026-07-01T05:59:59Z', undefined],
    ['a Saturday is a weekend', '2026-11-28T12:00:00Z', { day: '2026-11-28', isWeekend: true }],
    ['a Sunday is a weekend', '2026-11-29T12:00:00Z', { day: '2026-11-29', isWeekend: true }],
  ];
  for (const [what, instant, expected] of cases) {
    it(what, () => {
      assert.deepEqual(digestDay(Temporal.Instant.from(instant)), expected);
    });
  }
});

async function world(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await addOrganisation(database, { id: 'trust001' });
  for (const id of ['buyer001', 'buyer002'])
    await addPerson(database, { id, organisation: 'trust001', roles: ['buyer'] });
  return database;
}

function tell(database: Database, person: string, key: string, due?: string) {
  return database.transact((transaction) =>
    notify(transaction, {
      to: { people: [person] },
      kind: 'order-accepted',
      title: `Accepted ${key}`,
      text: 'The supplier accepted.',
      href: `/orders/${key}`,
      key,
      ...(due === undefined ? {} : { due }),
    }),
  );
}

const at = (database: Database, instant: string) =>
  new DigestWriter({ database, clock: fixedClock(instant), logger: pino({ level: 'silent' }) }).writeDue();

async function letters({ handle }: Database) {
  const found = await sql<{ recipient: string; subject: string; body: string }>`select recipient, subject, body
    from mail_outbox order by id`.execute(handle);
  return found.rows;
}

for (const { engine, skip } of engines) {
  describe(`the daily letter, on ${engine}`, { skip }, () => {
    it('comes once a day, with what is new, to those only who have something', async (t) => {
      const database = await world(t, engine);
      await tell(database, 'buyer001', 'o1');
      await tell(database, 'buyer001', 'o2');
      assert.equal(await at(database, '2026-11-23T06:30:00Z'), 0);
      assert.equal(await at(database, '2026-11-23T07:00:00Z'), 1);
      assert.equal(await at(database, '2026-11-23T09:00:00Z'), 0);
      const [letter, ...others] = await letters(database);
      assert.deepEqual(others, []);
      assert.deepEqual([letter?.recipient, letter?.subject], ['buyer001@example.org', '2 new notices']);
      assert.match(letter?.body ?? '', /Accepted o1\n\n\/orders\/o1\n\nAccepted o2\n\n\/orders\/o2\n\n.*\n\n\/inbox$/);
    });

    it('does not come when there is nothing new', async (t) => {
      const database = await world(t, engine);
      await tell(database, 'buyer001', 'o1');
      assert.equal(await at(database, '2026-11-23T07:00:00Z'), 1);
      assert.equal(await at(database, '2026-11-24T07:00:00Z'), 0);
    });

    it('leaves out what was read or is done meanwhile', async (t) => {
      const database = await world(t, engine);
      await tell(database, 'buyer001', 'o1');
      await tell(database, 'buyer002', 'o2');
      await sql`update notice set read_at = clock_timestamp() where person_id = 'buyer001'`.execute(database.handle);
      await database.transact((transaction) => settleNotices(transaction, 'o2'));
      assert.equal(await at(database, '2026-11-23T07:00:00Z'), 0);
    });

    it('says again what is due within two days and was not read', async (t) => {
      const database = await world(t, engine);
      await tell(database, 'buyer001', 'o1', '2026-11-26');
      assert.equal(await at(database, '2026-11-23T07:00:00Z'), 1);
      assert.equal(await at(database, '2026-11-24T07:00:00Z'), 1);
      const again = (await letters(database))[1];
      assert.equal(again?.subject, '1 thing soon due');
      assert.match(again.body, /Soon due, and not read yet:\n\nAccepted o1\. Due 26 November 2026\./);
      assert.equal(await at(database, '2026-11-27T07:00:00Z'), 0);
    });

    it('waits over the weekend for Monday, unless the person wants it then', async (t) => {
      const database = await world(t, engine);
      await sql`insert into notice_weekend (person_id, weekend) values ('buyer002', true)`.execute(database.handle);
      await tell(database, 'buyer001', 'o1');
      await tell(database, 'buyer002', 'o1');
      assert.equal(await at(database, '2026-11-28T08:00:00Z'), 1);
      assert.equal((await letters(database))[0]?.recipient, 'buyer002@example.org');
      assert.equal(await at(database, '2026-11-30T08:00:00Z'), 1);
    });

    it('is one letter when two processes write it at the same time', async (t) => {
      const database = await world(t, engine);
      await tell(database, 'buyer001', 'o1');
      const counts = await Promise.all([1, 2, 3].map(() => at(database, '2026-11-23T07:00:00Z')));
      assert.equal(
        counts.reduce((sum, each) => sum + each, 0),
        1,
      );
      assert.equal((await letters(database)).length, 1);
    });
  });
}
