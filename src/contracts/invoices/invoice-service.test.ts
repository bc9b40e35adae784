import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { arrived, invoiceWorld, type InvoiceWorld } from '../../../test/support/invoices.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import { lineNet, withTotals } from './rules/arithmetic.ts';
import type { InvoiceDocument, InvoiceLine } from './rules/invoice.ts';

async function worldFor(t: TestContext, engine: Engine): Promise<InvoiceWorld> {
  const world = await invoiceWorld(engine);
  t.after(() => world.database.close());
  return world;
}

type GivenLine = Partial<InvoiceLine> & Pick<InvoiceLine, 'title' | 'quantity' | 'unitPrice'>;

function documentOf(
  orderNumber: string,
  number: string,
  lines: readonly GivenLine[],
  more: Partial<InvoiceDocument> = {},
) {
  return withTotals({
    ...{ kind: 'invoice', number, issuedOn: isoDate('2026-11-23'), orderNumber, credits: null },
    ...more,
    lines: lines.map((line, index) => ({
      ...{ orderLine: null, mpn: '', vatPercent: '20', net: lineNet(line).toFixed(2) },
      ...line,
      number: index + 1,
    })),
  });
}

const laptopLine = (quantity: string, unitPrice = '395'): GivenLine => ({
  title: 'Norvik N14',
  orderLine: 1,
  quantity,
  unitPrice,
});
const tags = (quantity: string): GivenLine => ({ title: 'Asset tag', orderLine: 2, quantity, unitPrice: '2.50' });
const charged: GivenLine = { title: 'Delivery', quantity: '1', unitPrice: '52' };

const by = (actor: Actor) => ({ actor, requestId: 'r-1' });

function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
function codes(outcome: Outcome<unknown> | undefined): readonly string[] {
  return outcome === undefined || outcome.ok ? [] : outcome.problems.map((each) => each.code);
}

async function shown(world: InvoiceWorld, id: string, actor: Actor = world.people.buyer) {
  const found = await world.invoices.show(actor, id);
  if (found === undefined) throw new Error(`No invoice ${id}`);
  return found.invoice;
}

/** What counts as spent under the order's call-off, pounds without VAT. */
async function spent({ database }: InvoiceWorld, callOff: string): Promise<string> {
  const found = await sql<{
    net: string;
  }>`select coalesce(sum(case kind when 'invoiced' then net else -net end), 0)::text as net
    from call_off_spend where call_off_id = ${callOff}`.execute(database.handle);
  return Number(found.rows[0]?.net).toFixed(2);
}

for (const { engine, skip } of engines) {
  describe(`invoices on ${engine}`, { skip }, () => {
    it('matches what arrived as ordered, counts it as spent once, and says when to pay', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      const document = documentOf(order.number, '40172', [laptopLine('30'), tags('30')]);
      const { id } = done(await invoices.send(by(people.supplier), document, 'typed'));
      assert.equal(done(await invoices.send(by(people.supplier), document, 'typed')).id, id);
      const invoice = await shown(world, id);
      assert.deepEqual([invoice.state, invoice.money.payable, invoice.due], ['to-pay', '14310.00', '2026-12-23']);
      assert.equal(await spent(world, order.callOff), '11925.00');
      const payment = {
        amount: '14310.00',
        paidOn: isoDate('2026-11-23'),
        reference: 'BACS 9',
        seen: invoice.events.length,
      };
      done(await invoices.pay(by(people.buyer), id, payment));
      done(await invoices.pay(by(people.buyer), id, payment));
      const paid = await shown(world, id);
      assert.deepEqual([paid.state, paid.money.paid, paid.due], ['paid', '14310.00', null]);
    });

    it('disputes only the line that differs; the rest is to be paid', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      const sent = await invoices.send(
        by(people.supplier),
        documentOf(order.number, '40172', [laptopLine('30'), charged]),
        'typed',
      );
      const invoice = await shown(world, done(sent).id);
      assert.deepEqual(
        invoice.lines.map((each) => each.state),
        ['matched', 'disputed'],
      );
      assert.deepEqual(
        [invoice.state, invoice.money.payable, invoice.money.disputed],
        ['in-dispute', '14220.00', '62.40'],
      );
      assert.equal(await spent(world, order.callOff), '11850.00');
    });

    it('lets a dispute end by evidence, acceptance or withdrawal, each with its reason, and tells a second tab', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices } = world;
      const order = await world.placeAccepted();
      const { id } = done(await invoices.send(by(people.supplier), documentOf(order.number, '1', [charged]), 'typed'));
      const act = { line: 1, seen: 1 };
      assert.deepEqual(codes(await invoices.act(by(people.supplier), id, { ...act, act: 'evidence', note: ' ' })), [
        'reason-missing',
      ]);
      done(await invoices.act(by(people.supplier), id, { ...act, act: 'evidence', note: 'You asked for a lift' }));
      done(await invoices.act(by(people.buyer), id, { line: 1, seen: 2, act: 'uphold', note: 'Not in writing' }));
      done(await invoices.act(by(people.buyer), id, { line: 1, seen: 3, act: 'accept', note: 'Found the mail' }));
      done(await invoices.act(by(people.buyer), id, { line: 1, seen: 3, act: 'accept', note: 'Found the mail' }));
      assert.deepEqual(
        codes(await invoices.act(by(people.supplier), id, { line: 1, seen: 3, act: 'withdraw', note: 'x' })),
        ['changed-meanwhile'],
      );
      assert.equal((await shown(world, id)).state, 'to-pay');
      assert.equal(await spent(world, order.callOff), '52.00');
    });

    it('tells the supplier of each dispute and the buyer of each answer, once, until it is decided', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, database } = world;
      const order = await world.placeAccepted();
      const { id } = done(await invoices.send(by(people.supplier), documentOf(order.number, '1', [charged]), 'typed'));
      const told = async () =>
        (
          await sql<{ said: string }>`select kind || ' ' || person_id
              || case when settled_at is null then '' else ' done' end as said
            from notice where href = ${`/invoices/${id}`} order by id`.execute(database.handle)
        ).rows.map((each) => each.said);
      assert.deepEqual(await told(), ['invoice-disputed supplierman']);
      const act = { line: 1, seen: 1, act: 'evidence', note: 'You asked for a lift' } as const;
      done(await invoices.act(by(people.supplier), id, act));
      done(await invoices.act(by(people.supplier), id, act));
      assert.deepEqual(await told(), ['invoice-disputed supplierman done', 'dispute-answered buyerperson']);
      done(await invoices.act(by(people.buyer), id, { line: 1, seen: 2, act: 'uphold', note: 'Not in writing' }));
      assert.deepEqual((await told()).slice(1), ['dispute-answered buyerperson done', 'invoice-disputed supplierman']);
    });

    it('never pays a price above the order, however it is asked', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      const { id } = done(
        await invoices.send(by(people.supplier), documentOf(order.number, '1', [laptopLine('30', '399')]), 'typed'),
      );
      assert.deepEqual(
        codes(await invoices.act(by(people.buyer), id, { line: 1, act: 'accept', note: 'Fine', seen: 1 })),
        ['not-acceptable'],
      );
      assert.deepEqual(
        codes(
          await invoices.pay(by(people.buyer), id, {
            amount: '1',
            paidOn: isoDate('2026-11-23'),
            reference: 'x',
            seen: 1,
          }),
        ),
        ['payment'],
      );
      assert.equal(await spent(world, order.callOff), '0.00');
    });

    it('a credit note settles a dispute, and gives back what was agreed before', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      const send = (number: string, lines: readonly GivenLine[], more: Partial<InvoiceDocument> = {}) =>
        invoices.send(by(people.supplier), documentOf(order.number, number, lines, more), 'typed');
      const { id } = done(await send('1', [laptopLine('30', '399'), tags('30')]));
      const credit = { kind: 'credit-note', credits: '1' } as const;
      assert.deepEqual(codes(await send('C0', [laptopLine('30', '3')], credit)), ['credit-too-small']);
      assert.deepEqual(codes(await send('C0', [laptopLine('30', '500')], credit)), ['credit-above-invoiced']);
      assert.deepEqual(codes(await send('C0', [laptopLine('1', '3')], { ...credit, credits: '99' })), [
        'credits-unknown',
      ]);
      done(await send('C1', [laptopLine('30', '4')], credit));
      const settled = await shown(world, id);
      assert.deepEqual([settled.state, settled.money.payable], ['to-pay', '14310.00']);
      assert.equal(await spent(world, order.callOff), '11925.00');
      done(await send('C2', [tags('2')], credit));
      assert.equal(await spent(world, order.callOff), '11920.00');
      assert.deepEqual(codes(await send('C3', [tags('29')], credit)), ['credit-above-invoiced']);
    });

    it('waits for goods, and matches by itself once they arrive', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(20), 'form-1'));
      const { id } = done(
        await invoices.send(by(people.supplier), documentOf(order.number, '1', [laptopLine('30')]), 'typed'),
      );
      assert.equal((await shown(world, id)).state, 'waiting');
      assert.equal(await spent(world, order.callOff), '0.00');
      done(await receipts.record(by(people.buyer), order.id, arrived(10), 'form-2'));
      assert.equal((await shown(world, id)).state, 'to-pay');
      assert.equal(await spent(world, order.callOff), '11850.00');
      const again = done(
        await invoices.send(by(people.supplier), documentOf(order.number, '2', [laptopLine('1')]), 'typed'),
      );
      const [line] = (await shown(world, again.id)).lines;
      assert.deepEqual(
        line?.differences.map((each) => each.kind),
        ['quantity-above-ordered'],
      );
    });

    it('refuses what is no valid invoice, and a number used before', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices } = world;
      const order = await world.placeAccepted();
      const document = documentOf(order.number, '40172', [laptopLine('30')]);
      const send = (changes: Partial<InvoiceDocument>) =>
        invoices.send(by(people.supplier), { ...document, ...changes }, 'typed');
      assert.deepEqual(codes(await send({ gross: '15000.00' })), ['total-gross']);
      assert.deepEqual(codes(await send({ orderNumber: 'O-999999' })), ['order-unknown']);
      assert.deepEqual(codes(await send({ issuedOn: isoDate('2026-11-24') })), ['in-the-future', 'before-the-invoice']);
      done(await send({}));
      assert.deepEqual(codes(await send({ ...documentOf(order.number, '4 0172', [laptopLine('29')]) })), ['duplicate']);
    });

    it('is not there for another buyer or supplier, nor may the wrong side decide', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices } = world;
      const order = await world.placeAccepted();
      const document = documentOf(order.number, '1', [charged]);
      assert.deepEqual(codes(await invoices.send(by(people.otherSupplier), document, 'typed')), ['order-unknown']);
      const received = { on: isoDate('2026-11-23'), source: 'typed' } as const;
      for (const actor of [people.otherBuyer, people.siteBuyer, people.supplier, people.auditor, people.manager]) {
        assert.equal(await invoices.record(by(actor), order.id, document, received), undefined);
      }
      const { id } = done(await invoices.send(by(people.supplier), document, 'typed'));
      for (const actor of [people.otherBuyer, people.otherSupplier, people.siteBuyer]) {
        assert.equal(await invoices.show(actor, id), undefined);
        assert.deepEqual((await invoices.list(actor, { limit: 10 })).items, []);
      }
      for (const actor of [people.buyer, people.supplier, people.auditor, people.manager]) {
        assert.equal((await invoices.list(actor, { limit: 10 })).items[0]?.id, id);
      }
      const decision = { line: 1, act: 'accept', note: 'Fine', seen: 1 } as const;
      for (const actor of [people.otherBuyer, people.supplier, people.auditor, people.manager, people.siteBuyer]) {
        assert.equal(await invoices.act(by(actor), id, decision), undefined);
      }
      assert.equal(await invoices.act(by(people.buyer), id, { ...decision, act: 'withdraw' }), undefined);
    });

    it('lists by state, page after page', async (t) => {
      const world = await worldFor(t, engine);
      const { people, invoices } = world;
      const order = await world.placeAccepted();
      for (const number of ['1', '2', '3']) {
        done(await invoices.send(by(people.supplier), documentOf(order.number, number, [charged]), 'typed'));
      }
      const seen: string[] = [];
      let after: Parameters<typeof invoices.list>[1]['after'];
      for (let page = 0; page < 5; page += 1) {
        const { items, next } = await invoices.list(people.buyer, { states: ['in-dispute'], limit: 2, after });
        seen.push(...items.map((each) => each.number));
        if (next === undefined) break;
        after = next;
      }
      assert.deepEqual(seen.toSorted(), ['1', '2', '3']);
      assert.deepEqual((await invoices.list(people.buyer, { states: ['paid'], limit: 2 })).items, []);
    });
  });
}

describe(
  'invoices at the same time',
  { skip: engines.find((each) => each.engine === 'postgres')?.skip ?? false },
  () => {
    it('the same invoice sent 32 times at once is one, and counts once', async (t) => {
      const world = await worldFor(t, 'postgres');
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      const document = documentOf(order.number, '40172', [laptopLine('30')]);
      const sent = await Promise.all(
        Array.from({ length: 32 }, () => invoices.send(by(people.supplier), document, 'interface')),
      );
      assert.equal(new Set(sent.map((each) => done(each).id)).size, 1);
      assert.equal(await spent(world, order.callOff), '11850.00');
    });

    it('different invoices for the same goods sent at once: what was ordered is matched, no more', async (t) => {
      const world = await worldFor(t, 'postgres');
      const { people, invoices, receipts } = world;
      const order = await world.placeAccepted();
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1'));
      await Promise.all(
        Array.from({ length: 16 }, (_each, index) =>
          invoices.send(
            by(people.supplier),
            documentOf(order.number, `N-${String(index)}`, [laptopLine('10')]),
            'interface',
          ),
        ),
      );
      assert.equal(await spent(world, order.callOff), '11850.00');
    });

    it('accepted by the buyer and withdrawn by the supplier at once: exactly one happens', async (t) => {
      const world = await worldFor(t, 'postgres');
      const { people, invoices } = world;
      const order = await world.placeAccepted();
      const { id } = done(await invoices.send(by(people.supplier), documentOf(order.number, '1', [charged]), 'typed'));
      const outcomes = await Promise.all([
        invoices.act(by(people.buyer), id, { line: 1, act: 'accept', note: 'Fine', seen: 1 }),
        invoices.act(by(people.supplier), id, { line: 1, act: 'withdraw', note: 'Our mistake', seen: 1 }),
      ]);
      assert.equal(outcomes.filter((each) => each?.ok === true).length, 1);
    });
  },
);
