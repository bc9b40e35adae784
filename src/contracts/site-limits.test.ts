import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { laptops } from '../../test/support/contracts.ts';
import { engines } from '../../test/support/databases.ts';
import { arrived, invoiceWorld } from '../../test/support/invoices.ts';
import { addPerson } from '../../test/support/people.ts';
import { isoDate } from '../kernel/dates.ts';
import type { Actor } from '../platform/access/index.ts';
import type { Engine } from '../platform/database/index.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { lineNet, withTotals } from './invoices/rules/arithmetic.ts';

const by = (actor: Actor) => ({ actor, requestId: 'r-1' });
function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}

/** A trust with two schools, and somebody in each who may do everything there and nothing elsewhere. */
async function twoSchools(t: TestContext, engine: Engine) {
  const world = await invoiceWorld(engine);
  t.after(() => world.database.close());
  const at = (id: string, site: string) =>
    addPerson(world.database, {
      ...{ id, organisation: 'northmoor1', site, roles: ['requester', 'buyer', 'contract-manager'] as const },
      signingLimit: '900000.00',
    });
  const here = await at('firstschool', 'northmoors1');
  const there = await at('otherschool', 'northmoors2');
  const callOff = (sites: readonly string[]) =>
    world.database.transact((transaction) =>
      world.ordering.makeCallOff(transaction, world.people.buyer, {
        ...{ organisation: 'northmoor1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '2', sites },
        ...{ route: 'direct-award', title: 'Laptops', formation: 'signatures', ceiling: '90000.00' },
        ...{ valueGross: '108000.00', starts: isoDate('2026-11-01'), ends: isoDate('2028-10-31') },
        ...{ commencedOn: isoDate('2026-10-01'), prices: [laptops(1)], madeFrom: `award:${sites.join()}` },
      }),
    );
  return { ...world, here, there, callOff };
}

for (const { engine, skip } of engines) {
  describe(`Somebody limited to one site (${engine})`, { skip }, () => {
    it('receives, decides on invoices and pays at that site, and sees the order and its form', async (t) => {
      const { here, people, placeAccepted, receipts, invoices, orders, callOffs } = await twoSchools(t, engine);
      const order = await placeAccepted();
      assert.equal((await orders.get(here, order.id))?.order.number, order.number);
      assert.match((await callOffs.document(here, order.callOff))?.hash ?? '', /^[0-9a-f]{64}$/);
      const receipt = done(await receipts.record(by(here), order.id, arrived(20), 'form-1'));
      done(await receipts.reverse(by(here), order.id, receipt.id, 'Counted wrong'));
      done(await receipts.record(by(here), order.id, arrived(), 'form-2'));
      const line = { title: 'Norvik N14', orderLine: 1, quantity: '30', unitPrice: '395' };
      const lift = { title: 'Delivery', orderLine: null, quantity: '1', unitPrice: '52' };
      const document = withTotals({
        ...{ kind: 'invoice', number: '1', issuedOn: isoDate('2026-11-23'), orderNumber: order.number, credits: null },
        lines: [line, lift].map((each, index) => ({
          ...{ ...each, number: index + 1, mpn: '', vatPercent: '20', net: lineNet(each).toFixed(2) },
        })),
      });
      const { id } = done(await invoices.send(by(people.supplier), document, 'typed'));
      done(await invoices.act(by(here), id, { line: 2, act: 'accept', note: 'Agreed by telephone', seen: 2 }));
      const payment = { amount: '14282.40', paidOn: isoDate('2026-11-23'), reference: 'BACS 1', seen: 3 };
      done(await invoices.pay(by(here), id, payment));
      assert.equal((await invoices.show(here, id))?.invoice.state, 'paid');
    });

    it('reaches nothing of the other site', async (t) => {
      const { there, people, placeAccepted, receipts, invoices, orders, callOffs } = await twoSchools(t, engine);
      const order = await placeAccepted();
      const receipt = done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      assert.equal(await orders.get(there, order.id), undefined);
      assert.equal(await callOffs.get(there, order.callOff), undefined);
      assert.equal(await callOffs.document(there, order.callOff), undefined);
      assert.equal(await receipts.show(there, order.id), undefined);
      assert.equal(await receipts.record(by(there), order.id, arrived(), 'form-2'), undefined);
      assert.equal(await receipts.reverse(by(there), order.id, receipt.id, 'Mine'), undefined);
      assert.equal(await invoices.ofOrder(there, order.id), undefined);
      assert.deepEqual((await orders.list(there, { limit: 10 })).items, []);
    });

    it('signs a contract of that site alone, and none that binds another site too', async (t) => {
      const { here, people, callOff, callOffs, signing } = await twoSchools(t, engine);
      const own = await callOff(['northmoors1']);
      done(await signing.name({ actor: here }, own.id, 'mfirstschool'));
      done(await signing.name({ actor: people.supplier }, own.id, 'msupplierman'));
      const hash = (await callOffs.document(here, own.id))?.hash ?? '';
      done(await signing.sign({ actor: here }, own.id, hash));

      const shared = await callOff(['northmoors1', 'northmoors2']);
      const view = await callOffs.get(here, shared.id);
      assert.deepEqual(view?.may, ['call-offs.order']);
      assert.equal((await signing.name({ actor: here }, shared.id, 'mfirstschool')).ok, false);
      // Nor may somebody of the whole trust name one who stands for a single school.
      const named = await signing.name({ actor: people.buyer }, shared.id, 'mfirstschool');
      assert.deepEqual(named.ok ? [] : named.problems.map((each) => each.code), ['signing-limit']);
      const notice = { place: 'Contracts Finder', reference: 'CF-1', publishedOn: isoDate('2026-11-23') };
      // Neither binds yet, so nothing can be recorded as published: but only who reaches a contract is told so.
      const refused = async (actor: Actor, id: string) => {
        const outcome = await callOffs.recordPublication({ actor }, id, notice);
        return outcome.ok ? [] : outcome.problems.map((each) => each.code);
      };
      assert.deepEqual(await refused(here, shared.id), ['call-off-unknown']);
      assert.deepEqual(await refused(people.buyer, shared.id), ['not-formed']);
      assert.deepEqual(await refused(here, own.id), ['not-formed']);
    });
  });
}
