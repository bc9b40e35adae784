import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import {
  beginning,
  doAct,
  makeSchool,
  type Placing,
  type School,
  sequences,
  sequenceWorld,
} from './purchase-sequences.fixture.ts';

type World = Awaited<ReturnType<typeof sequenceWorld>>;

async function rows<T>(world: World, query: ReturnType<typeof sql<T>>): Promise<readonly T[]> {
  return (await query.execute(world.database.handle)).rows;
}

/** What a placing was held to: its budget with what was allowed on top, and the list as the most that is paid. */
async function checkPlacing(world: World, { purchase, amount, committed, exceedBy, listed }: Placing) {
  assert.ok(committed <= amount + exceedBy + 0.001, `${committed} of ${amount}, with ${exceedBy} allowed`);
  const lines = await rows(
    world,
    sql<{ offer: string; price: number; free: boolean }>`
      select l.offer, l.unit_price::float8 as price,
        jsonb_array_length(p.steps) = 0 and p.answers->'quote' is null as free
      from call_off_order o join call_off_order_line l on l.order_id = o.id and l.version = 1 and l.kind = 'goods'
      join purchase p on p.id = o.purchase where o.purchase = ${purchase}`,
  );
  assert.ok(lines.length > 0);
  for (const { offer, price, free } of lines) {
    const now = listed.get(offer) ?? 0;
    assert.ok(free ? price === now : price <= now, `${offer} at ${price}, listed at ${now}`);
  }
}

/** What must hold of a school whatever was done. */
async function checkSchool(world: World, school: School): Promise<void> {
  const approved = await rows(
    world,
    sql<{ same: boolean; steps: number; approvals: number; approvers: number; own: boolean; placed: number }>`
      select (select jsonb_agg(jsonb_build_array(l.quantity, l.unit_price::numeric, l.gross) order by l.number)
          from call_off_order_line l where l.order_id = o.id and l.version = 1)
        = (select jsonb_agg(jsonb_build_array((d.line->>'quantity')::int, (d.line->>'unitPrice')::numeric(14, 4),
            (d.line->>'gross')::numeric(14, 2)) order by d.position)
          from jsonb_array_elements(p.draft->'lines') with ordinality as d(line, position)) as same,
        jsonb_array_length(p.steps) as steps, e.approvals, e.approvers, e.own, e.placed
      from call_off_order o join purchase p on p.id = o.purchase
      cross join lateral (select count(*) filter (where kind = 'approved')::int as approvals,
          count(distinct actor) filter (where kind = 'approved')::int as approvers,
          coalesce(bool_or(kind = 'approved' and actor = p.asked_by), false) as own,
          count(*) filter (where kind = 'placed' and order_id = o.id)::int as placed
        from purchase_event where purchase_id = p.id) e
      where o.organisation_id = ${school.id}`,
  );
  for (const each of approved) {
    assert.deepEqual(
      each,
      { same: true, steps: each.steps, approvals: each.steps, approvers: each.steps, own: false, placed: 1 },
      'an order is word for word what was approved, by others, each once',
    );
  }
  const doubled = await rows(
    world,
    sql<{ id: string }>`select p.answers->'quote'->>'id' as id from purchase p
      where p.organisation_id = ${school.id} and p.answers->'quote' is not null group by 1 having count(*) > 1
      union all select o.purchase from call_off_order o where o.organisation_id = ${school.id} group by 1 having count(*) > 1
      union all select e.purchase_id from purchase_event e join purchase p on p.id = e.purchase_id
        where p.organisation_id = ${school.id} and e.kind in ('placed', 'withdrawn', 'refused') group by 1 having count(*) > 1`,
  );
  assert.deepEqual(doubled, [], 'nothing is bought twice');
  const taken = await rows(
    world,
    sql<{ purchase: string; holds: number; order: number }>`
      select p.id as purchase, coalesce(c.amount, 0)::float8 as holds, coalesce(v.commitment_net, 0)::float8 as "order"
      from purchase p left join budget_commitment c on c.purchase_id = p.id and c.released_at is null
      left join call_off_order o on o.purchase = p.id
      left join lateral (select e.kind, e.version from call_off_order_event e where e.order_id = o.id
        order by e.position desc limit 1) last on true
      left join call_off_order_version v on v.order_id = o.id and v.version = last.version
        and last.kind not in ('declined', 'cancelled')
      where p.organisation_id = ${school.id}`,
  );
  for (const { purchase, holds, order } of taken) assert.equal(holds, order, `the budget holds what ${purchase} takes`);
  const overspent = await rows(
    world,
    sql<{ number: string }>`select c.number from call_off c where c.organisation_id = ${school.id} and c.ceiling < (
      select coalesce(sum(v.commitment_net), 0) from call_off_order o
      join lateral (select e.kind, e.version from call_off_order_event e where e.order_id = o.id
        order by e.position desc limit 1) last on last.kind not in ('declined', 'cancelled')
      join call_off_order_version v on v.order_id = o.id and v.version = last.version where o.call_off_id = c.id)`,
  );
  assert.deepEqual(overspent, [], 'no ceiling is passed');
}

/** Numbers of orders and call-offs go up by one from the first, over all schools. */
async function checkNumbers(world: World): Promise<number> {
  const found = await rows(
    world,
    sql<{ table: string; count: number; last: number }>`
      select 'order' as "table", count(*)::int as count, coalesce(max(substr(number, 3)::int), 0) as last from call_off_order
      union all select 'call-off', count(*)::int, coalesce(max(substr(number, 3)::int), 0) from call_off`,
  );
  for (const { table, count, last } of found) assert.equal(count, last, `no gap in the numbers of ${table}s`);
  return found[0]?.count ?? 0;
}

const runs = { pglite: 25, postgres: 10 } as const;

for (const { engine, skip } of engines) {
  describe(`whatever is done one after another on ${engine}`, { skip }, () => {
    let world: World;
    before(async () => {
      world = await sequenceWorld(engine);
    });
    after(() => world.database.close());

    it('never orders at another price, twice, over a budget or a ceiling, or with a gap in the numbers', async () => {
      let placed = 0;
      await fc.assert(
        fc.asyncProperty(sequences, async (acts) => {
          const school = await makeSchool(world);
          for (const act of [...beginning, ...acts]) {
            for (const placing of await doAct(world, school, act)) {
              placed += 1;
              await checkPlacing(world, placing);
            }
          }
          await checkSchool(world, school);
          await checkNumbers(world);
        }),
        { numRuns: runs[engine], endOnFailure: true },
      );
      // The sequences do get as far as an order.
      assert.ok(placed > runs[engine] / 4, `${String(placed)} purchases were placed`);
      assert.ok((await checkNumbers(world)) > placed);
    });

    it('lets one of two last steps win: the last approval against placing and withdrawing, and the last money', async () => {
      const { purchases, baskets } = world;
      for (let round = 0; round < 4; round += 1) {
        const school = await makeSchool(world);
        const { buyer, requester, head } = school.people;
        assert.ok(buyer && requester && head);
        const ask = async (actor: typeof buyer, quantity: number): Promise<string> => {
          const put = await baskets.put({ actor }, { organisation: school.id, offer: '101', quantity });
          assert.ok(put.ok);
          const version = (await baskets.get(actor, put.value))?.basket.version ?? 0;
          const asked = {
            basket: put.value,
            version,
            budget: school.budget,
            reason: '',
            likeOrders: '',
            conditions: {},
          };
          const id = await purchases.ask({ actor }, asked);
          assert.ok(id.ok, JSON.stringify(id));
          return id.value;
        };
        const first = await ask(requester, 2);
        const approve = { id: first, step: 1, approve: true, reason: '' };
        await Promise.all([
          ...Array.from({ length: 8 }, () => purchases.decide({ actor: head }, approve)),
          ...Array.from({ length: 8 }, () => purchases.place({ actor: requester }, first)),
          ...(round % 2 === 0 ? [purchases.withdraw({ actor: requester }, first)] : []),
        ]);
        const ended = await rows(
          world,
          sql<{ kind: string }>`select kind from purchase_event
            where purchase_id = ${first} and kind in ('placed', 'withdrawn')`,
        );
        assert.ok(ended.length <= 1, JSON.stringify(ended));
        if (round % 2 === 1) assert.ok((await purchases.place({ actor: requester }, first)).ok);
        // Of 4,000 pounds, one of two orders of 2,370 fits, whatever the first took.
        const last = [await ask(buyer, 6), await ask(requester, 6)] as const;
        await purchases.decide({ actor: head }, { id: last[1], step: 1, approve: true, reason: '' });
        const placed = await Promise.all([
          ...Array.from({ length: 6 }, () => purchases.place({ actor: buyer }, last[0])),
          ...Array.from({ length: 6 }, () => purchases.place({ actor: requester }, last[1])),
        ]);
        const orders = new Set(placed.flatMap((each) => (each.ok ? [each.value.id] : [])));
        assert.equal(orders.size, 1);
        for (const each of placed) if (!each.ok) assert.equal(each.problems[0]?.code, 'over-budget');
        await checkSchool(world, school);
      }
      await checkNumbers(world);
    });
  });
}
