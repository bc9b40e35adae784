import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { pageServer, wordsOf } from '../../../test/support/page-server.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { purchasingWorld } from '../../../test/support/purchasing.ts';
import type { PersonActor } from '../../platform/access/index.ts';
import { purchasingPolicies } from '../purchasing-policies.ts';
import { quotePages } from './quote-pages.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

async function quoteWorld(engine: Parameters<typeof purchasingWorld>[0]) {
  const world = await purchasingWorld(engine);
  const organisation = 'marrowby01';
  await addOrganisation(world.database, { id: organisation, kind: 'supplier', supplier: 'marrowby-systems' });
  await addOrganisation(world.database, { id: 'wexcombe01', kind: 'supplier', supplier: 'wexcombe-technology' });
  const roles = ['supplier-bid-manager'] as const;
  const seller = asSupplier(
    await addPerson(world.database, { id: 'sellerone1', organisation, roles }),
    'marrowby-systems',
  );
  const rival = asSupplier(
    await addPerson(world.database, { id: 'rivalone01', organisation: 'wexcombe01', roles }),
    'wexcombe-technology',
  );
  return { ...world, seller, rival };
}

/** The actor with its membership as one of the supplier. */
function asSupplier(actor: PersonActor, supplier: string): PersonActor {
  return { ...actor, memberships: actor.memberships.map((each) => ({ ...each, kind: 'supplier', supplier })) };
}

const nothing = { budget: null, reason: '', likeOrders: '', conditions: {} };

for (const { engine, skip } of engines) {
  describe(`a supplier’s quote on ${engine}`, { skip }, () => {
    let world: Awaited<ReturnType<typeof quoteWorld>>;
    before(async () => {
      world = await quoteWorld(engine);
    });
    after(() => world.database.close());

    async function asked(quantity: number): Promise<string> {
      const { buyer } = world.people;
      const put = await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer: '101', quantity });
      assert.ok(put.ok);
      const version = (await world.baskets.get(buyer, put.value))?.basket.version ?? 0;
      const wanted = { basket: put.value, version, message: 'By half term' };
      const id = await world.quotes.ask({ actor: buyer }, wanted);
      assert.ok(id.ok, JSON.stringify(id));
      assert.deepEqual(await world.quotes.ask({ actor: buyer }, wanted), id, 'a double click asks once');
      return id.value;
    }

    async function answer(id: string, kind: 'firm' | 'indicative' | 'declined', price: string, seen = 0) {
      const view = await world.quotes.get(world.seller, 'supplier', id);
      const lines = view?.quote.draft.lines ?? [];
      return world.quotes.answer(
        { actor: world.seller },
        {
          ...{ id, seen, kind, leadTimeDays: 4, note: 'For a good customer' },
          prices: lines.map((each, index) => ({
            number: index + 1,
            unitPrice: each.kind === 'goods' ? price : each.unitPrice,
          })),
          validUntil: '2026-11-30T17:00:00Z',
        },
      );
    }

    it('becomes one purchase at its own prices, and one order, however often it is clicked', async () => {
      const { buyer } = world.people;
      const id = await asked(31);
      assert.ok((await answer(id, 'firm', '380.00')).ok);
      const bought = await Promise.all(
        Array.from({ length: 32 }, () => world.quotes.buy({ actor: buyer }, id, nothing)),
      );
      const purchases = new Set(bought.map((each) => (each.ok ? each.value : JSON.stringify(each))));
      assert.equal(purchases.size, 1);
      const [purchase = ''] = purchases;
      const stored = await sql`select 1 from purchase where answers->'quote'->>'id' = ${id}`.execute(
        world.database.handle,
      );
      assert.equal(stored.rows.length, 1);
      const view = await world.purchases.get(buyer, purchase);
      assert.equal(view?.purchase.draft.lines[0]?.unitPrice, '380.00');
      assert.equal(view.purchase.draft.net, '11780.00');
      assert.equal(view.purchase.draft.gross, '14136.00');
      assert.match(
        view.checks.find((each) => each.id === 'offer')?.text ?? '',
        /as quoted, firm until 30 November 2026, 17:00/,
      );
      const placed = await Promise.all(
        Array.from({ length: 32 }, () => world.purchases.place({ actor: buyer }, purchase)),
      );
      assert.equal(new Set(placed.map((each) => (each.ok ? each.value.id : JSON.stringify(each)))).size, 1);
      const line = await sql<{ price: string }>`select l.unit_price::text as price from call_off_order_line l
        join call_off_order o on o.id = l.order_id where o.purchase = ${purchase} and l.kind = 'goods'`.execute(
        world.database.handle,
      );
      assert.deepEqual(
        line.rows.map((each) => Number(each.price)),
        [380],
      );
      const colleague = await addPerson(world.database, {
        id: 'colleague1',
        organisation: 'northmoor1',
        roles: ['buyer'],
      });
      assert.equal(
        codeOf(await world.quotes.buy({ actor: colleague }, id, nothing)),
        'quote-converted',
        'somebody else is told that it was used',
      );
    });

    it('is refused above the list, without a time, and after the time', async () => {
      const { buyer } = world.people;
      const id = await asked(12);
      assert.equal(codeOf(await answer(id, 'firm', '9999.00')), 'above-list');
      assert.equal(codeOf(await world.quotes.buy({ actor: buyer }, id, nothing)), 'quote-waiting');
      assert.ok((await answer(id, 'indicative', '390.00')).ok);
      assert.equal(codeOf(await world.quotes.buy({ actor: buyer }, id, nothing)), 'quote-indicative');
      assert.ok((await answer(id, 'firm', '385.00', 1)).ok);
      assert.ok((await answer(id, 'firm', '385.00', 1)).ok, 'the same click again');
      world.clock.set('2026-11-30T17:00:00.001Z');
      assert.equal(codeOf(await world.quotes.buy({ actor: buyer }, id, nothing)), 'quote-expired');
      world.clock.set('2026-11-23T10:00:00Z');
    });

    it('is not ordered after its time, although it was turned into a purchase before', async () => {
      const { buyer } = world.people;
      const id = await asked(13);
      assert.ok((await answer(id, 'firm', '385.00')).ok);
      const purchase = await world.quotes.buy({ actor: buyer }, id, nothing);
      assert.ok(purchase.ok);
      world.clock.set('2026-11-30T17:01:00Z');
      assert.equal(codeOf(await world.purchases.place({ actor: buyer }, purchase.value)), 'check-offer');
      world.clock.set('2026-11-23T10:00:00Z');
    });

    it('is seen by its buyer and its supplier alone, who are told of it', async () => {
      const id = await asked(14);
      assert.equal(await world.quotes.get(world.people.stranger, 'buyer', id), undefined);
      assert.equal(await world.quotes.get(world.rival, 'supplier', id), undefined);
      assert.equal(await world.quotes.get(world.seller, 'buyer', id), undefined);
      assert.equal((await world.quotes.list(world.rival, 'supplier')).length, 0);
      const declined = { id, seen: 0, kind: 'declined', prices: [], leadTimeDays: null, validUntil: null } as const;
      assert.equal(
        codeOf(await world.quotes.answer({ actor: world.rival }, { ...declined, note: 'No' })),
        'quote-unknown',
      );
      assert.equal(
        codeOf(await world.quotes.answer({ actor: world.seller }, { ...declined, note: '' })),
        'reason-missing',
      );
      assert.ok((await world.quotes.answer({ actor: world.seller }, { ...declined, note: 'Out of stock' })).ok);
      const told = await sql<{ kind: string }>`select distinct kind from notice
        where kind in ('quote-asked', 'quote-answered')`.execute(world.database.handle);
      assert.equal(told.rows.length, 2);
    });
  });
}

describe('the pages of quotes', () => {
  it('lead from the basket over the answer to the purchase', async (t) => {
    const world = await quoteWorld('pglite');
    t.after(() => world.database.close());
    const open = async (actor: PersonActor) => {
      const server = await pageServer(purchasingPolicies, actor);
      t.after(() => server.close());
      await server.register(quotePages(world));
      return {
        get: async (url: string) => (await server.inject(url)).payload,
        post: (url: string, payload: string) => server.inject({ method: 'POST', url, headers: form, payload }),
      };
    };
    const { buyer, stranger } = world.people;
    const [asks, sells, other] = [await open(buyer), await open(world.seller), await open(stranger)];
    const put = await world.baskets.put({ actor: buyer }, { organisation: 'northmoor1', offer: '101', quantity: 30 });
    assert.ok(put.ok);
    assert.match(wordsOf(await asks.get('/quotes')), /You asked for no quote yet/);
    const page = await asks.get(`/basket/${put.value}/quote`);
    assert.match(wordsOf(page), /Ask Marrowby Systems to quote/);
    const version = /name="version" value="(\d+)"/.exec(page)?.[1] ?? '';
    const asked = await asks.post(`/basket/${put.value}/quote`, `version=${version}&message=Please`);
    const href = String(asked.headers.location);
    assert.match(href, /^\/quotes\//, wordsOf(asked.payload));
    assert.match(wordsOf(await other.get(href)), /nothing at this address/);
    assert.match(wordsOf(await sells.get('/supplier/quotes')), /Waiting for your answer/);
    const dear = await sells.post(`/supplier${href}`, 'seen=0&kind=firm&price-1=999&price-2=0&leadTimeDays=x');
    assert.equal(dear.statusCode, 400);
    assert.match(wordsOf(dear.payload), /cannot be above it/);
    assert.match(wordsOf(dear.payload), /Say until when the price is firm/);
    const firm = 'seen=0&kind=firm&price-1=380&price-2=0&leadTimeDays=4&validUntil=30/11/2026&validTime=17:00';
    assert.equal((await sells.post(`/supplier${href}`, firm)).statusCode, 303);
    assert.match(wordsOf(await asks.get(href)), /Firm until Monday,? 30 November 2026, 17:00/);
    const bought = await asks.post(href, '');
    assert.match(String(bought.headers.location), /^\/purchases\//, wordsOf(bought.payload));
    assert.match(wordsOf(await asks.get(href)), /used already.*See the purchase/);
  });
});

function codeOf(outcome: { readonly ok: boolean; readonly problems?: readonly { readonly code: string }[] }): string {
  return outcome.problems?.[0]?.code ?? 'none';
}
