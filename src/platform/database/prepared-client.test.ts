import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { statementName } from './prepared-client.ts';

describe('statements that are asked often', () => {
  it('have a name from the eighth time on, always the same', () => {
    const text = 'select $1::int + 41';
    const given = Array.from({ length: 10 }, () => statementName(text));
    assert.ok(given.slice(0, 7).every((each) => each === undefined));
    assert.match(given[7] ?? '', /^s\d+$/);
    assert.equal(new Set(given.slice(7)).size, 1);
  });

  for (const text of ['select 1 from a limit $1', 'select search_word($1)', 'copy a from stdin', 'begin']) {
    it(`are planned each time where that pays: ${text}`, () => {
      assert.ok(Array.from({ length: 20 }, () => statementName(text)).every((each) => each === undefined));
    });
  }

  for (const { engine, skip } of engines.filter((each) => each.engine === 'postgres')) {
    it('answer with their own values, and fail alone, once they are prepared', { skip }, async () => {
      const database = await freshDatabase(engine);
      try {
        const half = async (value: number): Promise<number | undefined> =>
          (await sql<{ half: number }>`select 12 / ${value}::int as half`.execute(database.handle)).rows[0]?.half;
        for (const value of [1, 2, 3, 4, 6, 12, 1, 2, 3, 4, 6, 12]) assert.equal(await half(value), 12 / value);
        await assert.rejects(half(0), /division by zero/);
        assert.equal(await half(3), 4);
        const known = await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(
          database.handle,
        );
        assert.ok(known.rows.some((each) => each.statement.includes('12 / $1')));
      } finally {
        await database.close();
      }
    });
  }
});
