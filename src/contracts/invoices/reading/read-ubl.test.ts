import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { vatRoundingMethods as lawful } from '../../../agreements/index.ts';
import { totalsProblems } from '../rules/arithmetic.ts';
import { readInvoiceFile } from './read-invoice.ts';
import { readUbl } from './read-ubl.ts';
import { xmlLimits } from './xml-tree.ts';

const cac = 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2';
const cbc = 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2';

const line = `<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="EA">30</cbc:InvoicedQuantity>
  <cbc:LineExtensionAmount currencyID="GBP">11850.00</cbc:LineExtensionAmount>
  <cac:OrderLineReference><cbc:LineID>1</cbc:LineID></cac:OrderLineReference>
  <cac:Item><cbc:Name>Norvik N14 &amp; case</cbc:Name><cac:SellersItemIdentification><cbc:ID>S-1</cbc:ID></cac:SellersItemIdentification>
  <cac:ManufacturersItemIdentification><cbc:ID>NV-N14</cbc:ID></cac:ManufacturersItemIdentification>
  <cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item>
  <cac:Price><cbc:PriceAmount currencyID="GBP">3950</cbc:PriceAmount><cbc:BaseQuantity>10</cbc:BaseQuantity></cac:Price></cac:InvoiceLine>`;
const delivery = `<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>FC</cbc:AllowanceChargeReasonCode>
  <cbc:Amount currencyID="GBP">52.00</cbc:Amount><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>20</cbc:Percent></cac:TaxCategory></cac:AllowanceCharge>`;
const totals = (net: string, vat: string, gross: string): string =>
  `<cac:TaxTotal><cbc:TaxAmount currencyID="GBP">${vat}</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>
  <cbc:TaxExclusiveAmount currencyID="GBP">${net}</cbc:TaxExclusiveAmount><cbc:TaxInclusiveAmount currencyID="GBP">${gross}</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>`;
const whole = (body: string, head = '', root = 'Invoice'): string =>
  `<?xml version="1.0" encoding="UTF-8"?>${head}<${root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:${root}-2" xmlns:cac="${cac}" xmlns:cbc="${cbc}">
  <cbc:ID>40172</cbc:ID><cbc:IssueDate>2026-11-20</cbc:IssueDate><cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>
  <cac:OrderReference><cbc:ID>O-000001</cbc:ID></cac:OrderReference>${body}</${root}>`;
const usual = whole(line + delivery + totals('11902.00', '2380.40', '14282.40'));

describe('Reading a UBL invoice', () => {
  it('gives lines, references and totals, prices for one, and a charge of the document as a line', () => {
    const read = readUbl(usual);
    assert.ok(read.ok, JSON.stringify(read));
    const { lines, ...facts } = read.value;
    assert.deepEqual(facts, {
      kind: 'invoice',
      number: '40172',
      issuedOn: '2026-11-20',
      orderNumber: 'O-000001',
      credits: null,
      net: '11902.00',
      vat: '2380.40',
      gross: '14282.40',
    });
    assert.deepEqual(lines, [
      {
        number: 1,
        orderLine: 1,
        mpn: 'NV-N14',
        title: 'Norvik N14 & case',
        quantity: '30',
        unitPrice: '395',
        period: null,
        source: '1',
        net: '11850.00',
        vatPercent: '20',
      },
      {
        number: 2,
        orderLine: null,
        mpn: '',
        title: 'Delivery',
        quantity: '1',
        unitPrice: '52.00',
        net: '52.00',
        vatPercent: '20',
      },
    ]);
    assert.deepEqual(totalsProblems(read.value, lawful), []);
  });

  it('reads a credit note with the invoice it corrects', () => {
    const body = `<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>40172</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
      ${line.replaceAll('InvoiceLine', 'CreditNoteLine').replaceAll('InvoicedQuantity', 'CreditedQuantity')}${totals('11850.00', '2370.00', '14220.00')}`;
    const read = readUbl(whole(body, '', 'CreditNote'));
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(
      [read.value.kind, read.value.credits, read.value.lines[0]?.quantity],
      ['credit-note', '40172', '30'],
    );
  });

  it('splits what is taken off a line from its price', () => {
    const discounted = line
      .replace('11850.00', '11750.00')
      .replace(
        '<cac:Item>',
        '<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator><cbc:AllowanceChargeReason>Goodwill</cbc:AllowanceChargeReason><cbc:Amount>100.00</cbc:Amount></cac:AllowanceCharge><cac:Item>',
      );
    const read = readUbl(whole(discounted + totals('11750.00', '2350.00', '14100.00')));
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(
      read.value.lines.map((each) => [each.number, each.title, each.net]),
      [
        [1, 'Norvik N14 & case', '11850.00'],
        [2, 'Goodwill', '-100.00'],
      ],
    );
  });

  const refused: readonly (readonly [what: string, text: string, code: string])[] = [
    ['a document type', whole(line, '<!DOCTYPE Invoice [<!ENTITY a "b">]>'), 'xml-doctype'],
    ['an entity from elsewhere', whole(line, '<!DOCTYPE Invoice SYSTEM "file:///etc/hostname">'), 'xml-doctype'],
    ['an entity nobody defined', usual.replace('&amp;', '&xxe;'), 'xml-broken'],
    ['an end too early', usual.slice(0, -20), 'xml-broken'],
    ['no XML', 'PK\u0003\u0004', 'xml-broken'],
    ['other XML', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'not-ubl'],
    ['an invoice without the namespace', '<Invoice/>', 'not-ubl'],
    ['elements without end', '<a>'.repeat(100_000), 'xml-too-much'],
    ['a text without end', usual.replace('Norvik', 'N'.repeat(200_000)), 'xml-too-much'],
    ['a file without end', ' '.repeat(xmlLimits.bytes + 1), 'xml-too-much'],
    ['another currency', usual.replace('>GBP<', '>EUR<'), 'currency'],
    ['a quantity that is no number', usual.replace('>30<', '>1e9<'), 'not-a-number'],
    ['a price with a comma', usual.replace('>3950<', '>3,950<'), 'not-a-number'],
    ['an amount finer than a penny', usual.replace('>11850.00<', '>11850.005<'), 'not-pence'],
    ['a day that does not exist', usual.replace('2026-11-20', '2026-02-30'), 'not-a-date'],
    ['no number', usual.replace('<cbc:ID>40172</cbc:ID>', ''), 'missing'],
    ['no lines', whole(totals('0', '0', '0')), 'no-lines'],
    [
      'impossible VAT',
      usual.replace('<cbc:Percent>20</cbc:Percent>', '<cbc:Percent>2000</cbc:Percent>'),
      'vat-percent',
    ],
  ];
  for (const [what, text, code] of refused) {
    it(`refuses ${what} (${code})`, () => {
      const read = readUbl(text);
      assert.ok(!read.ok);
      assert.ok(
        read.problems.some((each) => each.code === code),
        JSON.stringify(read.problems),
      );
    });
  }

  it('never throws, whatever is cut out of or written into a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(usual.length), fc.nat(200), fc.string({ maxLength: 20 }), async (at, count, text) => {
        const bytes = Buffer.from(usual.slice(0, at) + text + usual.slice(at + count));
        const read = await readInvoiceFile(bytes);
        if (!read.ok) assert.ok(read.problems.every((each) => each.message !== '' && each.remedy !== ''));
      }),
      { numRuns: 300 },
    );
  });
});
