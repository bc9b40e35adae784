import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { contractWorld, type ContractWorld, laptops, orderDraft } from '../../../test/support/contracts.ts';
import { engines } from '../../../test/support/databases.ts';
import { isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Engine } from '../../platform/database/index.ts';

async function worldFor(t: TestContext, engine: Engine): Promise<ContractWorld> {
  const world = await contractWorld(engine);
  t.after(() => world.database.close());
  return world;
}

let awards = 0;

/** A contract that runs since 1 November for two years: laptops at £395, ten of them under its ceiling. */
async function liveCallOff({ database, ordering, people }: ContractWorld, ceiling = '3950.00'): Promise<string> {
  awards += 1;
  const made = await database.transact((transaction) =>
    ordering.makeCallOff(transaction, people.buyer, {
      ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2' },
      ...{ route: 'direct-award', title: 'Laptops for two years', formation: 'imported', ceiling },
      valueGross: exact(ceiling).mul('1.2').toFixed(2),
      ...{ starts: isoDate('2026-11-01'), ends: isoDate('2028-10-31'), commencedOn: isoDate('2026-10-01') },
      ...{ sites: ['northmoors1', 'northmoors2'], prices: [laptops(1)], madeFrom: `award:${awards}` },
    }),
  );
  return made.id;
}

const wanted = (quantity: number, key: string, site = 'northmoors1') => ({
  ...{ site, lines: [{ number: 1, quantity }], title: '', buyerReference: '', key },
});

const code = (done: { ok: boolean; problems?: readonly { code: string }[] }): string =>
  done.ok ? 'ok' : (done.problems?.[0]?.code ?? '');

for (const { engine, skip } of engines) {
  describe(`call-off contracts on ${engine}`, { skip }, () => {
    it('takes orders of its sites up to its ceiling, and none beyond', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, people } = world;
      const id = await liveCallOff(world);
      const by = { actor: people.buyer };
      assert.equal(code(await callOffs.order(by, id, wanted(7, 'orderone1'))), 'ok');
      assert.equal(
        code(await callOffs.order({ actor: people.siteBuyer }, id, wanted(2, 'ordertwo2', 'northmoors2'))),
        'ok',
      );
      assert.equal(code(await callOffs.draft(people.buyer, id, wanted(2, 'orderthree'))), 'over-ceiling');
      assert.equal(code(await callOffs.order(by, id, wanted(2, 'orderthree'))), 'over-ceiling');
      assert.equal(
        code(await callOffs.order(by, id, wanted(7, 'orderone1'))),
        'ok',
        'the same again is the same order',
      );
      const view = await callOffs.get(people.buyer, id);
      assert.deepEqual([view?.meter.percent, view?.meter.left, view?.meter.warning], ['90.0', '395.00', 90]);
    });

    it('places one order for one key, however often', async (t) => {
      const world = await worldFor(t, engine);
      const id = await liveCallOff(world);
      const first = await world.callOffs.order({ actor: world.people.buyer }, id, wanted(2, 'samekey01'));
      assert.deepEqual(await world.callOffs.order({ actor: world.people.buyer }, id, wanted(2, 'samekey01')), first);
    });

    it('is not there for another buyer, nor for a site that is limited to another', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, people } = world;
      const id = await liveCallOff(world);
      assert.equal(await callOffs.get(people.otherBuyer, id), undefined);
      assert.equal(await callOffs.get(people.otherSupplier, id), undefined);
      assert.equal(
        code(await callOffs.order({ actor: people.otherBuyer }, id, wanted(1, 'otherbuys'))),
        'call-off-unknown',
      );
      assert.equal(
        code(await callOffs.order({ actor: people.siteBuyer }, id, wanted(1, 'othersite'))),
        'site-not-permitted',
      );
      assert.equal((await callOffs.list(people.supplier, { limit: 5 })).items.length, 1);
    });

    it('frees what a declined or lapsed order took', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, orders, people, clock } = world;
      const id = await liveCallOff(world);
      const placed = await callOffs.order({ actor: people.buyer }, id, wanted(10, 'wholeone1'));
      assert.ok(placed.ok);
      await orders.decline({ actor: people.supplier }, { id: placed.value.id, seen: 1, reason: 'No stock' });
      assert.equal(code(await callOffs.order({ actor: people.buyer }, id, wanted(10, 'wholetwo2'))), 'ok');
      clock.set('2026-11-26T09:00:00Z');
      assert.equal((await callOffs.get(people.buyer, id))?.meter.left, '3950.00');
    });

    it('takes orders after the agreement has ended, and none after its own end', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, people, clock } = world;
      const id = await liveCallOff(world);
      clock.set('2028-10-31T12:00:00Z');
      assert.equal(code(await callOffs.order({ actor: people.buyer }, id, wanted(1, 'lateorder'))), 'ok');
      clock.set('2028-11-01T12:00:00Z');
      assert.equal(
        code(await callOffs.order({ actor: people.buyer }, id, wanted(1, 'toolate01'))),
        'call-off-not-live',
      );
    });

    it('refuses a price that is not that of its own list', async (t) => {
      const world = await worldFor(t, engine);
      const id = await liveCallOff(world);
      const draft = orderDraft([laptops(1, '394.00')], { callOff: id, lot: '2', route: 'direct-award' });
      const done = await world.database.transact((transaction) =>
        world.ordering.placeOrder(transaction, world.people.buyer, draft),
      );
      assert.equal(code(done), 'other-price');
    });

    it('goes on after a variation that is lawful, and not after one that is not', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, people } = world;
      const by = { actor: people.buyer };
      const id = await liveCallOff(world);
      const change = (ground: string, changeNet: string, key: string) => ({
        ...{ ground, changeNet, key, reason: 'More pupils came', evidence: 'Board minutes', decidedBy: 'The board' },
        ...(ground === 'unforeseen' ? { notice: { reference: 'N-1', on: isoDate('2026-11-20') } } : {}),
      });
      assert.equal(code(await callOffs.order(by, id, wanted(10, 'fillit001'))), 'ok');
      assert.equal(code(await callOffs.vary(by, id, change('small', '395.00', 'variation1'))), 'changes-too-large');
      assert.equal(code(await callOffs.vary(by, id, change('small', '394.00', 'variation2'))), 'ok');
      assert.equal(code(await callOffs.vary(by, id, change('small', '394.00', 'variation2'))), 'ok');
      assert.equal(code(await callOffs.vary(by, id, change('small', '10.00', 'variation3'))), 'changes-too-large');
      assert.equal(code(await callOffs.order(by, id, wanted(1, 'stillfull'))), 'over-ceiling');
      const unforeseen = change('unforeseen', '1975.00', 'variation4');
      assert.equal(code(await callOffs.vary(by, id, { ...unforeseen, notice: null })), 'notice-missing');
      const ahead = { reference: 'N-1', on: isoDate('2026-11-24') };
      assert.equal(code(await callOffs.vary(by, id, { ...unforeseen, notice: ahead })), 'notice-ahead');
      const varied = await callOffs.vary(by, id, { ...unforeseen, ends: isoDate('2029-10-31') });
      assert.ok(varied.ok);
      assert.equal(varied.value.callOff.variations.at(-1)?.ends, '2029-10-31');
      assert.equal(code(await callOffs.order(by, id, wanted(5, 'nowitfits'))), 'ok');
      assert.equal((await callOffs.get(people.buyer, id))?.meter.ceiling, '6319.00');
    });

    it('makes the same document for everybody, and says that schools need not publish', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, people } = world;
      const id = await liveCallOff(world);
      const [ours, theirs] = [await callOffs.document(people.buyer, id), await callOffs.document(people.supplier, id)];
      assert.match(ours?.hash ?? '', /^[0-9a-f]{64}$/);
      assert.deepEqual(ours, theirs);
      assert.equal((await callOffs.get(people.buyer, id))?.duty.duty, 'none');
    });

    it('never takes more than its ceiling, whatever is ordered, declined and varied', async (t) => {
      const world = await worldFor(t, engine);
      const { callOffs, orders, people } = world;
      let keys = 0;
      const step = fc.oneof(
        fc.record({ act: fc.constant('order' as const), count: fc.integer({ min: 1, max: 6 }) }),
        fc.record({ act: fc.constant('decline' as const), count: fc.integer({ min: 0, max: 3 }) }),
        fc.record({ act: fc.constant('vary' as const), count: fc.integer({ min: 1, max: 20 }) }),
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
          const id = await liveCallOff(world);
          const placed: string[] = [];
          for (const { act, count } of steps) {
            keys += 1;
            const key = `step${String(keys).padStart(6, '0')}`;
            if (act === 'order') {
              const done = await callOffs.order({ actor: people.buyer }, id, wanted(count, key));
              if (done.ok) placed.push(done.value.id);
            } else if (act === 'decline') {
              const order = placed[count];
              const reason = 'No stock';
              if (order !== undefined) await orders.decline({ actor: people.supplier }, { id: order, seen: 1, reason });
            } else {
              const notice = { reference: 'N-1', on: isoDate('2026-11-20') };
              const text = { reason: 'More', evidence: 'Minutes', decidedBy: 'Board', notice };
              const changeNet = String(count * 100);
              await callOffs.vary({ actor: people.buyer }, id, { ...text, ground: 'unforeseen', changeNet, key });
            }
            const meter = (await callOffs.get(people.buyer, id))?.meter;
            assert.ok(meter !== undefined && exact(meter.taken).lte(exact(meter.ceiling)), JSON.stringify(meter));
          }
        }),
        { numRuns: 4 },
      );
    });
  });
}

const postgres = engines.find((each) => each.engine === 'postgres');
describe('call-off contracts, many at once', { skip: postgres?.skip ?? true }, () => {
  it('never overspends when 24 sites order at the same time', async (t) => {
    const world = await worldFor(t, 'postgres');
    const { callOffs, people } = world;
    const id = await liveCallOff(world);
    const done = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        callOffs.order({ actor: people.buyer }, id, wanted(1, `manysite${String(index).padStart(2, '0')}`)),
      ),
    );
    assert.equal(done.filter((each) => each.ok).length, 10);
    assert.equal((await callOffs.get(people.buyer, id))?.meter.left, '0.00');
  });
});
