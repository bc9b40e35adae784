import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { inForce } from '../../kernel/dated.ts';
import { addWorkingDays, isoDate } from '../../kernel/dates.ts';
import { holidaysOf } from '../reference.ts';
import { thresholdsInForce } from '../thresholds.ts';
import { loadReference } from './load-reference.ts';

const folder = resolve(import.meta.dirname, '../../../reference');
const loaded = await loadReference(folder);
assert.ok(loaded.ok, JSON.stringify(loaded));
const facts = loaded.value;

describe('thresholds in force on a date', () => {
  const cases: readonly (readonly [string, string, string | undefined, string | undefined])[] = [
    ['2021-12-31', 'procurement', undefined, undefined],
    ['2022-01-01', 'procurement', '138760', '213477'],
    ['2023-12-31', 'procurement', '138760', '213477'],
    ['2024-01-01', 'procurement', '139688', '214904'],
    ['2025-12-31', 'procurement', '139688', '214904'],
    ['2026-01-01', 'procurement', '135018', '207720'],
    ['2027-12-31', 'procurement', '135018', '207720'],
    ['2028-01-01', 'procurement', undefined, undefined],
    ['2022-12-20', 'publication', '10000', '25000'],
    ['2022-12-21', 'publication', '12000', '30000'],
    ['2040-06-01', 'publication', '12000', '30000'],
  ];
  for (const [on, kind, central, other] of cases) {
    it(`${kind} on ${on}: central ${central ?? 'none'}, other ${other ?? 'none'}`, () => {
      const rows = thresholdsInForce(facts, isoDate(on)).filter((each) => each.kind === kind);
      assert.equal(rows.find((each) => each.class === 'central')?.amount, central);
      assert.equal(rows.find((each) => each.class === 'sub-central')?.amount, other);
    });
  }

  it('gives one row for each kind and class', () => {
    const rows = thresholdsInForce(facts, isoDate('2026-11-23')).map((each) => `${each.kind} ${each.class}`);
    assert.equal(new Set(rows).size, rows.length);
    assert.equal(rows.length, 6);
  });
});

describe('bank holidays', () => {
  it('never fall on a weekend, and each division has its own eight to eleven a year', () => {
    for (const division of ['england-and-wales', 'scotland', 'northern-ireland'] as const) {
      const days = [...holidaysOf(facts, division)];
      for (const day of days) assert.ok(Temporal.PlainDate.from(day).dayOfWeek <= 5, day);
      for (const year of ['2023', '2024', '2025', '2026', '2027', '2028']) {
        const count = days.filter((each) => each.startsWith(year)).length;
        assert.ok(count >= 8 && count <= 11, `${division} ${year}: ${String(count)}`);
      }
    }
  });

  it('are marked where they are projected', () => {
    const years = new Set(facts.bankHolidays.filter((each) => each.projected).map((each) => each.date.slice(0, 4)));
    assert.deepEqual([...years], ['2028']);
  });

  it('count working days as the reporting calendar does: the fifth working day of known months', () => {
    const holidays = holidaysOf(facts, 'england-and-wales');
    // The fifth working day after the end of December 2023 and of March 2024 (Easter Monday is 1 April).
    assert.equal(addWorkingDays(isoDate('2023-12-31'), 5, holidays), '2024-01-08');
    assert.equal(addWorkingDays(isoDate('2024-03-31'), 5, holidays), '2024-04-08');
    assert.equal(addWorkingDays(isoDate('2026-12-24'), 2, holidays), '2026-12-30');
  });

  it('differ by division: a day off in Scotland alone', () => {
    assert.ok(holidaysOf(facts, 'scotland').has('2026-06-15'));
    assert.ok(!holidaysOf(facts, 'england-and-wales').has('2026-06-15'));
  });
});

describe('the other facts', () => {
  it('hold the VAT rate of a day', () => {
    const standard = facts.vatRates.filter((each) => each.category === 'standard');
    assert.equal(inForce(standard, isoDate('2011-01-03'))?.percent, '17.5');
    assert.equal(inForce(standard, isoDate('2011-01-04'))?.percent, '20');
    assert.equal(inForce(standard, isoDate('2026-11-23'))?.percent, '20');
  });

  it('keep the two classes of a health trust apart, and schools out of publication', () => {
    const find = (id: string) => facts.buyerClasses.find((each) => each.id === id);
    assert.deepEqual(
      [find('nhs-trust')?.thresholdClass, find('nhs-trust')?.publicationClass],
      ['central', 'sub-central'],
    );
    assert.equal(find('maintained-school')?.publicationClass, 'exempt');
    assert.equal(find('academy-trust')?.thresholdClass, 'sub-central');
  });
});

describe('loading the reference facts', () => {
  const mistakes: readonly (readonly [string, string, string, string, string])[] = [
    ['thresholds.yaml', "amount: '138760'", 'amount: 138760', 'wrong-type', 'thresholds.yaml:9'],
    ['thresholds.yaml', 'to: 2023-12-31', 'to: 2021-12-31', 'dates-out-of-order', 'thresholds.yaml:12'],
    ['vat-rates.yaml', 'category: standard', 'category: normal', 'wrong-value', 'vat-rates.yaml:3'],
    ['vat-rates.yaml', 'source: vat-rates', 'source: vat-rate', 'unknown-source', 'vat-rates.yaml:3'],
    ['bank-holidays.yaml', 'date: 2023-01-02', 'date: 2023-02-30', 'not-a-date', 'bank-holidays.yaml:7'],
    [
      'buyer-classes.yaml',
      'id: central-department',
      'ident: central-department',
      'unknown-key',
      'buyer-classes.yaml:5',
    ],
    ['delivery-places.yaml', 'codes: [BT]', 'codes: [Belfast]', 'wrong-value', 'delivery-places.yaml:14'],
    ['delivery-places.yaml', 'codes: [BT]', 'codes: [QQ]', 'unknown-area', 'delivery-places.yaml:14'],
    ['delivery-places.yaml', '[TR21-25]', '[TR25-21]', 'range-backwards', 'delivery-places.yaml:32'],
    ['delivery-places.yaml', 'codes: [HS]', 'codes: [KW17]', 'place-twice', 'delivery-places.yaml:23'],
    ['delivery-places.yaml', '      assumed: true\n', '', 'source-or-assumed', 'delivery-places.yaml:34'],
  ];
  for (const [file, from, to, code, path] of mistakes) {
    it(`names ${code} in ${file} by its line`, async (t) => {
      const copy = await mkdtemp(join(tmpdir(), 'calloff-reference-'));
      t.after(() => rm(copy, { recursive: true }));
      await cp(folder, copy, { recursive: true });
      const text = await readFile(join(copy, file), 'utf8');
      assert.ok(text.includes(from));
      await writeFile(join(copy, file), text.replace(from, to));
      const result = await loadReference(copy);
      assert.ok(!result.ok);
      assert.ok(
        result.problems.some((each) => each.code === code && each.path === path),
        JSON.stringify(result.problems),
      );
    });
  }
});
