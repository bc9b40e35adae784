import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { laptops, orderDraft } from '../../../test/support/contracts.ts';
import { engines } from '../../../test/support/databases.ts';
import { arrived, invoiceWorld, type InvoiceWorld } from '../../../test/support/invoices.ts';
import { isoDate } from '../../kernel/dates.ts';
import type { Outcome } from '../../kernel/outcome.ts';
import type { Actor } from '../../platform/access/index.ts';
import type { Engine } from '../../platform/database/index.ts';
import { lineNet, withTotals } from './rules/arithmetic.ts';
import type { InvoiceDocument, InvoiceLine } from './rules/invoice.ts';

const by = (actor: Actor) => ({ actor, requestId: 'r-1' });
function done<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome));
  return outcome.value;
}
const codes = (outcome: Outcome<unknown> | undefined): readonly string[] =>
  outcome === undefined || outcome.ok ? [] : outcome.problems.map((each) => each.code);

const laptopLine = (quantity: string, more: Partial<InvoiceLine> = {}) => ({
  ...{ title: 'Norvik N14', orderLine: 1, quantity, unitPrice: '395' },
  ...more,
});
function documentOf(
  orderNumber: string,
  number: string,
  lines: readonly ReturnType<typeof laptopLine>[],
  more: Partial<InvoiceDocument> = {},
) {
  return withTotals({
    ...{ kind: 'invoice', number, issuedOn: isoDate('2026-11-23'), orderNumber, credits: null },
    ...more,
    lines: lines.map((line, index) => ({
      ...{ mpn: '', vatPercent: '20', net: lineNet(line).toFixed(2), ...line, number: index + 1 },
    })),
  });
}

async function world(t: TestContext, engine: Engine) {
  const made = await invoiceWorld(engine);
  t.after(() => made.database.close());
  return made;
}

/** What counts on the meter of the call-off, and the states of the lines of an invoice. */
async function standing({ database, invoices, people }: InvoiceWorld, callOff: string, id: string) {
  const found = await sql<{ net: string }>`
    select coalesce(sum(case kind when 'invoiced' then net else -net end), 0)::text as net
    from call_off_spend where call_off_id = ${callOff}`.execute(database.handle);
  const shown = await invoices.show(people.buyer, id);
  return [
    Number(found.rows[0]?.net).toFixed(2),
    shown?.invoice.state,
    ...(shown?.invoice.lines.map((each) => each.state) ?? []),
  ];
}

/** An order of 30 laptops that arrived, charged by one invoice. */
async function charged(t: TestContext, engine: Engine) {
  const made = await world(t, engine);
  const { people, invoices, receipts } = made;
  const order = await made.placeAccepted();
  const receipt = done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-1')).id;
  const { id } = done(
    await invoices.send(by(people.supplier), documentOf(order.number, '1', [laptopLine('30')]), 'typed'),
  );
  const seen = async () => (await invoices.show(people.buyer, id))?.invoice.events.length ?? 0;
  const act = async (actor: Actor, what: 'dispute' | 'accept' | 'claim' | 'drop' | 'evidence', note = 'Because') =>
    invoices.act(by(actor), id, { line: 1, act: what, note, seen: await seen() });
  const pay = async (amount = '14220.00') => {
    const payment = { amount, paidOn: isoDate('2026-11-23'), reference: 'BACS', seen: await seen() };
    return invoices.pay(by(people.buyer), id, payment);
  };
  const credit = (number: string, quantity: string, unitPrice = '395') =>
    invoices.send(
      by(people.supplier),
      documentOf(order.number, number, [laptopLine(quantity, { unitPrice })], { kind: 'credit-note', credits: '1' }),
      'typed',
    );
  return { ...made, order, receipt, id, act, pay, credit, stands: () => standing(made, order.callOff, id) };
}

for (const { engine, skip } of engines) {
  describe(`an invoice after it was matched (${engine})`, { skip }, () => {
    it('can still be disputed until it is paid, counts no more meanwhile, and counts once however often', async (t) => {
      const { act, pay, people, stands } = await charged(t, engine);
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'matched']);
      assert.deepEqual(codes(await act(people.buyer, 'claim')), ['not-paid']);
      done(await act(people.buyer, 'dispute', 'Five are scratched'));
      assert.deepEqual(await stands(), ['0.00', 'in-dispute', 'disputed']);
      assert.deepEqual(codes(await pay()), ['payment']);
      done(await act(people.buyer, 'accept', 'Polished by now'));
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'accepted']);
      done(await act(people.buyer, 'dispute', 'Scratched again'));
      done(await act(people.buyer, 'accept', 'Polished again'));
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'accepted']);
    });

    it('is claimed back once it is paid; the claim ends with a credit note, or is dropped', async (t) => {
      const { act, pay, credit, people, stands, invoices, id } = await charged(t, engine);
      done(await pay());
      assert.deepEqual(codes(await act(people.buyer, 'dispute')), ['paid-already']);
      done(await act(people.buyer, 'claim', 'Two died'));
      assert.deepEqual(await stands(), ['11850.00', 'claimed', 'claimed']);
      done(await act(people.supplier, 'evidence', 'They fell'));
      done(await act(people.buyer, 'drop', 'They fell indeed'));
      assert.deepEqual(await stands(), ['11850.00', 'paid', 'accepted']);
      done(await act(people.buyer, 'claim', 'Two more died'));
      done(await credit('C1', '2'));
      assert.deepEqual(await stands(), ['11060.00', 'paid', 'accepted']);
      const money = (await invoices.show(people.buyer, id))?.invoice.money;
      assert.deepEqual([money?.payable, money?.paid, money?.overpaid], ['13272.00', '14220.00', '948.00']);
    });

    it('is credited before it is paid: less is to be paid, and a later dispute counts nothing twice', async (t) => {
      const { act, credit, pay, people, stands } = await charged(t, engine);
      done(await credit('C1', '2'));
      assert.deepEqual(await stands(), ['11060.00', 'to-pay', 'matched']);
      assert.deepEqual(codes(await pay()), ['payment']);
      done(await act(people.buyer, 'dispute'));
      assert.deepEqual(await stands(), ['0.00', 'in-dispute', 'disputed']);
      done(await act(people.buyer, 'accept'));
      assert.deepEqual(await stands(), ['11060.00', 'to-pay', 'accepted']);
      done(await pay('13272.00'));
      assert.deepEqual(await stands(), ['11060.00', 'paid', 'accepted']);
    });

    it('waits again when its receipt is taken back, as was told before, and matches with the next one', async (t) => {
      const { order, receipt, people, receipts, stands } = await charged(t, engine);
      const told = await receipts.effects(people.buyer, order.id, receipt);
      assert.deepEqual(
        told?.map((each) => [each.invoice.number, each.line.number, each.to]),
        [['1', 1, 'waits']],
      );
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'matched']);
      done(await receipts.reverse(by(people.buyer), order.id, receipt, 'Another school’s'));
      done(await receipts.reverse(by(people.buyer), order.id, receipt, 'Another school’s'));
      assert.deepEqual(await stands(), ['0.00', 'waiting', 'waiting']);
      done(await receipts.record(by(people.buyer), order.id, arrived(), 'form-2'));
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'matched']);
    });

    it('is claimed back when the receipt of what is paid is taken back', async (t) => {
      const { order, receipt, pay, people, receipts, stands } = await charged(t, engine);
      done(await pay());
      assert.deepEqual(
        (await receipts.effects(people.buyer, order.id, receipt))?.map((each) => each.to),
        ['claimed'],
      );
      done(await receipts.reverse(by(people.buyer), order.id, receipt, 'Never came'));
      assert.deepEqual(await stands(), ['11850.00', 'claimed', 'claimed']);
    });

    it('follows a corrected receipt: what stays is matched, and a wrong correction changes nothing', async (t) => {
      const { order, receipt, people, receipts, stands } = await charged(t, engine);
      const how = (key: string) => ({ note: 'Two are broken', key });
      const correct = (count: number, key: string) =>
        receipts.correct(by(people.buyer), order.id, receipt, arrived(count), how(key));
      assert.deepEqual(codes(await correct(31, 'form-2')), ['over-delivered', 'over-delivered']);
      assert.deepEqual(await stands(), ['11850.00', 'to-pay', 'matched']);
      assert.equal((await receipts.show(people.buyer, order.id))?.receipts.length, 1);
      assert.deepEqual(await receipts.effects(people.buyer, order.id, receipt, arrived(30)), []);
      assert.deepEqual(
        (await receipts.effects(people.buyer, order.id, receipt, arrived(28)))?.map((each) => each.to),
        ['waits'],
      );
      const { id } = done(await correct(28, 'form-3'));
      assert.equal(done(await correct(28, 'form-3')).id, id);
      assert.deepEqual(await stands(), ['0.00', 'waiting', 'waiting']);
      const shown = await receipts.show(people.buyer, order.id);
      assert.deepEqual([shown?.receipts.length, shown?.kept.get(1)], [3, 28]);
      for (const stranger of [people.otherBuyer, people.siteBuyer, people.supplier, people.auditor])
        assert.equal(await receipts.effects(stranger, order.id, receipt), undefined);
    });

    it('charges a term month by month: the next instalment is found, one charged twice is named', async (t) => {
      const { database, ordering, orders, people, receipts, invoices, clock } = await world(t, engine);
      const line = { ...laptops(30, '21.50'), unit: 'device-month', title: 'Device as a service', mpn: 'DAAS' };
      const committed = { commitmentNet: '23220.00', commitmentGross: '27864.00' };
      const term = { starts: isoDate('2026-12-01'), ends: isoDate('2029-11-30') };
      const placed = done(
        await database.transact((transaction) =>
          ordering.placeOrder(transaction, people.buyer, orderDraft([line], { ...committed, ...term })),
        ),
      );
      done(await orders.accept({ actor: people.supplier }, { id: placed.id, seen: 1 }));
      clock.set('2027-01-15T10:00:00Z');
      const received = { receivedOn: isoDate('2026-12-02'), note: '', lines: arrived(30).lines.slice(0, 1) };
      done(await receipts.record(by(people.buyer), placed.id, received, 'form-1'));
      const send = async (number: string, more: Partial<InvoiceLine> = {}) => {
        const charge = laptopLine('30', { title: 'Device as a service', unitPrice: '21.50', ...more });
        const document = documentOf(placed.number, number, [charge], { issuedOn: isoDate('2027-01-15') });
        const { id } = done(await invoices.send(by(people.supplier), document, 'interface'));
        const [found] = (await invoices.show(people.buyer, id))?.invoice.lines ?? [];
        return [
          found?.state,
          found?.period?.from,
          found?.period?.to,
          ...(found?.differences.map((each) => each.kind) ?? []),
        ];
      };
      assert.deepEqual(await send('1'), ['matched', '2026-12-01', '2026-12-31']);
      const december = { from: isoDate('2026-12-01'), to: isoDate('2026-12-31') };
      assert.deepEqual((await send('2', { period: december })).slice(3), ['instalment-invoiced']);
      assert.deepEqual(await send('3'), ['matched', '2027-01-01', '2027-01-31']);
      assert.deepEqual((await send('4')).slice(1), ['2027-02-01', '2027-02-28', 'instalment-not-due']);
    });
  });
}
