import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolve } from 'node:path';
import { createAgreements, type AgreementPack } from '../../agreements/index.ts';
import { isoDate } from '../../kernel/dates.ts';
import { addOrganisation, addPerson } from '../../../test/support/people.ts';
import { engines, freshDatabase } from '../../../test/support/databases.ts';
import { buyerFactsOf } from './buyer-facts.ts';
import { createOrganisations } from './directory.ts';
import { eligibilityOn } from './eligibility.ts';
import type { Organisation } from './organisation.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
assert.ok(read.ok);
const { packs, reference } = read.value;
const pack = packs.find((each) => each.buyers.some((buyer) => buyer.allowed.value === 'conditions')) as AgreementPack;
const on = isoDate('2026-11-23');

const trust: Organisation = {
  id: 'northmoor1',
  kind: 'buyer',
  name: 'Northmoor Learning Trust',
  identifier: null,
  buyerClass: 'academy-trust',
  authorityBasis: null,
  devolved: false,
  noticeToImprove: false,
  supplier: null,
  agreements: [],
  domains: [],
  demonstration: false,
  createdAt: '2026-11-01T09:00:00Z',
  confirmedAt: '2026-11-20T23:30:00Z',
  closedAt: null,
  version: 1,
};

describe('what the law makes of a buyer', () => {
  const cases = [
    { buyerClass: 'nhs-trust', devolved: false, expected: ['health', 'central', 'sub-central'] },
    { buyerClass: 'central-department', devolved: false, expected: ['central-government', 'central', 'central'] },
    { buyerClass: 'academy-trust', devolved: false, expected: ['education', 'sub-central', 'exempt'] },
    { buyerClass: 'local-authority', devolved: false, expected: ['local-government', 'sub-central', 'sub-central'] },
    { buyerClass: 'local-authority', devolved: true, expected: ['local-government', 'sub-central', 'exempt'] },
  ];
  for (const { buyerClass, devolved, expected } of cases) {
    it(`takes ${buyerClass}${devolved ? ' with devolved functions' : ''} for ${expected.join(', ')}`, () => {
      const facts = buyerFactsOf({ ...trust, buyerClass, devolved }, reference.buyerClasses, on);
      assert.deepEqual([facts?.sector, facts?.thresholdClass, facts?.publicationClass], expected);
      assert.ok(reference.sources.some((each) => each.key === facts?.publicationSource));
    });
  }

  it('is confirmed from the London day of its confirmation on', () => {
    const confirmed = (day: string): boolean | undefined =>
      buyerFactsOf(trust, reference.buyerClasses, isoDate(day))?.confirmed;
    assert.deepEqual([confirmed('2026-11-19'), confirmed('2026-11-20')], [false, true]);
    assert.equal(buyerFactsOf({ ...trust, confirmedAt: null }, reference.buyerClasses, on)?.confirmed, false);
  });

  it('says nothing of a supplier', () => {
    assert.equal(buyerFactsOf({ ...trust, kind: 'supplier', buyerClass: null }, reference.buyerClasses, on), undefined);
  });
});

describe('who may use an agreement', () => {
  const conditional = pack.buyers.find((each) => each.allowed.value === 'conditions')?.class ?? '';

  it('lets a class the pack allows, with its reason and source', () => {
    const found = eligibilityOn(pack, { buyerClass: 'academy-trust', authorityBasis: null }, on);
    assert.equal(found.allowed, 'yes');
    assert.match(found.reason, /because education is a sector/);
    assert.ok(found.source !== undefined || found.assumed);
  });

  it('lets a class on conditions only with a stated basis', () => {
    const without = eligibilityOn(pack, { buyerClass: conditional, authorityBasis: null }, on);
    const basis = 'more than half of its board is appointed by a council';
    const stated = eligibilityOn(pack, { buyerClass: conditional, authorityBasis: basis }, on);
    assert.deepEqual([without.allowed, stated.allowed], ['conditions', 'yes']);
    assert.ok(stated.reason.includes(basis));
  });

  it('refuses a class the pack does not name, and days outside its term', () => {
    const asked = { buyerClass: 'parish-fete', authorityBasis: null };
    assert.equal(eligibilityOn(pack, asked, on).allowed, 'no');
    const early = eligibilityOn(pack, { ...asked, buyerClass: 'academy-trust' }, isoDate('2001-01-01'));
    assert.equal(early.allowed, 'no');
    assert.match(early.reason, /begins on/);
  });
});

for (const { engine, skip } of engines) {
  describe(`the directory of organisations on ${engine}`, { skip }, () => {
    it('gives organisations, their own sites and their people by role', async (t) => {
      const database = await freshDatabase(engine);
      t.after(() => database.close());
      await addOrganisation(database, { id: 'northmoor1', name: 'Northmoor', sites: ['northsite1', 'northsite2'] });
      await addOrganisation(database, { id: 'easthill01', name: 'Easthill', buyerClass: 'nhs-trust' });
      await addPerson(database, {
        id: 'headofit01',
        organisation: 'northmoor1',
        roles: ['buyer', 'approver'],
        approvalLimit: '18400',
      });
      await addPerson(database, {
        id: 'readerof01',
        organisation: 'northmoor1',
        roles: ['auditor'],
        site: 'northsite2',
      });
      const directory = createOrganisations({ database, reference });
      assert.equal((await directory.organisation('northmoor1'))?.name, 'Northmoor');
      assert.equal(await directory.organisation('nobodysorg'), undefined);
      const both = await directory.organisationsByIds(['northmoor1', 'easthill01', 'nobodysorg']);
      assert.deepEqual([...both.keys()].sort(), ['easthill01', 'northmoor1']);
      assert.deepEqual(
        (await directory.sites('northmoor1')).map((each) => [each.id, each.main]),
        [
          ['northsite1', true],
          ['northsite2', false],
        ],
      );
      assert.equal((await directory.site('northmoor1', 'northsite2'))?.postcode, 'NM1 1AA');
      assert.equal(await directory.site('easthill01', 'northsite2'), undefined);
      const [approver, ...others] = await directory.members('northmoor1', 'approver');
      assert.deepEqual([approver?.person, approver?.approvalLimit, others.length], ['headofit01', '18400.00', 0]);
      assert.equal((await directory.members('northmoor1')).length, 2);
      const facts = await directory.buyerFacts('easthill01', on);
      assert.deepEqual([facts?.class, facts?.confirmed], ['nhs-trust', true]);
    });
  });
}
