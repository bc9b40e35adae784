import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { needPages } from './need-pages.ts';

type World = Awaited<ReturnType<typeof purchasingWorld>>;

/** A basket on a lot that allows a competition, and one that does not. */
async function filled(world: World) {
  const by = { actor: world.people.buyer };
  for (const offer of ['101', '102', '103', '104', '105', '106', '107', '108'])
    await world.baskets.put(by, { organisation: 'northmoor1', offer, quantity: 5 });
  const views = await world.baskets.list(by.actor);
  const [competes, ordered] = [true, false].map((each) => {
    // Some offers come in packs only: their quantity is another.
    const basket = views.find(
      (view) => view.competes === each && view.lines.every((line) => line.quantity === 5),
    )?.basket;
    return basket === undefined ? undefined : { basket: basket.id, version: basket.version };
  });
  assert.ok(competes !== undefined && ordered !== undefined);
  return { competes, ordered, by };
}

describe('baskets kept for a competition', () => {
  for (const { engine, skip } of engines) {
    it(`are kept once, taken back once, closed once, whatever is clicked twice (${engine})`, { skip }, async (t) => {
      const world = await purchasingWorld(engine);
      t.after(() => world.database.close());
      const { needs, baskets } = world;
      const { buyer, head, stranger } = world.people;
      const { competes, ordered, by } = await filled(world);
      const before = await baskets.get(buyer, competes.basket);

      const no = await needs.keep(by, { ...ordered, reason: 'Compete' });
      assert.deepEqual(no.ok ? [] : no.problems.map((each) => each.code), ['no-competition']);
      const silent = await needs.keep(by, { ...competes, reason: ' ' });
      assert.deepEqual(silent.ok ? [] : silent.problems.map((each) => each.code), ['reason-missing']);
      const old = await needs.keep(by, { ...competes, version: competes.version + 1, reason: 'x' });
      assert.deepEqual(old.ok ? [] : old.problems.map((each) => each.code), ['basket-changed']);

      const kept = await Promise.all([1, 2, 3, 4].map(() => needs.keep(by, { ...competes, reason: 'All compete' })));
      const ids = new Set(kept.map((each) => (each.ok ? each.value : JSON.stringify(each.problems))));
      assert.equal(ids.size, 1, 'four clicks keep it once');
      const [id = ''] = ids;
      assert.equal(await baskets.get(buyer, competes.basket), undefined, 'it is no basket any more');
      const seen = await needs.get(head, id);
      assert.deepEqual(
        [seen?.status, seen?.need.reason, seen?.need.content.gross, seen?.mayEnd],
        ['kept', 'All compete', before?.priced.gross, false],
        'an approver reads it with its prices, and ends nothing',
      );
      assert.equal(await needs.get(stranger, id), undefined);
      assert.equal((await needs.takeBack({ actor: stranger }, id)).ok, false);

      const back = await Promise.all([1, 2, 3].map(() => needs.takeBack(by, id)));
      assert.ok(back.every((each) => each.ok && each.value === competes.basket));
      const again = await baskets.get(buyer, competes.basket);
      assert.deepEqual(
        again?.lines.map((each) => [each.offer, each.quantity]),
        before?.lines.map((each) => [each.offer, each.quantity]),
      );
      for (const odd of [Number.NaN, 0, 1.5, 1e308, 2 ** 53]) {
        const no = await needs.keep(by, { basket: competes.basket, version: odd, reason: 'Odd' });
        assert.deepEqual(no.ok ? [] : no.problems.map((each) => each.code), ['basket-changed'], String(odd));
      }
      assert.equal((await needs.close(by, id, 'Late')).ok, false, 'what was taken back cannot be closed');
      const version = again?.basket.version ?? 0;
      const second = await needs.keep(by, { basket: competes.basket, version, reason: 'After all' });
      assert.ok(second.ok && second.value !== id, 'it can be kept again');
      const closed = await Promise.all([1, 2].map(() => needs.close(by, second.value, 'Found in the store room')));
      assert.ok(closed.every((each) => each.ok));
      assert.deepEqual((await needs.list(buyer)).map((each) => each.status).toSorted(), ['closed', 'taken-back']);
    });
  }

  it('are shown with their reason, who and when, and can be had as JSON', async (t) => {
    const world = await purchasingWorld('pglite');
    t.after(() => world.database.close());
    const { competes } = await filled(world);
    const server = await pageServer(purchasingPolicies, world.people.buyer);
    t.after(() => server.close());
    await server.register(needPages(world));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = `/basket/${competes.basket}/keep`;
    assert.match(wordsOf((await server.inject(url)).payload), /Keep it for a competition.*5 ×/);
    const wrong = await server.inject({ method: 'POST', url, headers, payload: `version=${competes.version}&reason=` });
    assert.equal(wrong.statusCode, 400);
    const payload = `version=${competes.version}&reason=Several+can+do+it`;
    const kept = String((await server.inject({ method: 'POST', url, headers, payload })).headers.location);
    assert.match(kept, /^\/needs\/[a-z0-9]+$/);
    assert.match(wordsOf((await server.inject('/needs')).payload), /Several can do it.*Kept for a competition/);
    assert.match(wordsOf((await server.inject(kept)).payload), /Several can do it.*Take it back into a basket/);
    const file = await server.inject(`${kept}/export.json`);
    assert.match(String(file.headers['content-disposition']), /^attachment; filename="need-[a-z0-9]+\.json"$/);
    assert.match(file.body, /"status": "kept"/);
  });
});
