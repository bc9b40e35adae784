/** The rule of held rises in SQL is the rule of price-change.ts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { runs } from '../../../test/support/long.ts';
import { priceLine, stage } from '../../../test/support/price-list-lines.ts';
import { fillSmallCatalogue } from '../../../test/support/small-catalogue.ts';
import { isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Database } from '../../platform/database/index.ts';
import type { LiveLine, PriceLine } from '../price-lines/index.ts';
import { judgeChange } from '../price-lines/price-change.ts';
import { riseCases, stepPrices } from '../price-lines/price-rise.fixture.ts';
import type { StepPrices } from '../price-lines/price-rise.ts';
import { applyList, compareList } from './accept-list-store.ts';
import type { CompareScope } from './price-list-compare-store.ts';

const scope = {
  supplierId: 'marrowby-systems',
  agreement: 'RM6098',
  lot: '8',
  categories: [
    {
      id: 'end-user-devices/laptops',
      name: 'Laptops',
      unit: 'each' as const,
      onLot: true,
      second: true,
      stocked: true,
    },
  ],
};
const pace = { range: 1000, between: () => Promise.resolve() };

/** Prices now on offer, and those a new list asks. */
interface Asked {
  readonly before: StepPrices;
  readonly after: StepPrices;
}

const lineOf = (prices: StepPrices, index: number): PriceLine =>
  priceLine({
    row: index + 2,
    supplierSku: `S${String(index)}`,
    manufacturerId: 'norvik',
    mpn: 'NV14-5120',
    ...prices,
  });

/** `kind quantity before after` of each line as the database finds it, amounts with four decimals. */
async function found(database: Database, asked: readonly Asked[], allowedRise: string): Promise<readonly string[]> {
  await sql`delete from price_list_line`.execute(database.handle);
  await sql`delete from price_list_change`.execute(database.handle);
  await sql`delete from offer`.execute(database.handle);
  const old: CompareScope = { ...scope, listId: '1', validFrom: isoDate('2027-01-01'), allowedRise: null };
  const now: CompareScope = { ...old, listId: '2', validFrom: isoDate('2027-02-01'), allowedRise };
  const last = asked.length + 1;
  await stage(
    database,
    old,
    asked.map((each, index) => lineOf(each.before, index)),
  );
  await stage(
    database,
    now,
    asked.map((each, index) => lineOf(each.after, index)),
  );
  await database.transact(async (transaction) => {
    await compareList(transaction, old, last, pace);
    await applyList(transaction, { ...old, demonstration: true }, last, pace);
    await compareList(transaction, now, last, pace);
  });
  const rows = await sql<{ line: string }>`
    select concat_ws(' ', kind, rise_quantity, rise_from, rise_to) as line from price_list_change
    where price_list_id = 2 and (held is null) = (rise_quantity is null) order by price_list_change.line`.execute(
    database.handle,
  );
  return rows.rows.map((each) => each.line);
}

/** The same by the rule in TypeScript. */
function judged({ before, after }: Asked, approvalAboveRise: string): string {
  const live: LiveLine = { ...lineOf(before, 0), unit: 'each' };
  const { kind, held } = judgeChange(live, lineOf(after, 0), { approvalAboveRise, notableFall: null });
  const four = (amount: string): string => exact(amount).toFixed(4);
  return held === null ? kind : `${kind} ${String(held.quantity)} ${four(held.before)} ${four(held.after)}`;
}

for (const { engine, skip } of engines) {
  describe(`rises that wait for the authority, on ${engine}`, { skip }, () => {
    it('are those of the worked cases', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fillSmallCatalogue(database);
      const asked = riseCases.map(([, before, after]) => ({ before: stepPrices(before), after: stepPrices(after) }));
      const lines = await found(database, asked, '33.3');
      for (const [index, [what, , , held]] of riseCases.entries()) {
        const words = lines[index]?.split(' ').slice(1).map(Number).join(' ');
        assert.equal(words, held === null ? '' : held.split(' ').map(Number).join(' '), what);
      }
    });

    it('are the same in SQL as in TypeScript, whatever the prices and breaks', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await fillSmallCatalogue(database);
      const amount = fc.oneof(
        fc.integer({ min: 1, max: 40 }).map((pence) => exact(pence).dividedBy(100).toFixed(2)),
        fc
          .bigInt({ min: 1n, max: 99_999_999_999_999n })
          .map((units) => exact(String(units)).dividedBy(10_000).toFixed(4)),
      );
      const prices = fc
        .tuple(amount, fc.subarray([2, 3, 10, 25, 100]), fc.array(amount, { minLength: 5, maxLength: 5 }))
        .map(([unitPrice, quantities, each]): StepPrices => ({
          unitPrice,
          priceBreaks: quantities.map((quantity, at) => ({ quantity, unitPrice: each[at] ?? unitPrice })),
        }));
      // Often one price alone differs.
      const moved = fc.tuple(prices, amount, fc.nat({ max: 5 })).map(([before, price, at]): Asked => ({
        before,
        after: {
          unitPrice: at === 0 ? price : before.unitPrice,
          priceBreaks: before.priceBreaks.map((each, index) =>
            index === at - 1 ? { ...each, unitPrice: price } : each,
          ),
        },
      }));
      const asked = fc.array(fc.oneof(fc.record({ before: prices, after: prices }), moved), {
        minLength: 40,
        maxLength: 40,
      });
      const percent = fc.integer({ min: 0, max: 2000 }).map((tenths) => exact(tenths).dividedBy(10).toFixed(1));
      await fc.assert(
        fc.asyncProperty(asked, percent, async (lines, allowed) => {
          assert.deepEqual(
            await found(database, lines, allowed),
            lines.map((each) => judged(each, allowed)),
          );
        }),
        runs(12),
      );
    });
  });
}
