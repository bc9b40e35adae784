import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';

const real = engines.find((each) => each.engine === 'postgres');

describe('a connection to PostgreSQL that is lost', { skip: real?.skip ?? false }, () => {
  it('fails the query that used it, and nothing else', async (t) => {
    const database = await freshDatabase('postgres');
    t.after(() => database.close());
    const broken = database.transact(async (transaction) => {
      await sql`select pg_terminate_backend(pg_backend_pid())`.execute(transaction);
    });
    await assert.rejects(broken);
    // Time for the client's own event to come, which would end the process if nobody listened.
    await new Promise((done) => setTimeout(done, 50));
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(database.handle);
    assert.equal(rows[0]?.one, 1);
  });

  it('while it lies idle is replaced on next use', async (t) => {
    const database = await freshDatabase('postgres');
    t.after(() => database.close());
    await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.05)`.execute(database.handle)));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.handle);
    await new Promise((done) => setTimeout(done, 100));
    await Promise.all([1, 2, 3].map(() => sql`select 1`.execute(database.handle)));
  });
});
