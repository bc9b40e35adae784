import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import { createAgreements, type ReferenceFacts, type Regime } from '../../agreements/index.ts';
import { addDays, isoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { BuyerFacts } from '../../organisations/index.ts';
import { publicationDuty } from './publication.ts';

const root = resolve(import.meta.dirname, '../../..');
let reference: ReferenceFacts;

function buyer(id: string, devolved = false): BuyerFacts {
  const found = reference.buyerClasses.find((each) => each.id === id);
  assert.ok(found, id);
  const exempt = devolved && found.publicationClass !== 'exempt';
  return {
    ...{ organisation: 'org', name: 'Buyer', class: id, className: found.name, sector: found.sector },
    thresholdClass: found.thresholdClass,
    publicationClass: exempt ? 'exempt' : found.publicationClass,
    thresholdSource: found.source,
    publicationSource: exempt ? 'ppn-019' : (found.publicationSource ?? found.source),
    publicationNote: exempt ? 'Its functions are devolved.' : (found.note ?? ''),
    ...{ devolved, noticeToImprove: false, authorityBasis: null, confirmed: true, demonstration: false },
  };
}

interface Case {
  readonly who: string;
  /** Pounds including VAT at 20%. */
  readonly gross: string;
  readonly began: string;
  /** The day of the last signature; null: not formed. */
  readonly signed: string | null;
  readonly regime?: Regime;
  readonly duty: string;
  readonly by?: string;
  readonly why: RegExp;
  readonly source?: string;
}

// Facts 2, 3, 17, 18, 23-26 and the table of thresholds, each on both sides of its line.
const cases: readonly Case[] = [
  // Central government: £12,000 including VAT, 30 days.
  {
    who: 'central-department',
    gross: '12000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'publish',
    by: '2026-12-23',
    why: /£12,000\.00 including VAT is at or above £12,000\.00.*30 calendar days/,
    source: 'ppn-01-23',
  },
  {
    who: 'central-department',
    gross: '11999.99',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /below £12,000\.00/,
    source: 'ppn-01-23',
  },
  {
    who: 'ministry-of-defence',
    gross: '250000.00',
    began: '2026-10-01',
    signed: '2026-01-31',
    duty: 'publish',
    by: '2026-03-02',
    why: /30 calendar days/,
    source: 'publication-guidance',
  },
  // The health service is central for thresholds and sub-central here: £30,000, 90 days.
  {
    who: 'nhs-trust',
    gross: '29999.99',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /below £30,000\.00/,
    source: 'ppn-01-23',
  },
  {
    who: 'nhs-trust',
    gross: '30000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'publish',
    by: '2027-02-21',
    why: /90 calendar days/,
    source: 'ppn-01-23',
  },
  {
    who: 'local-authority',
    gross: '572600.00',
    began: '2026-02-01',
    signed: '2026-11-23',
    duty: 'publish',
    by: '2027-02-21',
    why: /90 calendar days/,
    source: 'publication-guidance',
  },
  {
    who: 'police',
    gross: '1278061.00',
    began: '2023-09-01',
    signed: '2023-11-30',
    duty: 'publish',
    by: '2024-02-28',
    why: /90 calendar days/,
  },
  {
    who: 'university',
    gross: '30000.00',
    began: '2026-10-01',
    signed: null,
    duty: 'later',
    why: /at or above £30,000\.00/,
  },
  // Schools and devolved bodies, whatever the value.
  {
    who: 'maintained-school',
    gross: '900000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /maintained school\. Schools need not publish/,
    source: 'ppn-019',
  },
  {
    who: 'academy-trust',
    gross: '14220.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /the buyer is an academy trust/,
    source: 'ppn-019',
  },
  {
    who: 'sixth-form-college',
    gross: '60000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /sixth-form college/,
    source: 'ppn-019',
  },
  {
    who: 'further-education-college',
    gross: '60000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'publish',
    by: '2027-02-21',
    why: /90 calendar days/,
  },
  {
    who: 'devolved-administration',
    gross: '500000.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    duty: 'none',
    why: /devolved/,
    source: 'ppn-019',
  },
  // The threshold is that of the day the procurement began: £10,000 and £25,000 without VAT before 21 December 2022.
  {
    who: 'central-department',
    gross: '12000.00',
    began: '2022-12-20',
    signed: '2023-02-01',
    duty: 'publish',
    by: '2023-03-03',
    why: /£10,000\.00 excluding VAT is at or above £10,000\.00, the threshold on 20 December 2022/,
    source: 'contracts-finder-before',
  },
  {
    who: 'local-authority',
    gross: '29999.99',
    began: '2022-12-20',
    signed: '2023-02-01',
    duty: 'none',
    why: /£24,999\.99 excluding VAT is below £25,000\.00/,
    source: 'contracts-finder-before',
  },
  {
    who: 'local-authority',
    gross: '30000.00',
    began: '2022-12-21',
    signed: '2023-02-01',
    duty: 'publish',
    by: '2023-05-02',
    why: /threshold on 21 December 2022/,
    source: 'ppn-01-23',
  },
  // Nothing is made up for days no row speaks of.
  {
    who: 'local-authority',
    gross: '60000.00',
    began: '2021-03-01',
    signed: '2021-06-01',
    duty: 'unknown',
    why: /no time to publish is known for a contract of 1 June 2021/,
  },
  {
    who: 'central-department',
    gross: '60000.00',
    began: '2014-01-01',
    signed: '2023-06-01',
    duty: 'unknown',
    why: /no threshold is known for 1 January 2014/,
  },
  // Called off from a framework of the Procurement Act: contract details notice of contracts at the procurement threshold.
  {
    who: 'local-authority',
    gross: '207720.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    regime: 'pa-2023',
    duty: 'publish',
    by: '2026-12-23',
    why: /at or above £207,720\.00/,
    source: 'pa-2023-notices',
  },
  {
    who: 'local-authority',
    gross: '207719.99',
    began: '2026-10-01',
    signed: '2026-11-23',
    regime: 'pa-2023',
    duty: 'none',
    why: /below £207,720\.00/,
    source: 'law-firms-2026',
  },
  {
    who: 'nhs-trust',
    gross: '135018.00',
    began: '2026-10-01',
    signed: '2026-11-23',
    regime: 'pa-2023',
    duty: 'publish',
    by: '2026-12-23',
    why: /at or above £135,018\.00/,
    source: 'pa-2023-notices',
  },
  {
    who: 'academy-trust',
    gross: '430771.20',
    began: '2026-05-01',
    signed: '2026-05-20',
    regime: 'pa-2023',
    duty: 'publish',
    by: '2026-06-19',
    why: /at or above £207,720\.00/,
    source: 'pa-2023-notices',
  },
];

const dutyOf = (each: Case) =>
  publicationDuty({
    ...{ facts: buyer(each.who), regime: each.regime ?? 'pcr-2015', reference, gross: each.gross },
    net: exact(each.gross).div('1.2').toFixed(2, 1),
    commencedOn: isoDate(each.began),
    formedAt: each.signed === null ? null : `${each.signed}T12:00:00Z`,
  });

describe('the duty to publish a call-off', () => {
  before(async () => {
    const read = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
    assert.ok(read.ok);
    ({ reference } = read.value);
  });

  for (const each of cases) {
    const says = each.by === undefined ? each.duty : `publish by ${each.by}`;
    it(`${each.who}, £${each.gross}, began ${each.began}, ${each.regime ?? 'pcr-2015'}: ${says}`, () => {
      const duty = dutyOf(each);
      assert.deepEqual([duty.duty, duty.by], [each.duty, each.by ?? null]);
      assert.match(duty.because, each.why);
      if (each.source !== undefined)
        assert.ok(
          duty.sources.some(({ key }) => key === each.source),
          each.source,
        );
      assert.equal(duty.notice === null, duty.duty === 'none' || duty.duty === 'unknown');
      if (duty.duty === 'publish') {
        assert.equal(duty.place, each.regime === 'pa-2023' ? 'Find a Tender' : 'Contracts Finder');
      }
    });
  }

  it('counts from the London day of the last signature', () => {
    const facts = buyer('local-authority');
    const base = { facts, regime: 'pcr-2015', reference, net: '50000.00', gross: '60000.00' } as const;
    const late = { ...base, commencedOn: isoDate('2026-06-01'), formedAt: '2026-06-30T23:30:00Z' };
    assert.equal(publicationDuty(late).by, addDays(isoDate('2026-07-01'), 90));
  });

  it('says what else central government and the Procurement Act ask for', () => {
    const [central, act] = [cases[0], cases.find((each) => each.regime === 'pa-2023')];
    assert.ok(central && act);
    assert.match(dutyOf(central).further.join(' '), /publishes the tender and contract documents/);
    assert.match(dutyOf(act).further.join(' '), /contract award notice goes out before the signature/);
  });

  it('cannot tell for a buyer of unknown class, nor for a devolved body under the Procurement Act', () => {
    const base = { regime: 'pa-2023', reference, net: '500000.00', gross: '600000.00', formedAt: null } as const;
    const on = { commencedOn: isoDate('2026-06-01') };
    assert.equal(publicationDuty({ ...base, ...on, facts: undefined }).duty, 'unknown');
    assert.equal(publicationDuty({ ...base, ...on, facts: buyer('local-authority', true) }).duty, 'unknown');
    assert.equal(
      publicationDuty({ ...base, ...on, regime: 'pcr-2015', facts: buyer('local-authority', true) }).duty,
      'none',
    );
  });
});
