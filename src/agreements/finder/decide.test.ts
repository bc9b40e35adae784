import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exampleGuides } from '../../../test/fixtures/example-guides.ts';
import { isoDate } from '../../kernel/dates.ts';
import { decide, stillFitting } from './decide.ts';
import { readAnswers } from './finder-answers.ts';
import type { Decision } from './finder-decision.ts';

const guides = await exampleGuides();
const today = '2026-11-23';

function ask(raw: Readonly<Record<string, unknown>>, on = today, finder = guides.first): Decision {
  const { answers, problems, unknown } = readAnswers(finder, raw);
  assert.deepEqual([...problems, ...unknown], []);
  return decide(finder, answers, guides.reference, isoDate(on));
}

function words(decision: Decision): string {
  return decision.reasons.map((each) => `${each.lead}${each.text} ${(each.items ?? []).join(' ')}`).join('\n');
}

const school = { what: 'laptops', quantity: 30, buyer: 'maintained-school', how: 'either', value: '12000' };
const nhs = { what: 'laptops', quantity: 5000, buyer: 'nhs-trust', how: 'service', value: '6000000' };
const council = { what: 'dispose', quantity: 3000, buyer: 'local-authority', value: '0' };

interface Worked {
  readonly name: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly on?: string;
  readonly verdict: Decision['verdict'];
  readonly first?: string;
  readonly says: readonly RegExp[];
}

const worked: readonly Worked[] = [
  {
    name: 'a maintained school orders 30 laptops for £12,000 from the catalogue, and publishes nothing',
    answers: { ...school, route: 'listed', time: 'later', clearance: 'no' },
    verdict: 'yes',
    first: '8 catalogue',
    says: [
      /You may use this agreement, because education is a sector/,
      /Lot 8 covers laptops/,
      /below the threshold: £12,000 is £14,400 with VAT at 20%, compared with £207,720/,
      /maintained school\) is exempt from Contracts Finder/,
      /Check your scheme for financing schools/,
    ],
  },
  {
    name: 'an NHS trust with 5,000 devices as a service competes, and cannot order at a listed price',
    answers: { ...nhs, route: 'listed', time: 'later', clearance: 'no' },
    verdict: 'yes',
    first: '1 further-competition',
    says: [
      /You cannot order this at a listed price, because a service has levels and an exit to agree/,
      /£6,000,000 is £7,200,000 with VAT at 20%, compared with £135,018/,
      /Publish the award on Contracts Finder within 90 days.* Your line is £30,000/,
      /Leases count against capital/,
      /Look for a lease inside the service/,
      /Tell Government Commercial Agency before you invite/,
    ],
  },
  {
    name: 'a need for clearance leads to the assured lot, by competition',
    answers: {
      what: 'servers',
      buyer: 'ministry-of-defence',
      how: 'new',
      value: '90000',
      route: 'award',
      clearance: 'yes',
    },
    verdict: 'yes',
    first: '4 further-competition',
    says: [/You cannot award this directly, because needs on lot 4/, /supplier holds Facility Security Clearance/],
  },
  {
    name: 'a council that disposes of 3,000 laptops is led to the circular lot and to its own duty',
    answers: { ...council, route: 'unknown', time: 'unknown', clearance: 'no' },
    verdict: 'conditions',
    first: '7 direct-award',
    says: [/nothing to pay, compared with £207,720/, /You answer for the data until it is proven gone/],
  },
  {
    name: 'a council that disposes and wants a listed price is told that the route does not cover it',
    answers: { ...council, route: 'listed' },
    verdict: 'conditions',
    first: '7 direct-award',
    says: [/because only lot 8 has this route, and what you need is not in its scope/],
  },
  {
    name: 'a charity is told that we cannot tell, and what would be open',
    answers: { ...school, buyer: 'charity' },
    verdict: 'unsure',
    first: '8 catalogue',
    says: [/We cannot tell whether you may use this agreement, because charities are a sector/],
  },
  {
    name: 'a direct award above the threshold stays open with conditions and a warning',
    answers: { ...school, buyer: 'local-authority', how: 'new', value: '400000', route: 'award' },
    verdict: 'conditions',
    first: '1 direct-award',
    says: [
      /at or above the threshold.*£480,000/,
      /All of this must hold: You change no terms/,
      /Think about a voluntary standstill/,
    ],
  },
  {
    name: 'being in a hurry does not turn a competition into a direct award',
    answers: { ...nhs, route: 'unknown', time: 'two-weeks' },
    verdict: 'conditions',
    first: '1 further-competition',
    says: [/It may take longer than you have.*3 to 8 weeks.*does not open another one/],
  },
  {
    name: 'refurbished devices below the threshold are ordered first where that is possible',
    answers: { ...school, how: 'refurbished' },
    verdict: 'yes',
    first: '8 catalogue',
    says: [/Ask for grades and the warranty/],
  },
  {
    name: 'devices with software go to the one lot for both',
    answers: { ...school, what: 'devices-and-software', buyer: 'local-authority', how: 'new', route: 'compete' },
    verdict: 'yes',
    first: '1 further-competition',
    says: [/Lot 1 covers devices and software in one lot/, /Invite everyone who can do it/],
  },
  {
    name: 'nothing can be bought the day after the agreement ended',
    answers: school,
    on: '2027-10-31',
    verdict: 'no',
    says: [/You cannot start a new call-off, because the agreement ended on 30 October 2027/],
  },
  {
    name: 'nothing can be bought before it opens',
    answers: school,
    on: '2023-10-30',
    verdict: 'no',
    says: [/cannot buy from this agreement yet, because it opens on 31 October 2023/],
  },
  {
    name: 'near the end the earlier of two end dates is named',
    answers: school,
    on: '2027-10-01',
    verdict: 'yes',
    first: '8 catalogue',
    says: [/ends in 8 days\. Two ends are in use: 9 October 2027 and 30 October 2027/],
  },
  {
    name: 'somebody who is no public body is refused',
    answers: { ...school, buyer: 'none' },
    verdict: 'no',
    says: [/because you are not one of the bodies it names/],
  },
  {
    name: 'care technology from cleared suppliers fits no lot, and each is told why',
    answers: { what: 'care', buyer: 'nhs-trust', how: 'new', value: 'unknown', clearance: 'yes' },
    verdict: 'no',
    says: [
      /No lot of this agreement fits all your answers/,
      /Lot 5 is closed to you, because suppliers on lot 5 need not/,
    ],
  },
];

describe('the finder decides', () => {
  for (const each of worked) {
    it(each.name, () => {
      const decision = ask(each.answers, each.on);
      assert.equal(decision.verdict, each.verdict);
      assert.equal(decision.first && `${decision.first.lot} ${decision.first.route}`, each.first);
      for (const said of each.says) assert.match(words(decision), said);
      assert.ok(decision.next.length > 0);
      assert.equal(decision.verdict === 'no', decision.lead.startsWith('Instead: '));
    });
  }

  it('reads the title as an answer', () => {
    assert.equal(ask(school).title, 'You can order from lot 8, Technology Catalogue');
    assert.equal(
      ask({ ...nhs, route: 'listed' }).title,
      'You cannot order this at a listed price. Instead you can run a further competition on lot 1, Hardware and Software and Associated Services',
    );
    assert.equal(
      ask({ ...council }).title,
      'You can award directly on lot 7, Sustainability and Circular IT, if the conditions hold',
    );
  });

  it('uses the consent that was in force on the day of the lease', () => {
    const lease = { ...school, how: 'lease', value: '40000' };
    const trust = { ...lease, buyer: 'academy-trust' };
    assert.match(words(ask(lease, '2024-03-31')), /Only an operating lease is open to you/);
    assert.match(words(ask(lease, '2024-04-01')), /You may take a finance lease for IT equipment/);
    assert.match(words(ask(trust, '2024-08-31')), /Only an operating lease is open to your trust/);
    assert.match(words(ask(trust, '2024-09-01')), /Your trust may take a finance lease/);
    assert.doesNotMatch(words(ask(trust, '2025-12-31')), /balance sheet/);
    assert.match(words(ask(trust, '2026-01-01')), /balance sheet/);
  });

  it('takes the threshold of the day and of the class: central for an NHS trust, its publication line sub-central', () => {
    const at = (value: string, on: string): string => words(ask({ ...nhs, value, route: 'compete' }, on));
    assert.match(at('112515', '2026-11-23'), /at or above the threshold/);
    assert.match(at('112514', '2026-11-23'), /below the threshold/);
    assert.match(at('112515', '2025-12-31'), /below the threshold.*£139,688/);
    assert.match(at('24999', '2026-11-23'), /do not have to publish an award notice, because it stays below £30,000/);
    assert.match(at('25000', '2026-11-23'), /Publish the award on Contracts Finder within 90 days/);
  });

  it('marks what is assumed and what is only recalled', () => {
    const { reasons } = ask({ ...school, buyer: 'charity' });
    assert.ok(reasons.some((each) => each.source.mark === 'assumed'));
    assert.ok(reasons.some((each) => each.source.mark === 'check'));
    assert.equal(reasons.find((each) => each.lead === 'Lot 8 covers laptops')?.source.mark, undefined);
  });

  it('offers lots made for the buyer before lots made for others, and the assured lot last', () => {
    const { others } = ask({ ...school, how: 'new', route: 'compete', clearance: 'no' });
    const open = others.filter((each) => each.can !== 'no' && each.route === 'further-competition');
    const { first } = ask({ ...school, how: 'new', route: 'compete', clearance: 'no' });
    assert.deepEqual([first?.lot, ...open.map((each) => each.lot)], ['6', '1', '2', '5', '4']);
    assert.match(open.find((each) => each.lot === '5')?.note ?? '', /^Made for .*health.*; you may use it too$/);
  });

  it('says of each closed lot or route why, and what instead', () => {
    const closed = ask({ ...school, how: 'new', route: 'award' }).others.filter((each) => each.can === 'no');
    assert.ok(closed.length > 0);
    for (const each of closed) assert.match(each.note, /^Because .+\. Instead you can .+\.$/);
  });
});

describe('lots that still fit', () => {
  const fits = (raw: Readonly<Record<string, unknown>>): readonly string[] =>
    stillFitting(guides.first, readAnswers(guides.first, raw).answers).map((each) => each.lot.number);

  it('narrow with each answer', () => {
    assert.equal(fits({}).length, 8);
    assert.deepEqual(fits({ what: 'laptops' }), ['1', '2', '4', '5', '6', '8']);
    assert.deepEqual(fits({ what: 'laptops', how: 'refurbished' }), ['1', '2', '4', '5', '6', '7', '8']);
    assert.deepEqual(fits({ what: 'laptops', how: 'lease' }), ['1', '2', '4', '5', '6']);
    assert.deepEqual(fits({ what: 'laptops', how: 'lease', clearance: 'yes' }), ['4']);
  });
});

describe('an invented agreement', () => {
  const example = (raw: Readonly<Record<string, unknown>>, on = today): Decision => ask(raw, on, guides.second);

  it('keeps to its own lots, routes and law', () => {
    const decision = example({ device: 'phone', body: 'local-authority' });
    assert.equal(decision.title, 'You can award directly on lot 1a, Phones, if the conditions hold');
    assert.match(words(decision), /let under the Procurement Act 2023/);
    assert.doesNotMatch(words(decision), /Contracts Finder/);
  });

  it('closes a lot for a sector that may not use it', () => {
    const decision = example({ device: 'tablet', body: 'local-authority', budget: '20000' });
    assert.equal(decision.verdict, 'no');
    assert.match(words(decision), /only buyers in blue light may use lot 1b/);
  });

  it('keeps to the limits of a route', () => {
    const budget = (value: string): Decision => example({ device: 'tablet', body: 'police', budget: value });
    assert.equal(budget('20000').first?.lot, '1b');
    assert.match(words(budget('9999')), /because it is for £10,000\.00 or more/);
    assert.match(words(budget('250001')), /because it is for up to £250,000\.00/);
  });
});
