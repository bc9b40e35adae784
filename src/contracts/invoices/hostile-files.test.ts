import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { engines } from '../../../test/support/databases.ts';
import { arrived, invoiceWorld, type InvoiceWorld } from '../../../test/support/invoices.ts';
import { readInvoiceFile } from './reading/read-invoice.ts';

const heads =
  'invoice number,invoice date,order number,order line,description,quantity,unit price,line total,vat percent';
const csv = (...rows: readonly string[]): string => [heads, ...rows].join('\n');

interface Given {
  readonly order: string;
  readonly other: string;
}

/** A UBL invoice of one line; `changes` replace what stands in it. */
function ubl({ order }: Given, ...changes: readonly (readonly [string, string])[]): string {
  const text = `<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
<cbc:ID>40172</cbc:ID><cbc:IssueDate>2026-11-23</cbc:IssueDate><cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
<cac:OrderReference><cbc:ID>${order}</cbc:ID></cac:OrderReference>
<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">79.00</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="GBP">395.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="GBP">79.00</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount currencyID="GBP">395.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="GBP">474.00</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:ID>10</cbc:ID><cbc:InvoicedQuantity>1</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="GBP">395.00</cbc:LineExtensionAmount>
<cac:InvoicePeriod><cbc:StartDate>2026-11-01</cbc:StartDate><cbc:EndDate>2026-11-30</cbc:EndDate></cac:InvoicePeriod>
<cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>
<cac:Item><cbc:Name>Norvik N14</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
<cac:Price><cbc:PriceAmount currencyID="GBP">395.00</cbc:PriceAmount></cac:Price></cac:InvoiceLine></Invoice>`;
  return changes.reduce((whole, [from, to]) => {
    assert.ok(whole.includes(from), from);
    return whole.replaceAll(from, to);
  }, text);
}

const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_each, at) => `<!ENTITY lol${String(at + 1)} "${`&lol${at === 0 ? '' : String(at)};`.repeat(10)}">`).join('')}]>`;
const line = /<cac:InvoiceLine>.*<\/cac:InvoiceLine>/su;

const files: readonly (readonly [what: string, file: (given: Given) => string, code: string])[] = [
  [
    'UBL that fetches a file',
    (g) =>
      ubl(g, ['<Invoice ', '<!DOCTYPE I [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice '], ['Norvik N14', '&x;']),
    'xml-doctype',
  ],
  [
    'UBL that fetches an address',
    (g) => ubl(g, ['<Invoice ', '<!DOCTYPE I SYSTEM "http://127.0.0.1:9/x.dtd"><Invoice ']),
    'xml-doctype',
  ],
  [
    'UBL of a billion laughs',
    (g) => ubl(g, ['<Invoice ', `${bomb}<Invoice `], ['Norvik N14', '&lol9;']),
    'xml-doctype',
  ],
  ['UBL in euros', (g) => ubl(g, ['>GBP<', '>EUR<']), 'currency'],
  [
    'UBL with one amount in dollars',
    (g) => ubl(g, ['<cbc:PriceAmount currencyID="GBP">', '<cbc:PriceAmount currencyID="USD">']),
    'currency',
  ],
  [
    'UBL of a negative quantity',
    (g) => ubl(g, ['>1</cbc:InvoicedQuantity>', '>-1</cbc:InvoicedQuantity>']),
    'negative-quantity',
  ],
  ['UBL of a huge price', (g) => ubl(g, ['>395.00<', '>9999999999.00<'], ['>474.00<', '>9999999999.00<']), 'too-large'],
  ['UBL with a number of a thousand digits', (g) => ubl(g, ['>474.00<', `>${'9'.repeat(1000)}<`]), 'not-a-number'],
  ['UBL with a line number twice', (g) => ubl(g).replace(line, (each) => each + each), 'line-repeated'],
  ['UBL with a period that ends before it begins', (g) => ubl(g, ['2026-11-30', '2026-10-30']), 'period'],
  ['UBL with a period that is none', (g) => ubl(g, ['2026-11-30', '2026-11-31']), 'not-a-date'],
  [
    'UBL whose VAT at a rate is a pound too much',
    (g) => ubl(g, ['>79.00<', '>80.00<'], ['>474.00<', '>475.00<']),
    'rate-vat',
  ],
  ['UBL whose totals do not add up', (g) => ubl(g, ['>474.00<', '>4740.00<']), 'total-gross'],
  ['UBL for another supplier’s order', ({ other }) => ubl({ order: other, other }), 'order-unknown'],
  ['UBL of an invoice before its order', (g) => ubl(g, ['2026-11-23', '2025-01-01']), 'before-the-order'],
  [
    'CSV of a negative quantity',
    ({ order }) => csv(`1,2026-11-23,${order},1,N14,-1,395,,20`, `1,2026-11-23,${order},1,N14,2,395,,20`),
    'negative-quantity',
  ],
  ['CSV of a huge quantity', ({ order }) => csv(`1,2026-11-23,${order},1,N14,9999999999,395,,20`), 'too-large'],
  ['CSV of a huge line total', ({ order }) => csv(`1,2026-11-23,${order},1,N14,1,395,9999999999,20`), 'too-large'],
  [
    'CSV in which nothing but a credit is left',
    ({ order }) => csv(`1,2026-11-23,${order},1,N14,1,-395,,20`),
    'negative-total',
  ],
  [
    'CSV with two invoices in it',
    ({ order }) => csv(`1,2026-11-23,${order},1,N14,1,395,,20`, `2,2026-11-23,${order},1,N14,1,395,,20`),
    'two-invoices',
  ],
  [
    'CSV with a column twice',
    ({ order }) => `${heads},quantity\n1,2026-11-23,${order},1,N14,1,395,,20,5`,
    'column-twice',
  ],
  ['CSV with a price in words', ({ order }) => csv(`1,2026-11-23,${order},1,N14,1,three hundred,,20`), 'not-a-number'],
  [
    'CSV with half a period',
    ({ order }) => `${heads},period from,period to\n1,2026-11-23,${order},1,N14,1,395,,20,2026-11-01,`,
    'not-a-date',
  ],
  ['CSV with VAT of 2000%', ({ order }) => csv(`1,2026-11-23,${order},1,N14,1,395,,2000`), 'vat-percent'],
  ['CSV for an order that is not there', () => csv('1,2026-11-23,O-999999,1,N14,1,395,,20'), 'order-unknown'],
  ['CSV with a number sent before', ({ order }) => csv(`SENT 1,2026-11-23,${order},1,N14,2,395,,20`), 'duplicate'],
  [
    'JSON with a field nobody knows',
    ({ order }) => JSON.stringify({ number: '1', issuedOn: '2026-11-23', orderNumber: order, lines: [], paid: true }),
    'wrong-value',
  ],
];

/** Every row an invoice could leave behind. */
async function kept({ database }: InvoiceWorld): Promise<string> {
  const tables = ['supplier_invoice', 'supplier_invoice_line', 'supplier_invoice_event', 'call_off_spend', 'notice'];
  const rows: string[] = [];
  for (const table of tables) {
    const found = await sql<{ row: string }>`select t::text as row from ${sql.table(table)} as t order by 1`.execute(
      database.handle,
    );
    rows.push(table, ...found.rows.map((each) => each.row));
  }
  return rows.join('\n');
}

for (const { engine, skip } of engines) {
  describe(`hostile invoice files (${engine})`, { skip }, () => {
    it('are each refused with what is wrong and what to do, and leave nothing behind', async (t) => {
      const world = await invoiceWorld(engine);
      t.after(() => world.database.close());
      const { people, invoices, receipts } = world;
      const by = { actor: people.supplier, requestId: 'r-1' };
      const order = await world.placeAccepted();
      await receipts.record({ ...by, actor: people.buyer }, order.id, arrived(), 'form-1');
      const send = async (text: string, actor = people.supplier) => {
        const read = await readInvoiceFile(Buffer.from(text));
        return read.ok ? invoices.send({ ...by, actor }, read.value, 'file') : read;
      };
      const given: Given = { order: order.number, other: 'O-424242' };
      const first = await send(csv(`SENT1,2026-11-23,${order.number},1,N14,1,395,,20`));
      assert.ok(first.ok, JSON.stringify(first));
      const before = await kept(world);
      for (const [what, file, code] of files) {
        const sent = await send(file(given));
        assert.ok(!sent.ok, what);
        assert.ok(
          sent.problems.some((each) => each.code === code),
          `${what}: ${JSON.stringify(sent.problems)}`,
        );
        for (const each of sent.problems)
          assert.ok(each.message !== '' && each.remedy !== '' && each.message.length < 400, what);
        assert.equal(await kept(world), before, what);
      }
      assert.deepEqual((await send(ubl(given), people.otherSupplier)).ok, false);
      // The same file without a trap is taken, so that none of these is refused for another reason.
      assert.ok((await send(ubl(given))).ok);
    });

    it('keep their own order and numbers: lines stand as in the file, with what it calls them', async (t) => {
      const world = await invoiceWorld(engine);
      t.after(() => world.database.close());
      const order = await world.placeAccepted();
      const rows = [`7,2026-11-23,${order.number},2,Asset tag,30,2.50,,20`, '', `7,,,1,Norvik N14,30,395,,20`];
      const read = await readInvoiceFile(Buffer.from(csv(...rows)));
      assert.ok(read.ok, JSON.stringify(read));
      const sent = await world.invoices.send({ actor: world.people.supplier, requestId: 'r' }, read.value, 'file');
      assert.ok(sent.ok, JSON.stringify(sent));
      const lines = (await world.invoices.show(world.people.buyer, sent.value.id))?.invoice.lines ?? [];
      assert.deepEqual(
        lines.map((each) => [each.number, each.orderLine, each.source]),
        [
          [1, 2, 'row 2'],
          [2, 1, 'row 4'],
        ],
      );
    });
  });
}
