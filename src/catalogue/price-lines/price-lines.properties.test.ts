import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../test/support/long.ts';
import {
  type FieldCells,
  knownMakers,
  lineContext,
  priceColumns,
  readCells,
} from '../../../test/support/price-lines.ts';
import type { Cell } from '../../platform/tables/index.ts';
import { conditions, fundingModels, units, vatCategories, warrantyTypes } from '../offer.ts';
import { createColumnProfile } from './column-profile.ts';
import { matchHeadings } from './heading-match.ts';
import { breakPairs, type PriceField } from './price-field.ts';
import type { LineReading, PriceLine } from './price-line.ts';
import { readPriceLine } from './read-price-line.ts';

const money = fc
  .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.integer({ min: 0, max: 9999 }))
  .map(([pounds, parts]) => `${String(pounds)}.${String(parts).padStart(4, '0')}`.replace(/0{1,2}$/, ''));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const day = fc
  .integer({ min: 0, max: 420 })
  .map((days) => Temporal.PlainDate.from('2026-12-01').add({ days }).toString());
/** A month and a number is what a spreadsheet makes of a part number: such a code is told to be spoilt. */
const code = fc
  .stringMatching(/^[A-Z]{2}[A-Z0-9]{1,8}-[0-9]{1,4}$/)
  .filter((each) => !/^(?:JAN|FEB|MAR|APR|MAY|JUNE?|JULY?|AUG|SEPT?|OCT|NOV|DEC)-/.test(each));

/** A line written as the template asks for it, by field. */
const canonical: fc.Arbitrary<FieldCells> = fc
  .record({
    supplierSku: code,
    manufacturer: fc.constantFrom(...knownMakers.map((each) => each.name)),
    mpn: code,
    gtin: maybe(fc.constantFrom('4006381333931', '96385074', '036000291452')),
    unitPrice: money,
    vatCategory: fc.constantFrom(...vatCategories),
    unit: maybe(fc.constantFrom(...units)),
    minimumQuantity: fc.integer({ min: 1, max: 500 }),
    leadTimeDays: fc.integer({ min: 0, max: 400 }),
    deliveryCharge: money,
    deliveryFreeOver: maybe(money),
    deliveryOffMainland: maybe(money),
    stock: maybe(fc.integer({ min: 0, max: 90_000 })),
    backOrder: fc.boolean(),
    warranty: maybe(
      fc.record({
        months: fc.integer({ min: 1, max: 240 }),
        type: fc.constantFrom(...warrantyTypes.filter((each) => each !== 'none')),
      }),
    ),
    condition: fc.constantFrom(...conditions),
    grade: fc.integer({ min: 1, max: 6 }),
    fundingModels: fc.subarray([...fundingModels], { minLength: 1 }),
    validTo: maybe(day),
    breaks: fc.uniqueArray(fc.integer({ min: 2, max: 5000 }), { maxLength: breakPairs.length }),
  })
  .map((each) => ({
    supplierSku: each.supplierSku,
    manufacturer: each.manufacturer,
    mpn: each.mpn,
    gtin: each.gtin ?? '',
    unitPrice: each.unitPrice,
    vatCategory: each.vatCategory,
    unit: each.unit ?? '',
    minimumQuantity: String(each.minimumQuantity),
    leadTimeDays: String(each.leadTimeDays),
    deliveryCharge: each.deliveryCharge,
    deliveryFreeOver: each.deliveryFreeOver ?? '',
    deliveryOffMainland: each.deliveryOffMainland ?? '',
    stock: each.stock === null ? '' : String(each.stock),
    backOrder: each.backOrder ? 'yes' : 'no',
    warrantyMonths: String(each.warranty?.months ?? 0),
    warrantyType: each.warranty?.type ?? 'none',
    condition: each.condition,
    ...(each.condition === 'new' ? {} : { cosmeticGrade: String(each.grade), functionalGrade: String(each.grade) }),
    fundingModels: each.fundingModels.join(';'),
    validTo: each.validTo ?? '',
    ...Object.fromEntries(
      each.breaks
        .toSorted((one, other) => one - other)
        .flatMap((quantity, at) => {
          const pair = breakPairs[at];
          return pair === undefined
            ? []
            : [
                [pair.quantity, String(quantity)],
                [pair.price, each.unitPrice],
              ];
        }),
    ),
  }));

/** The line as the template writes it. */
function written(line: PriceLine): FieldCells {
  const maker = knownMakers.find((each) => each.id === line.manufacturerId);
  return {
    supplierSku: line.supplierSku,
    manufacturer: maker?.name ?? '',
    mpn: line.mpn,
    gtin: line.gtin ?? '',
    unitPrice: line.unitPrice,
    vatCategory: line.vatCategory,
    unit: line.unit ?? '',
    minimumQuantity: String(line.minimumQuantity),
    leadTimeDays: String(line.leadTimeDays),
    deliveryCharge: line.deliveryCharge,
    deliveryFreeOver: line.deliveryFreeOver ?? '',
    deliveryOffMainland: line.deliveryOffMainland ?? '',
    stock: line.stock === null ? '' : String(line.stock),
    backOrder: line.backOrder ? 'yes' : 'no',
    warrantyMonths: String(line.warrantyMonths),
    warrantyType: line.warrantyType,
    condition: line.condition,
    ...(line.grades.cosmetic === null ? {} : { cosmeticGrade: String(line.grades.cosmetic) }),
    ...(line.grades.functional === null ? {} : { functionalGrade: String(line.grades.functional) }),
    fundingModels: line.fundingModels.join(';'),
    validTo: line.validTo ?? '',
    ...Object.fromEntries(
      line.priceBreaks.flatMap((each, at) => {
        const pair = breakPairs[at];
        return pair === undefined
          ? []
          : [
              [pair.quantity, String(each.quantity)],
              [pair.price, each.unitPrice],
            ];
      }),
    ),
  };
}

/** Ways in which suppliers write a cell that we can mend or must refuse. */
const messy: Partial<Record<PriceField, readonly string[]>> = {
  supplierSku: [' A-1 ', 'A–1', "'0012", '="0012"', '1.2E+11', 'LAPTOPS\u200b'],
  manufacturer: ['hp inc.', 'NORVIK', 'Norvick', 'Hewlett  Packard', 'Brandl Sohne', 'Nobody', '-'],
  mpn: ['N14–8', '\u00a0N14', 'Mar-01', '="7"', "'7", '<b>'],
  gtin: ['4 006381 333931', '36000291452', 'n/a', '4.0E+12', '4006381333931.0'],
  unitPrice: [
    '£1,234.50',
    '1.234,50',
    '1,234',
    '1.234',
    '12,5',
    '50p',
    '£12 each',
    '€5',
    '0',
    '-1',
    '12.340000000000002',
    'POA',
  ],
  vatCategory: ['20%', '0.2', '20', 'Zero Rated', 'STD', '17.5%', 'n/a'],
  unit: ['EA', 'Per User Per Month', 'furlong', '-'],
  minimumQuantity: ['1,000', '10.0', '10 pcs', '0', 'ten'],
  packSize: ['Box of 10', '4', '1.5'],
  leadTimeDays: ['2 weeks', '3-5 days', 'next day', '48h', 'soon', 'TBC'],
  stock: ['100+', '>5', 'Out of stock', '-3', 'yes', '1,200'],
  backOrder: ['Y', 'TRUE', '0', 'perhaps'],
  warrantyMonths: ['3 years', '36 months', 'none', 'lifetime'],
  warrantyType: ['RTB', 'On Site', 'No', 'psychic'],
  condition: ['Refurb', 'BRAND NEW', 'mint'],
  cosmeticGrade: ['c8', 'grade C7', 'C10'],
  batteryPercent: ['0.85', '85%', '1', '0.01', '1%', 'good'],
  fundingModels: ['Rental / buy', 'PAYG', 'barter', 'purchase; lease'],
  takeBackCharge: ['(20.00)', '-£5', '£2,5'],
  validFrom: ['01/11/2026', '31/12/2026', '12/31/2026', '46400', '1 Jan 2027'],
  validTo: ['31/03/2027', '03/31/2027', '03/04/2027', 'Mar 31, 2027', '31/12/2099', '20270331', 'soon'],
};
const messyFields = Object.keys(messy) as readonly PriceField[];
const messyCells: fc.Arbitrary<FieldCells> = fc
  .uniqueArray(fc.constantFrom(...messyFields), { minLength: 1, maxLength: 4 })
  .chain((fields) =>
    fc.tuple(
      ...fields.map((field) => fc.constantFrom(...(messy[field] ?? [''])).map((cell) => [field, cell] as const)),
    ),
  )
  .map((found) => {
    const good: FieldCells = { supplierSku: 'A-1', manufacturer: 'Norvik', mpn: 'N14', unitPrice: '395.00' };
    return { ...good, ...Object.fromEntries(found) };
  });

const fieldsOf = (cells: FieldCells): readonly PriceField[] =>
  priceColumns.columns.map((each) => each.field).filter((each) => cells[each] !== undefined);

describe('lines of a price list', () => {
  it('written as the template asks, read without a word, and come back unchanged', () => {
    fc.assert(
      fc.property(canonical, (cells) => {
        const reading = readCells(cells);
        assert.deepEqual([reading.problems, reading.repairs], [[], []], JSON.stringify(reading));
        const { line } = reading;
        assert.ok(line !== null);
        assert.deepEqual(readCells(written(line)), reading);
      }),
      runs(300),
    );
  });

  it('need no repair any more once their repairs are made, and say the same', () => {
    let mended = 0;
    fc.assert(
      fc.property(messyCells, fc.array(messyCells, { maxLength: 3 }), (cells, others) => {
        const fields = fieldsOf(Object.assign({}, ...others, cells) as FieldCells);
        const row = (each: FieldCells): Cell[] => fields.map((field) => each[field] ?? '');
        const read = (rows: readonly Cell[][]): readonly LineReading[] => {
          const profile = createColumnProfile(fields);
          const table = rows.map((each, at) => ({ row: at + 2, cells: each }));
          profile.add(table);
          const context = lineContext(fields, profile.decisions());
          return table.map((each) => readPriceLine(each, fields, context));
        };
        const rows = [row(cells), ...others.map(row)];
        const before = read(rows);
        for (const [at, reading] of before.entries()) {
          for (const repair of reading.repairs) (rows[at] ?? [])[repair.at] = repair.to;
        }
        // The other cells of the column decide as before: what could be read in one way is now written in that way.
        for (const [at, reading] of read(rows).entries()) {
          const old = before[at];
          if (old?.kind !== 'line') continue;
          mended += old.repairs.length;
          assert.deepEqual(reading.repairs, []);
          assert.deepEqual(reading.line, old.line);
        }
      }),
      runs(500),
    );
    assert.ok(mended > 300, `only ${String(mended)} repairs were tried`);
  });

  it('can hold anything at all: every cell is read or told, and never throws', () => {
    const cell = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 20 }),
      fc.stringMatching(/^[£€]?[-(]?[0-9.,' ]{1,14}[)%p]?$/),
      fc.stringMatching(/^[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{2,4}$/),
      fc.constantFrom(...Object.values(messy).flat()),
      fc.record({
        kind: fc.constantFrom('number', 'date', 'boolean', 'formula', 'error'),
        text: fc.string({ maxLength: 12 }),
      }),
    );
    const fields = priceColumns.columns.map((each) => each.field);
    fc.assert(
      fc.property(fc.array(cell, { minLength: fields.length, maxLength: fields.length + 2 }), (cells) => {
        const rows = [{ row: 2, cells }];
        const profile = createColumnProfile(fields);
        profile.add(rows);
        const reading = readPriceLine({ row: 2, cells }, fields, lineContext(fields, profile.decisions()));
        assert.equal(reading.kind === 'line', reading.line !== null);
        assert.equal(
          reading.kind === 'wrong',
          reading.problems.some((each) => each.severity === 'error'),
        );
        structuredClone(reading);
      }),
      runs(500),
    );
  });
});

describe('headings of a price list', () => {
  const names = priceColumns.columns
    .filter((each) => each.template === 'always' && each.kind !== 'note')
    .map((each) => fc.constantFrom(each.heading, ...each.synonyms));

  it('mean the same in whatever order the columns stand', () => {
    fc.assert(
      fc.property(
        fc.tuple(...names),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: names.length, maxLength: names.length }),
        (all, chance) => {
          const headings = [...new Set(all.map((each) => each.trim()))];
          const values = headings.map((_each, at) => `value ${String(at)}`);
          const table = (order: readonly number[]) => [
            { row: 1, cells: ['Price list of Norvik'] },
            { row: 3, cells: order.map((at) => headings[at] ?? '') },
            { row: 4, cells: order.map((at) => values[at] ?? '') },
          ];
          const order = headings.map((_each, at) => at);
          const shuffled = order.toSorted((one, other) => (chance[one] ?? 0) - (chance[other] ?? 0));
          const [one, other] = [
            matchHeadings(table(order), priceColumns),
            matchHeadings(table(shuffled), priceColumns),
          ];
          assert.deepEqual(other.mapping, one.mapping);
          assert.equal(one.headerRow, 3);
          assert.deepEqual(
            other.problems.map((each) => each.code).toSorted(),
            one.problems.map((each) => each.code).toSorted(),
          );
        },
      ),
      runs(100),
    );
  });

  it('can be anything at all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { maxLength: 8 }), { maxLength: 6 }),
        (rows) => {
          const match = matchHeadings(
            rows.map((cells, at) => ({ row: at + 1, cells })),
            priceColumns,
            { makers: knownMakers },
          );
          assert.equal(new Set(match.headings).size, match.headings.length);
          assert.equal(match.columnsOf.length, match.headings.length);
        },
      ),
      runs(300),
    );
  });
});
