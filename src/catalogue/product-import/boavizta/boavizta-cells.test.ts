import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { runs } from '../../../../test/support/long.ts';
import { addedOn, DecimalSign, gigabytesIn, measureIn, numberIn, reportedIn, unscrambled } from './boavizta-cells.ts';
import { readStages, type StageColumn } from './boavizta-shares.ts';

const points = { decimal: '.', certain: true } as const;
const commas = { decimal: ',', certain: true } as const;
const unsure = { decimal: '.', certain: false } as const;

describe('a number of a footprint file', () => {
  for (const [text, form, expected] of [
    ['307', points, '307'],
    ['307.50', points, '307.5'],
    ['307,50', commas, '307.5'],
    ['0.1500', points, '0.15'],
    ['1,226', points, '1226'],
    ['1.226', commas, '1226'],
    ['1,226.5', points, '1226.5'],
    ['1 226,5', commas, '1226.5'],
    ['1\u202F226', commas, '1226'],
    // The other sign, where it cannot part thousands.
    ['0,15', points, '0.15'],
    ['23,8', points, '23.8'],
    ['0,125', points, '0.125'],
    // No number of the file shows what its decimals look like.
    ['1,226', unsure, undefined],
    ['1.2.3', points, undefined],
    ['1,22,6', points, undefined],
    ['1.2E+03', points, undefined],
    ['about 300', points, undefined],
    ['-5', points, undefined],
    ['300?', points, undefined],
    ['', points, undefined],
  ] as const) {
    it(`"${text}" with ${form.decimal}${form.certain ? '' : ' perhaps'} is ${expected ?? 'not certain'}`, () => {
      assert.equal(numberIn(text, form), expected);
    });
  }

  it('is the same in both editions, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 9999 }), (whole, rest) => {
        const english = `${whole}.${String(rest).padStart(4, '0')}`;
        assert.equal(numberIn(english, points), numberIn(english.replace('.', ','), commas));
        assert.equal(Number(numberIn(english, points)), Number(english));
      }),
      runs(300),
    );
  });

  it('is written as most numbers of the file are', () => {
    for (const [cells, form] of [
      [['0.15', '1.0', '3', ''], points],
      [['0,15', '1,0', '0.2'], commas],
      [['3', '4'], unsure],
    ] as const) {
      const sign = new DecimalSign();
      for (const each of cells) sign.see(each);
      assert.deepEqual(sign.form, form);
    }
  });

  it('may carry its own unit, and no other', () => {
    assert.equal(measureIn('1,307 kgCO2eq', ['kg', 'kgco2eq'], points), '1307');
    assert.equal(measureIn('307 kg', ['kg'], points), '307');
    assert.equal(measureIn('14"', ['"'], points), '14');
    assert.equal(measureIn('0.3 t', ['kg'], points), undefined);
  });
});

describe('the date of a report', () => {
  const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september'];
  const monthOf = (word: string): number | undefined => {
    const at = months.findIndex((each) => each.startsWith(word.toLowerCase()));
    return at < 0 ? undefined : at + 1;
  };
  for (const [text, expected] of [
    ['September 2020', '2020-09'],
    ['Feb 2021', '2021-02'],
    ['September 7 2022', '2022-09-07'],
    ['7 September 2022', '2022-09-07'],
    ['2022-2-6', '2022-02-06'],
    ['2022-02', '2022-02'],
    ['2019', '2019'],
    ['26/07/2019', '2019-07-26'],
    ['07/26/2019', '2019-07-26'],
    ['03/03/2019', '2019-03-03'],
    // Third of April or fourth of March?
    ['03/04/2019', undefined],
    ['2022-13', undefined],
    ['February 30 2022', undefined],
    ['Smarch 2020', undefined],
    ['September 20', undefined],
    ['soon', undefined],
  ] as const) {
    it(`"${text}" is ${expected ?? 'not certain'}`, () => {
      assert.equal(reportedIn(text, monthOf), expected);
    });
  }

  it('of a row’s own adding has the day first', () => {
    assert.deepEqual(['01-11-2020', '2022-04-07', 'x'].map(addedOn), ['2020-11-01', '2022-04-07', '']);
  });
});

describe('the capacity of drives', () => {
  for (const [text, expected] of [
    ['SSD 512GB', 512],
    ['256GB', 256],
    ['1TB', 1024],
    ['1.92 TB', 1920],
    ['SSD 1.5TB', 1500],
    ['512 Go', 512],
    ['x2 300GB 2.5in HDD  x4 2TB 2.5in HDD', 600 + 4 * 2048],
    ['0 SSD', undefined],
    ['No Hard Drive', undefined],
    ['3.5in', undefined],
  ] as const) {
    it(`"${text}" is ${expected ?? 'not said'}`, () => {
      assert.equal(gigabytesIn(text, points, 1024), expected);
    });
  }
});

describe('scrambled characters', () => {
  it('are put right where they are UTF-8 read as Windows-1252, and left where they are not', () => {
    assert.equal(unscrambled('AlcantaraÂ® 14â€\u009D'), 'Alcantara® 14”');
    assert.equal(unscrambled('MÃ©canique'), 'Mécanique');
    for (const text of ['Alcantara®', 'Ängström 5', 'plain', 'Â€']) assert.equal(unscrambled(text), text);
  });

  it('come back for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('é', 'ü', '®', '”', '–', '€', 'a', ' ') }), (text) => {
        const scrambled = new TextDecoder('windows-1252').decode(new TextEncoder().encode(text));
        assert.equal(unscrambled(scrambled), text);
      }),
      runs(200),
    );
  });
});

describe('the shares of a footprint', () => {
  const stages = (use?: string, making?: string, transport?: string, end?: string) => {
    const written: Partial<Record<StageColumn, { number: string; percent: boolean; hundred: boolean }>> = {};
    const cells = {
      gwp_use_ratio: use,
      gwp_manufacturing_ratio: making,
      gwp_transport_ratio: transport,
      gwp_eol_ratio: end,
    };
    for (const column of [
      'gwp_use_ratio',
      'gwp_manufacturing_ratio',
      'gwp_transport_ratio',
      'gwp_eol_ratio',
    ] as const) {
      const text = cells[column];
      if (text !== undefined) {
        written[column] = { number: text.replace('%', ''), percent: text.endsWith('%'), hundred: false };
      }
    }
    const { shares, over, noughts, sum } = readStages(written, 0.03);
    return { shares: Object.values(shares), over, noughts, sum };
  };

  it('are parts of one', () => {
    assert.deepEqual(stages('0.15', '0.76', '0.08', '0.01'), {
      shares: ['0.15', '0.76', '0.08', '0.01'],
      over: [],
      noughts: [],
      sum: null,
    });
  });

  it('are parts of a hundred with a percent sign, or where the row adds up to a hundred', () => {
    assert.deepEqual(stages('15%', '0.76').shares, ['0.15', '0.76', null, null]);
    assert.deepEqual(stages('15', '76', '8', '0.9').shares, ['0.15', '0.76', '0.08', '0.009']);
  });

  it('over one that nothing explains are left out', () => {
    assert.deepEqual(stages('0.18', '7.76', '0.042', '0.002'), {
      shares: ['0.18', null, '0.042', '0.002'],
      over: ['gwp_manufacturing_ratio'],
      noughts: [],
      sum: null,
    });
    assert.deepEqual(stages('15').over, ['gwp_use_ratio']);
  });

  it('of nought were not read, unless all the others make a whole', () => {
    assert.deepEqual(stages('0.26', '0.67', '0', '0').noughts, ['gwp_transport_ratio', 'gwp_eol_ratio']);
    assert.deepEqual(stages('0.26', '0.74', '0', '0').noughts, []);
    assert.deepEqual(stages('0', '0.8').shares, [null, '0.8', null, null]);
  });

  it('that do not add up are kept, and said', () => {
    assert.equal(stages('0.248', '0.737', '0.047', '0.042').sum, '1.074');
    assert.equal(stages('0.107', '0.2', '0.01', '0.01').sum, '0.327');
    assert.equal(stages('0.8', '0.6').sum, '1.4');
    assert.equal(stages('0.3', '0.5').sum, null);
  });
});
