// long: one table of worked cases, a row a mistake.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FieldCells, goodCells, readCells, type ReadOptions } from '../../../test/support/price-lines.ts';
import { lineProblemCodes } from './line-problems.ts';
import type { LineProblemCode } from './line-wordings.ts';
import type { PriceField } from './price-field.ts';
import type { PriceLine } from './price-line.ts';

/** A cell as a supplier wrote it, and what must come of it. */
interface Case extends ReadOptions {
  readonly what: string;
  readonly cells: FieldCells;
  readonly error?: LineProblemCode;
  readonly warning?: LineProblemCode;
  readonly repair?: { readonly code: string; readonly to: string };
  /** What the line says then. */
  readonly line?: Partial<PriceLine>;
  readonly kind?: 'blank' | 'skipped';
  readonly says?: RegExp;
}

const text = (kind: 'number' | 'date' | 'boolean' | 'formula' | 'error', value: string, format?: string) =>
  format === undefined ? { kind, text: value } : { kind, text: value, format };
const price = (written: string): FieldCells => ({ ...goodCells, unitPrice: written });
const used: FieldCells = { ...goodCells, condition: 'refurbished' };
const repaired = (code: string, to: string) => ({ repair: { code, to } });

const money: readonly Case[] = [
  { what: 'a plain price', cells: price('395'), line: { unitPrice: '395.00' } },
  { what: 'four decimals', cells: price('0.0035'), line: { unitPrice: '0.0035' } },
  { what: 'zeros that say nothing', cells: price('0395.5000'), line: { unitPrice: '395.50' } },
  { what: 'a pound sign and thousands', cells: price('£1,234.50'), ...repaired('thousands', '1234.50') },
  { what: 'a pound sign', cells: price('£395'), ...repaired('currency-sign', '395.00') },
  { what: 'a pound sign spoilt by an encoding', cells: price('Â£395.00'), ...repaired('currency-sign', '395.00') },
  { what: 'the code of pounds', cells: price('GBP 395.00'), ...repaired('currency-sign', '395.00') },
  { what: 'thousands', cells: price('12,345,678.90'), ...repaired('thousands', '12345678.90') },
  { what: 'thousands with no pence', cells: price('1,234'), ...repaired('thousands', '1234.00') },
  { what: 'thousands with spaces', cells: price('1 234.50'), ...repaired('thousands', '1234.50') },
  { what: 'a Swiss apostrophe', cells: price("1'234.50"), ...repaired('thousands', '1234.50') },
  { what: 'a decimal comma', cells: price('12,50'), ...repaired('decimal-comma', '12.50') },
  {
    what: 'points for thousands, a comma for pence',
    cells: price('1.234,50'),
    ...repaired('decimal-comma', '1234.50'),
  },
  {
    what: 'a comma that the column says is decimal',
    cells: price('1,234'),
    others: [price('12,50')],
    ...repaired('decimal-comma', '1.2340'),
    line: { unitPrice: '1.234' },
  },
  {
    what: 'a point that the column says is of thousands',
    cells: price('1.234'),
    others: [price('12,50')],
    ...repaired('thousands', '1234.00'),
  },
  {
    what: 'a comma that the column contradicts itself on',
    cells: price('1,234'),
    others: [price('12,50'), price('12.50')],
    error: 'money-unclear',
    says: /1234 or 1\.234/,
  },
  { what: 'pence', cells: price('50p'), ...repaired('pence', '0.50') },
  { what: 'words after the amount', cells: price('12.50 each'), ...repaired('money-words', '12.50') },
  { what: 'ex VAT after the amount', cells: price('12.50 ex VAT'), ...repaired('money-words', '12.50') },
  { what: 'VAT in the amount', cells: price('12.50 inc VAT'), error: 'cell-with-vat' },
  { what: 'euros', cells: price('€12.50'), error: 'other-currency', says: /euros/ },
  { what: 'dollars by their code', cells: price('12.50 USD'), error: 'other-currency', says: /US dollars/ },
  { what: 'a column of currencies', cells: { ...goodCells, currency: 'EUR' }, error: 'other-currency' },
  { what: 'pounds in a column of currencies', cells: { ...goodCells, currency: '£' }, ...repaired('word', 'GBP') },
  {
    what: 'a charge off the mainland',
    cells: { ...goodCells, deliveryOffMainland: '18.50' },
    line: { deliveryOffMainland: '18.50' },
  },
  { what: 'no charge off the mainland', cells: goodCells, line: { deliveryOffMainland: null } },
  {
    what: 'a charge off the mainland of nothing',
    cells: { ...goodCells, deliveryOffMainland: '0' },
    line: { deliveryOffMainland: '0.00' },
  },
  {
    what: 'a charge off the mainland with a pound sign',
    cells: { ...goodCells, deliveryOffMainland: '£18.50' },
    ...repaired('currency-sign', '18.50'),
  },
  {
    what: 'a negative charge off the mainland',
    cells: { ...goodCells, deliveryOffMainland: '-5' },
    error: 'money-negative',
  },
  {
    what: 'words for a charge off the mainland',
    cells: { ...goodCells, deliveryOffMainland: 'on request' },
    error: 'money-unreadable',
  },
  { what: 'a price of nothing', cells: price('0.00'), error: 'price-zero' },
  { what: 'a price below zero', cells: price('-12.50'), error: 'money-negative' },
  { what: 'a price in an accountant’s brackets', cells: price('(12.50)'), error: 'money-negative' },
  { what: 'five decimals', cells: price('12.34567'), error: 'money-decimals' },
  { what: 'noise of a calculation', cells: price('12.340000000000002'), ...repaired('calculation-noise', '12.34') },
  {
    what: 'noise in a spreadsheet’s own number',
    cells: { ...goodCells, unitPrice: text('number', '12.340000000000002') },
    line: { unitPrice: '12.34' },
  },
  { what: 'eleven digits', cells: price('12345678901'), error: 'money-too-large' },
  { what: 'a price on asking', cells: price('POA'), error: 'money-unreadable' },
  { what: 'two prices', cells: price('10 - 20'), error: 'money-unreadable' },
  { what: 'a percentage for a price', cells: price('20%'), error: 'money-unreadable' },
  { what: 'digits of full width', cells: price('３９５.00'), ...repaired('digits', '395.00') },
  { what: 'no price', cells: price(''), error: 'price-missing' },
  { what: 'a dash for a price', cells: price('-'), error: 'price-missing' },
  {
    what: 'a formula for a price',
    cells: { ...goodCells, unitPrice: text('formula', '395') },
    error: 'formula-in-price',
  },
  { what: 'a formula as text', cells: price('=B2*1.2'), error: 'formula-text' },
  { what: 'a failed calculation', cells: { ...goodCells, unitPrice: text('error', '#N/A') }, error: 'cell-error' },
  { what: 'a failed calculation in CSV', cells: price('#DIV/0!'), error: 'cell-error' },
  {
    what: 'a rebate in brackets',
    cells: { ...goodCells, takeBackCharge: '(20.00)' },
    ...repaired('digits', '-20.00'),
    line: { takeBackCharge: '-20.00', takesBack: true },
  },
  {
    what: 'a charge for what is not taken back',
    cells: { ...goodCells, takesBack: 'no', takeBackCharge: '5.00' },
    error: 'take-back-mismatch',
  },
];

const identity: readonly Case[] = [
  { what: 'no code', cells: { ...goodCells, supplierSku: '' }, error: 'sku-missing' },
  { what: 'a code made a number', cells: { ...goodCells, supplierSku: '1.2E+11' }, error: 'code-spoilt-number' },
  { what: 'a code made a date', cells: { ...goodCells, supplierSku: '01-Mar' }, error: 'code-spoilt-date' },
  { what: 'spaces around a code', cells: { ...goodCells, supplierSku: ' NT-1 ' }, ...repaired('spaces', 'NT-1') },
  { what: 'a space nobody sees', cells: { ...goodCells, supplierSku: 'NT-1\u200b' }, ...repaired('spaces', 'NT-1') },
  {
    what: 'a space that does not break',
    cells: { ...goodCells, mpn: 'N14\u00a0Pro' },
    ...repaired('spaces', 'N14 Pro'),
  },
  {
    what: 'a code kept from calculating',
    cells: { ...goodCells, mpn: '="00123"' },
    ...repaired('apostrophe', '00123'),
  },
  { what: 'an apostrophe before digits', cells: { ...goodCells, mpn: "'00123" }, ...repaired('apostrophe', '00123') },
  { what: 'markup in a code', cells: { ...goodCells, mpn: '<script>alert(1)</script>' }, error: 'text-markup' },
  {
    what: 'ten thousand characters',
    cells: { ...goodCells, mpn: 'A'.repeat(10_000) },
    error: 'text-too-long',
    says: /10000/,
  },
  { what: 'a lost character', cells: { ...goodCells, mpn: 'N14\ufffd' }, error: 'character-lost' },
  { what: 'no maker', cells: { ...goodCells, manufacturer: '' }, error: 'maker-missing' },
  { what: 'a maker nobody knows', cells: { ...goodCells, manufacturer: 'Zzyzx' }, error: 'maker-unknown' },
  {
    what: 'a maker’s other name',
    cells: { ...goodCells, manufacturer: 'Hewlett Packard' },
    ...repaired('maker-spelling', 'HP'),
  },
  {
    what: 'a maker with its company form',
    cells: { ...goodCells, manufacturer: 'HP Inc.' },
    ...repaired('maker-spelling', 'HP'),
  },
  {
    what: 'a maker in capitals',
    cells: { ...goodCells, manufacturer: 'NORVIK' },
    ...repaired('maker-spelling', 'Norvik'),
  },
  {
    what: 'a maker with a hyphen',
    cells: { ...goodCells, manufacturer: 'Hewlett-Packard' },
    ...repaired('maker-spelling', 'HP'),
  },
  {
    what: 'a maker misspelt',
    cells: { ...goodCells, manufacturer: 'Norvick' },
    ...repaired('maker-spelling', 'Norvik'),
  },
  {
    what: 'a maker without its accents',
    cells: { ...goodCells, manufacturer: 'Brandl & Sohne' },
    ...repaired('maker-spelling', 'Brändl & Söhne'),
  },
  {
    what: 'a maker as near to one as to another',
    cells: { ...goodCells, manufacturer: 'Tarnhulm' },
    error: 'maker-unclear',
    says: /Tarnholm or Tarnhelm/,
  },
  { what: 'no part number', cells: { ...goodCells, mpn: '' }, error: 'mpn-missing' },
  { what: 'a part number made a number', cells: { ...goodCells, mpn: '1.2E+11' }, error: 'mpn-spoilt-number' },
  { what: 'a part number made a date', cells: { ...goodCells, mpn: 'Mar-01' }, error: 'mpn-spoilt-date' },
  { what: 'a part number made a month', cells: { ...goodCells, mpn: 'Sept-2001' }, error: 'mpn-spoilt-date' },
  { what: 'a part number made a day', cells: { ...goodCells, mpn: '14 december 26' }, error: 'mpn-spoilt-date' },
  { what: 'a word that begins as a month', cells: { ...goodCells, mpn: 'DECK-100' }, line: { mpn: 'DECK-100' } },
  { what: 'a month of no year', cells: { ...goodCells, mpn: 'MAR-100' }, line: { mpn: 'MAR-100' } },
  { what: 'a word after a number', cells: { ...goodCells, mpn: '14-MAYA' }, line: { mpn: '14-MAYA' } },
  {
    what: 'a part number that is a date cell',
    cells: { ...goodCells, mpn: text('date', '2026-03-01') },
    error: 'mpn-spoilt-date',
  },
  { what: 'a part number of nothing', cells: { ...goodCells, mpn: '???' }, error: 'mpn-empty' },
  { what: 'a long dash in a part number', cells: { ...goodCells, mpn: 'N14–8' }, ...repaired('dash', 'N14-8') },
  { what: 'a calculated part number', cells: { ...goodCells, mpn: text('formula', 'N14-8') }, warning: 'formula-used' },
  { what: 'a GTIN', cells: { ...goodCells, gtin: '4006381333931' }, line: { gtin: '4006381333931' } },
  {
    what: 'a GTIN without its zeros',
    cells: { ...goodCells, gtin: '36000291452' },
    ...repaired('gtin-zeros', '036000291452'),
  },
  {
    what: 'a GTIN with spaces',
    cells: { ...goodCells, gtin: '4 006381 333931' },
    ...repaired('gtin-separators', '4006381333931'),
  },
  { what: 'a GTIN with a wrong check digit', cells: { ...goodCells, gtin: '4006381333930' }, error: 'gtin-wrong' },
  { what: 'a GTIN made a number', cells: { ...goodCells, gtin: '4.00638E+12' }, error: 'gtin-spoilt' },
  { what: 'the lot in words', cells: { ...goodCells, lot: 'EX0042 Lot 1a' }, line: { supplierSku: 'NT-40021' } },
  { what: 'another lot', cells: { ...goodCells, lot: 'Lot 2' }, error: 'other-lot' },
  { what: 'an example line of the template', cells: { ...goodCells, supplierSku: 'EXAMPLE-1' }, error: 'example-left' },
];

const quantities: readonly Case[] = [
  {
    what: 'a quantity with thousands',
    cells: { ...goodCells, minimumQuantity: '1,000' },
    ...repaired('thousands', '1000'),
  },
  {
    what: 'a quantity with empty decimals',
    cells: { ...goodCells, minimumQuantity: '10.0' },
    ...repaired('thousands', '10'),
  },
  { what: 'half a piece', cells: { ...goodCells, minimumQuantity: '1.5' }, error: 'number-unreadable' },
  { what: 'a quantity of none', cells: { ...goodCells, minimumQuantity: '0' }, error: 'number-out-of-range' },
  { what: 'pieces', cells: { ...goodCells, packSize: '10 pcs' }, ...repaired('digits', '10') },
  {
    what: 'a least quantity that is no pack',
    cells: { ...goodCells, minimumQuantity: '5', packSize: '4' },
    warning: 'minimum-not-packs',
    says: /is 8/,
  },
  { what: 'stock in words', cells: { ...goodCells, stock: 'In stock' }, error: 'stock-unreadable' },
  { what: 'no stock in words', cells: { ...goodCells, stock: 'Out of stock' }, ...repaired('stock-words', '0') },
  { what: 'stock of at least so many', cells: { ...goodCells, stock: '100+' }, ...repaired('stock-words', '100') },
  { what: 'stock of more than so many', cells: { ...goodCells, stock: '>100' }, ...repaired('stock-words', '101') },
  { what: 'stock below zero', cells: { ...goodCells, stock: '-3' }, ...repaired('stock-words', '0') },
  {
    what: 'stock not said',
    cells: { ...goodCells, stock: 'n/a' },
    ...repaired('placeholder', ''),
    line: { stock: null },
  },
  { what: 'a break without a price', cells: { ...goodCells, breakQuantity1: '10' }, error: 'break-incomplete' },
  { what: 'a break without a quantity', cells: { ...goodCells, breakPrice1: '390.00' }, error: 'break-incomplete' },
  {
    what: 'a break whose heading says the quantity',
    cells: { ...goodCells, breakPrice1: '390.00' },
    headings: { breakPrice1: 'Price 10+' },
    line: { priceBreaks: [{ quantity: 10, unitPrice: '390.00' }] },
  },
  {
    what: 'the price of one said again',
    cells: { ...goodCells, breakQuantity1: '1', breakPrice1: '395.00' },
    line: { priceBreaks: [] },
  },
  {
    what: 'a break from one on',
    cells: { ...goodCells, breakQuantity1: '1', breakPrice1: '390.00' },
    error: 'break-quantity',
  },
  {
    what: 'breaks out of order',
    cells: { ...goodCells, breakQuantity1: '50', breakPrice1: '390.00', breakQuantity2: '10', breakPrice2: '380.00' },
    error: 'break-order',
  },
  {
    what: 'a break that costs more than one',
    cells: { ...goodCells, breakQuantity1: '10', breakPrice1: '395.01' },
    error: 'break-dearer',
  },
  {
    what: 'a break that costs more than the one before',
    cells: { ...goodCells, breakQuantity1: '10', breakPrice1: '380.00', breakQuantity2: '50', breakPrice2: '380.0001' },
    error: 'break-dearer',
  },
];

const terms: readonly Case[] = [
  {
    what: 'a lead time in weeks',
    cells: { ...goodCells, leadTimeDays: '2 weeks' },
    ...repaired('lead-time', '10'),
    line: { leadTimeDays: 10 },
  },
  { what: 'a lead time from to', cells: { ...goodCells, leadTimeDays: '3-5 days' }, ...repaired('lead-time', '5') },
  { what: 'a lead time in hours', cells: { ...goodCells, leadTimeDays: '48 hours' }, ...repaired('lead-time', '2') },
  { what: 'a lead time of a day', cells: { ...goodCells, leadTimeDays: 'Next day' }, ...repaired('lead-time', '1') },
  {
    what: 'a lead time under a heading of weeks',
    cells: { ...goodCells, leadTimeDays: '2' },
    headings: { leadTimeDays: 'Lead time (weeks)' },
    ...repaired('lead-time', '10 working days'),
    line: { leadTimeDays: 10 },
  },
  { what: 'a lead time on asking', cells: { ...goodCells, leadTimeDays: 'call us' }, error: 'lead-time-unreadable' },
  { what: 'a lead time of years', cells: { ...goodCells, leadTimeDays: '401' }, error: 'number-out-of-range' },
  { what: 'a VAT rate in percent', cells: { ...goodCells, vatCategory: '20%' }, ...repaired('vat-rate', 'standard') },
  {
    what: 'a VAT rate without its sign',
    cells: { ...goodCells, vatCategory: '20' },
    ...repaired('vat-rate', 'standard'),
  },
  {
    what: 'a VAT rate as a fraction',
    cells: { ...goodCells, vatCategory: '0.2' },
    ...repaired('vat-rate', 'standard'),
  },
  {
    what: 'a VAT rate formatted as percent',
    cells: { ...goodCells, vatCategory: text('number', '0.05', '0%') },
    ...repaired('vat-rate', 'reduced'),
  },
  { what: 'no VAT', cells: { ...goodCells, vatCategory: '0%' }, ...repaired('vat-rate', 'zero') },
  {
    what: 'a VAT rate of another year',
    cells: { ...goodCells, vatCategory: '17.5%' },
    error: 'vat-unknown',
    says: /2026-12-01/,
  },
  {
    what: 'another word for a VAT category',
    cells: { ...goodCells, vatCategory: 'Zero Rated' },
    ...repaired('word', 'zero'),
  },
  {
    what: 'a unit by its code',
    cells: { ...goodCells, unit: 'EA' },
    ...repaired('word', 'each'),
    line: { unit: 'each' },
  },
  { what: 'a unit nobody knows', cells: { ...goodCells, unit: 'furlong' }, error: 'unit-unknown' },
  { what: 'a unit in capitals', cells: { ...goodCells, unit: 'User-Month' }, line: { unit: 'user-month' } },
  {
    what: 'another word for a condition',
    cells: { ...used, condition: 'Refurb', cosmeticGrade: 'C8' },
    ...repaired('word', 'refurbished'),
  },
  { what: 'a condition nobody knows', cells: { ...goodCells, condition: 'mint' }, error: 'condition-unknown' },
  { what: 'something used of which nothing is said', cells: used, warning: 'grades-missing' },
  { what: 'a grade of something new', cells: { ...goodCells, cosmeticGrade: 'C8' }, error: 'grades-on-new' },
  { what: 'a grade that there is not', cells: { ...used, functionalGrade: 'F7' }, error: 'grade-unreadable' },
  { what: 'a grade in words', cells: { ...used, cosmeticGrade: 'Grade c8' }, ...repaired('grade', 'C8') },
  {
    what: 'a battery as a fraction',
    cells: { ...used, batteryPercent: '0.85' },
    ...repaired('percent', '85'),
    line: { grades: { cosmetic: null, functional: null, batteryPercent: 85, evidence: null } },
  },
  { what: 'a battery with its sign', cells: { ...used, batteryPercent: '85%' }, ...repaired('percent', '85') },
  {
    what: 'a whole battery in a column of fractions',
    cells: { ...used, batteryPercent: '1' },
    others: [{ ...used, batteryPercent: '0.85' }],
    ...repaired('percent', '100'),
  },
  {
    what: 'a battery where fractions and percent are mixed',
    cells: { ...used, batteryPercent: '0.85' },
    others: [{ ...used, batteryPercent: '85' }],
    error: 'percent-unclear',
  },
  { what: 'a battery in words', cells: { ...used, batteryPercent: 'good' }, error: 'percent-unreadable' },
  {
    what: 'markup kept as text',
    cells: { ...used, conditionEvidence: '<b>BS 8887</b>' },
    line: { condition: 'refurbished' },
  },
  {
    what: 'a warranty in years',
    cells: { ...goodCells, warrantyMonths: '3 years' },
    ...repaired('warranty-length', '36'),
    line: { warrantyMonths: 36, warrantyType: 'return-to-base' },
  },
  {
    what: 'a warranty under a heading of years',
    cells: { ...goodCells, warrantyMonths: '3' },
    headings: { warrantyMonths: 'Warranty (years)' },
    ...repaired('warranty-length', '36 months'),
  },
  {
    what: 'a warranty of three of something',
    cells: { ...goodCells, warrantyMonths: '3' },
    headings: { warrantyMonths: 'Warranty' },
    warning: 'warranty-short',
  },
  { what: 'a warranty for life', cells: { ...goodCells, warrantyMonths: 'lifetime' }, error: 'warranty-unreadable' },
  {
    what: 'a kind of warranty that lasts no time',
    cells: { ...goodCells, warrantyMonths: '0', warrantyType: 'on-site' },
    error: 'warranty-mismatch',
  },
  {
    what: 'a kind of warranty nobody knows',
    cells: { ...goodCells, warrantyMonths: '12', warrantyType: 'psychic' },
    error: 'warranty-unknown',
  },
  {
    what: 'another word for a kind of warranty',
    cells: { ...goodCells, warrantyMonths: '12', warrantyType: 'RTB' },
    ...repaired('word', 'return-to-base'),
  },
  {
    what: 'several ways to pay',
    cells: { ...goodCells, fundingModels: 'Rental, buy' },
    ...repaired('word', 'purchase;lease'),
    line: { fundingModels: ['purchase', 'lease'] },
  },
  { what: 'a way to pay nobody knows', cells: { ...goodCells, fundingModels: 'barter' }, error: 'funding-unknown' },
  {
    what: 'yes in a letter',
    cells: { ...goodCells, backOrder: 'Y' },
    ...repaired('word', 'yes'),
    line: { backOrder: true },
  },
  {
    what: 'yes as a spreadsheet knows it',
    cells: { ...goodCells, backOrder: text('boolean', 'TRUE') },
    line: { backOrder: true },
  },
  { what: 'neither yes nor no', cells: { ...goodCells, backOrder: 'perhaps' }, error: 'flag-unknown' },
  {
    what: 'a part of a footprint',
    cells: { ...goodCells, footprintTypical: '210' },
    error: 'footprint-incomplete',
    says: /low figure/,
  },
  {
    what: 'a footprint out of order',
    cells: {
      ...goodCells,
      footprintLow: '250',
      footprintTypical: '210',
      footprintHigh: '260',
      footprintSource: 'Maker',
    },
    error: 'footprint-order',
  },
  { what: 'a footprint in words', cells: { ...goodCells, footprintTypical: 'low' }, error: 'footprint-unreadable' },
  {
    what: 'a footprint with its unit',
    cells: {
      ...goodCells,
      footprintLow: '180 kg',
      footprintTypical: '210',
      footprintHigh: '250',
      footprintSource: 'Maker',
    },
    ...repaired('digits', '180'),
  },
];

const dates: readonly Case[] = [
  {
    what: 'a date',
    cells: { ...goodCells, validTo: '2027-03-31' },
    line: { validTo: '2027-03-31' as PriceLine['validTo'] },
  },
  { what: 'a British date', cells: { ...goodCells, validTo: '31/03/2027' }, ...repaired('date-order', '2027-03-31') },
  { what: 'an American date', cells: { ...goodCells, validTo: '03/31/2027' }, ...repaired('date-order', '2027-03-31') },
  {
    what: 'a date that could be either',
    cells: { ...goodCells, validTo: '03/04/2027' },
    error: 'date-unclear',
    says: /2027-04-03 or 2027-03-04/,
  },
  {
    what: 'a date that the column decides',
    cells: { ...goodCells, validTo: '03/04/2027' },
    others: [{ ...goodCells, validTo: '31/03/2027' }],
    ...repaired('date-order', '2027-04-03'),
  },
  {
    what: 'a date that an American column decides',
    cells: { ...goodCells, validTo: '03/04/2027' },
    others: [{ ...goodCells, validTo: '03/31/2027' }],
    ...repaired('date-order', '2027-03-04'),
  },
  {
    what: 'a date in a column of both orders',
    cells: { ...goodCells, validTo: '03/04/2027' },
    others: [
      { ...goodCells, validTo: '03/31/2027' },
      { ...goodCells, validTo: '31/03/2027' },
    ],
    error: 'date-mixed',
  },
  {
    what: 'a date the same in both orders',
    cells: { ...goodCells, validTo: '04/04/2027' },
    ...repaired('date-written', '2027-04-04'),
  },
  {
    what: 'a date in words',
    cells: { ...goodCells, validTo: '31st March 2027' },
    ...repaired('date-written', '2027-03-31'),
  },
  {
    what: 'a date of an American spreadsheet',
    cells: { ...goodCells, validTo: 'Mar 31, 2027' },
    ...repaired('date-written', '2027-03-31'),
  },
  {
    what: 'a spreadsheet’s number for a date',
    cells: { ...goodCells, validTo: '46477' },
    ...repaired('date-serial', '2027-03-31'),
  },
  {
    what: 'a date with two digits for the year',
    cells: { ...goodCells, validTo: '31/03/27' },
    ...repaired('date-order', '2027-03-31'),
  },
  { what: 'a day no calendar has', cells: { ...goodCells, validTo: '30/02/2027' }, error: 'date-impossible' },
  { what: 'a date of no kind', cells: { ...goodCells, validTo: 'end of season' }, error: 'date-unreadable' },
  { what: 'a day after the agreement', cells: { ...goodCells, validTo: '2099-12-31' }, error: 'outside-agreement' },
  {
    what: 'a line that begins after the agreement',
    cells: { ...goodCells, validFrom: '2028-02-01' },
    error: 'outside-agreement',
  },
  {
    what: 'a line that ends before it begins',
    cells: { ...goodCells, validFrom: '2027-03-01', validTo: '2027-02-01' },
    error: 'dates-reversed',
  },
  {
    what: 'a line from before the list',
    cells: { ...goodCells, validFrom: '2026-11-01' },
    ...repaired('valid-from-list', '2026-12-01'),
  },
  {
    what: 'a line that begins later',
    cells: { ...goodCells, validFrom: '2027-01-01' },
    line: { validFrom: '2027-01-01' as PriceLine['validFrom'] },
  },
];

const rows: readonly Case[] = [
  {
    what: 'a row of spaces',
    cells: { supplierSku: '  ', manufacturer: '', mpn: '\u00a0', unitPrice: '' },
    kind: 'blank',
  },
  {
    what: 'a title between groups',
    cells: { supplierSku: 'LAPTOPS', manufacturer: '', mpn: '', unitPrice: '' },
    kind: 'skipped',
    warning: 'row-not-a-line',
  },
  {
    what: 'the headings again',
    cells: {
      supplierSku: 'Your code',
      manufacturer: 'Manufacturer',
      mpn: 'Manufacturer part number',
      unitPrice: 'Unit price',
    },
    kind: 'skipped',
    warning: 'headings-again',
  },
  { what: 'a comma too many', cells: goodCells, beyond: ['5'], error: 'cells-beyond-headings' },
];

const all: readonly Case[] = [...money, ...identity, ...quantities, ...terms, ...dates, ...rows];

describe('a line of a price list', () => {
  for (const each of all) {
    it(`is read: ${each.what}`, () => {
      const reading = readCells(each.cells, each);
      const found = JSON.stringify(reading);
      const told = (severity: 'error' | 'warning') =>
        reading.problems.filter((one) => one.severity === severity).map((one) => one.code);
      assert.deepEqual(told('error'), each.error === undefined ? [] : [each.error], found);
      assert.deepEqual(told('warning'), each.warning === undefined ? [] : [each.warning], found);
      assert.deepEqual(
        reading.repairs.map(({ code, to }) => ({ code, to })),
        each.repair === undefined ? [] : [each.repair],
        found,
      );
      assert.equal(reading.kind, each.kind ?? (each.error === undefined ? 'line' : 'wrong'), found);
      for (const [key, value] of Object.entries(each.line ?? {})) {
        assert.deepEqual(reading.line?.[key as keyof PriceLine], value, key);
      }
      if (each.says !== undefined)
        assert.match(reading.problems.map((one) => `${one.message} ${one.remedy}`).join(' '), each.says);
    });
  }

  it('names row, heading, value, what is wrong and what to do', () => {
    const headings = { unitPrice: 'Our Net Price (ex VAT)' };
    const [problem] = readCells(price('€12.50'), { headings }).problems;
    assert.deepEqual(problem, {
      code: 'other-currency',
      row: 7,
      column: 'Our Net Price (ex VAT)',
      value: '€12.50',
      field: 'unitPrice',
      severity: 'error',
      message: '€12.50 is in euros. Prices on this agreement are in pounds.',
      remedy: 'Give the price in pounds; it is not converted for you, because the rate would be a guess.',
    });
  });

  it('never leaves a fact of its wording empty', () => {
    for (const each of all) {
      for (const { message, remedy } of readCells(each.cells, each).problems)
        assert.doesNotMatch(message + remedy, /\{\w+\}/);
    }
  });

  it('has a worked case for every mistake that a row alone can show', () => {
    const shown = new Set(all.flatMap((each) => [each.error, each.warning]));
    const elsewhere = new Set<LineProblemCode>(
      lineProblemCodes
        .map((each) => each.code)
        .slice(lineProblemCodes.findIndex((each) => each.code === 'product-unknown')),
    );
    const without = lineProblemCodes
      .map((each) => each.code)
      .filter((code) => !shown.has(code) && !elsewhere.has(code));
    assert.deepEqual(without, []);
    assert.ok(all.length >= 80);
  });

  it('holds to what absent columns mean', () => {
    const { line } = readCells(goodCells);
    const said: Partial<PriceLine> = {
      vatCategory: 'standard',
      unit: null,
      minimumQuantity: 1,
      packSize: 1,
      leadTimeDays: 5,
      deliveryCharge: '0.00',
      stock: null,
      backOrder: false,
      warrantyMonths: 0,
      warrantyType: 'none',
      condition: 'new',
      fundingModels: ['purchase'],
      takesBack: false,
      validTo: null,
    };
    for (const [key, value] of Object.entries(said)) assert.deepEqual(line?.[key as keyof PriceLine], value, key);
    assert.equal(line?.validFrom, '2026-12-01');
  });

  it('says of which field and cell a repair is', () => {
    const [repair] = readCells({ ...goodCells, leadTimeDays: '2 weeks' }).repairs;
    assert.equal(repair?.field, 'leadTimeDays' satisfies PriceField);
    assert.equal(repair.from, '2 weeks');
    assert.equal(repair.why, '2 weeks are 10 working days.');
    assert.equal(repair.column, 'Lead time');
  });
});
