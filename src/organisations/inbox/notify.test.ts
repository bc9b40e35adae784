import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import type { NewNotice } from './notice.ts';
import { notify, settleNotices } from './notify.ts';

async function world(t: TestContext, engine: Engine): Promise<Database> {
  const database = await freshDatabase(engine);
  t.after(() => database.close());
  await addOrganisation(database, { id: 'trust001', sites: ['site0001', 'site0002'] });
  await addOrganisation(database, { id: 'other001' });
  await addPerson(database, { id: 'head0001', organisation: 'trust001', roles: ['approver'] });
  await addPerson(database, { id: 'head0002', organisation: 'trust001', roles: ['approver'], site: 'site0002' });
  await addPerson(database, { id: 'buyer001', organisation: 'trust001', roles: ['buyer', 'approver'] });
  await addPerson(database, { id: 'stranger', organisation: 'other001', roles: ['approver'] });
  return database;
}

const asked: NewNotice = {
  to: { organisation: 'trust001', roles: ['approver'] },
  kind: 'approval-asked',
  title: 'Approve 30 laptops for £14,220.00',
  text: 'Sam asks you to approve it.',
  href: '/approvals/r1',
  key: 'approval-asked:r1:1',
};

async function toldPeople({ handle }: Database): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select person_id as id from notice order by person_id`.execute(handle);
  return found.rows.map((each) => each.id);
}

async function letters({ handle }: Database) {
  const found = await sql<{
    recipient: string;
    body: string;
  }>`select recipient, body from mail_outbox order by recipient`.execute(handle);
  return found.rows;
}

for (const { engine, skip } of engines) {
  describe(`a notice, on ${engine}`, { skip }, () => {
    it('goes to everybody in the role in that organisation and to nobody of another', async (t) => {
      const database = await world(t, engine);
      assert.equal(await database.transact((transaction) => notify(transaction, asked)), 3);
      assert.deepEqual(await toldPeople(database), ['buyer001', 'head0001', 'head0002']);
    });

    it('leaves out those kept to another site, and whoever did it', async (t) => {
      const database = await world(t, engine);
      const to = { organisation: 'trust001', roles: ['approver'], site: 'site0001', except: 'buyer001' } as const;
      await database.transact((transaction) => notify(transaction, { ...asked, to }));
      assert.deepEqual(await toldPeople(database), ['head0001']);
    });

    it('tells a person once, however often the act is repeated', async (t) => {
      const database = await world(t, engine);
      for (const count of [3, 0]) {
        assert.equal(await database.transact((transaction) => notify(transaction, asked)), count);
      }
      assert.equal((await letters(database)).length, 3);
    });

    it('goes by mail at once only to those who want that', async (t) => {
      const database = await world(t, engine);
      await sql`insert into notice_preference (person_id, kind, channel)
        values ('head0001', 'approval-asked', 'digest'), ('head0002', 'approval-asked', 'inbox')`.execute(
        database.handle,
      );
      await database.transact((transaction) => notify(transaction, asked));
      assert.deepEqual(await letters(database), [
        { recipient: 'buyer001@example.org', body: 'Sam asks you to approve it.\n\n/approvals/r1' },
      ]);
    });

    it('is not there when the act was rolled back', async (t) => {
      const database = await world(t, engine);
      const act = database.transact(async (transaction) => {
        await notify(transaction, asked);
        throw new Error('no');
      });
      await assert.rejects(act, /no/);
      assert.deepEqual(await toldPeople(database), []);
      assert.deepEqual(await letters(database), []);
    });

    it('asks nobody any more once it is settled', async (t) => {
      const database = await world(t, engine);
      await database.transact((transaction) => notify(transaction, asked));
      await database.transact((transaction) => settleNotices(transaction, asked.key));
      const found = await sql<{
        open: number;
      }>`select count(*)::int as open from notice where settled_at is null`.execute(database.handle);
      assert.equal(found.rows[0]?.open, 0);
    });
  });
}
