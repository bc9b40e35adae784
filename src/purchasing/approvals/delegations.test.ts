import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { engines } from '../../../test/support/databases.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import { isoDate } from '../../kernel/dates.ts';
import { readDelegations } from './approval-store.ts';
import { createDelegations } from './delegations.ts';

for (const { engine, skip } of engines) {
  describe(`letting somebody approve, on ${engine}`, { skip }, () => {
    let world: Awaited<ReturnType<typeof purchasingWorld>>;
    before(async () => {
      world = await purchasingWorld(engine);
    });
    after(() => world.database.close());
    const wanted = { organisation: 'northmoor1', to: 'buyerperson', fromOn: '2026-11-23', untilOn: '2026-11-30' };

    it('is once however often it is sent, by an approver, to another approver, and ends early', async () => {
      const { head, stranger, requester } = world.people;
      const delegations = createDelegations(world);
      const stands = () => readDelegations(world.database.handle, 'northmoor1', isoDate('2026-11-23'));
      assert.ok((await delegations.give({ actor: head }, wanted)).ok);
      assert.ok((await delegations.give({ actor: head }, wanted)).ok);
      const [given, ...more] = await stands();
      assert.deepEqual([given?.from, given?.to, more.length], ['headperson', 'buyerperson', 0]);
      for (const wrong of [
        { to: 'headperson' },
        { to: 'requester1' },
        { to: 'otherbuyer' },
        { untilOn: '2026-11-22' },
      ]) {
        assert.equal(
          (await delegations.give({ actor: head }, { ...wanted, ...wrong })).ok,
          false,
          JSON.stringify(wrong),
        );
      }
      assert.equal((await delegations.give({ actor: stranger }, wanted)).ok, false);
      assert.equal((await delegations.give({ actor: requester }, wanted)).ok, false);
      assert.equal(await delegations.end({ actor: stranger }, given?.id ?? ''), false);
      assert.equal(await delegations.end({ actor: world.people.buyer }, given?.id ?? ''), false);
      assert.equal(await delegations.end({ actor: head }, given?.id ?? ''), true);
      assert.deepEqual(await stands(), []);
    });
  });
}
