import { addDays, addMonths, type IsoDate, isoDate } from '../../kernel/dates.ts';
import { slug } from '../../kernel/text.ts';
import {
  type CircularFact,
  type Contact,
  type Evidence,
  isSme,
  type Position,
  type Supplier,
  type SupplierRegion,
  supplierRegions,
  type SupplierSize,
  wholeCountry,
} from '../supplier.ts';
import type { DemoAnchor, DemoDefinition, DemoEvidenceRule } from './demo-definition.ts';
import { dealLots } from './demo-lots.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';

/** A supplier on its way to being made. */
interface Draft {
  name: string;
  readonly size: SupplierSize;
  readonly sme: boolean;
  readonly lots: string[];
  readonly anchor?: DemoAnchor;
}

/**
 * Invents the demonstration's suppliers: the same definition, day and seed give the same ones. Dates of evidence and
 * standing are relative to the day, so that something is always about to lapse.
 */
export function inventSuppliers(definition: DemoDefinition, on: IsoDate, seed: number): readonly Supplier[] {
  const random = seededRandom(seed);
  const drafts: Draft[] = definition.anchors.map((anchor) => ({
    name: anchor.name,
    size: anchor.size,
    sme: isSme(anchor.size),
    lots: [...anchor.lots],
    anchor,
  }));
  const smeMissing = definition.sme - drafts.filter((each) => each.sme).length;
  while (drafts.length < definition.count) {
    const sme = drafts.length < definition.anchors.length + smeMissing;
    drafts.push({ name: '', size: sme ? smeSize(definition, random) : 'large', sme, lots: [] });
  }
  dealLots(definition, drafts, random);
  nameDrafts(definition, drafts, random);
  return drafts.map((draft, index) => invent(definition, draft, index + 1, on, random));
}

function smeSize(definition: DemoDefinition, random: SeededRandom): SupplierSize {
  const { micro, small, medium } = definition.sizes;
  const point = random.below(micro + small + medium);
  return point < micro ? 'micro' : point < micro + small ? 'small' : 'medium';
}

/** A beginning and a middle nobody else has, and an ending that suits the first lot. */
function nameDrafts(definition: DemoDefinition, drafts: readonly Draft[], random: SeededRandom): void {
  const { beginnings, middles } = definition.names;
  const places = random.shuffle(beginnings.flatMap((beginning) => middles.map((middle) => `${beginning}${middle}`)));
  for (const draft of drafts) {
    if (draft.name !== '') continue;
    const place = places.pop();
    const lot = definition.lots[draft.lots[0] ?? ''];
    if (place === undefined || lot === undefined) throw new Error('There are not enough name parts');
    draft.name = `${place} ${random.pick(lot.endings)}`;
  }
}

function invent(definition: DemoDefinition, draft: Draft, number: number, on: IsoDate, random: SeededRandom): Supplier {
  const id = slug(draft.name);
  const evidence = inventEvidence(definition, draft, number, on, random);
  const from = isoDate(definition.positionsFrom);
  const agreement = definition.agreement;
  const more = draft.anchor?.more ?? [];
  const positions: Position[] = [
    ...draft.lots.map((lot) => ({ agreement, lot, from, to: null })),
    ...more.map((each) => ({
      agreement,
      lot: each.lot,
      from: addDays(on, each.from),
      to: each.to === undefined ? null : addDays(on, each.to),
    })),
  ];
  return {
    id,
    name: draft.name,
    legalName: `${draft.name} ${random.pick(definition.names.legal)}`,
    // No register of companies gives out numbers that begin with ZZ.
    identifier: { scheme: 'GB-COH', number: `ZZ${String(number).padStart(6, '0')}` },
    size: draft.size,
    website: `https://${id}.example`,
    regions: inventRegions(definition, draft, random),
    demonstration: true,
    positions: positions.sort((a, b) => a.lot.localeCompare(b.lot, 'en', { numeric: true })),
    standing: (draft.anchor?.standing ?? []).map((each) => ({
      kind: each.kind,
      agreement: each.lot === undefined ? null : agreement,
      lot: each.lot ?? null,
      from: addDays(on, each.from),
      to: each.to === undefined ? null : addDays(on, each.to),
      reason: each.reason,
    })),
    evidence,
    contacts: inventContacts(definition, id, number, random),
    circular: inventCircular(definition, draft, evidence, on, random),
  };
}

function inventRegions(definition: DemoDefinition, draft: Draft, random: SeededRandom): readonly SupplierRegion[] {
  const { wholeCountry: share } = definition.regions;
  if (random.percent(draft.sme ? share.sme : share.large)) return [wholeCountry];
  const regions = supplierRegions.filter((each) => each !== wholeCountry);
  const chosen = new Set(random.shuffle(regions).slice(0, 1 + random.below(3)));
  return regions.filter((each) => chosen.has(each));
}

function inventContacts(
  definition: DemoDefinition,
  id: string,
  number: number,
  random: SeededRandom,
): readonly Contact[] {
  const { first, last, roles, phone } = definition.people;
  return roles.slice(0, 1 + random.below(roles.length)).map((role, index) => ({
    role,
    name: `${random.pick(first)} ${random.pick(last)}`,
    email: `${slug(role)}@${id}.example`,
    phone: `${phone}${String((number * 3 + index) % 1000).padStart(3, '0')}`,
  }));
}

function holds(rule: DemoEvidenceRule, draft: Draft, random: SeededRandom): boolean {
  const drawn = random.next() * 100;
  if (draft.anchor !== undefined) return draft.anchor.evidence.includes(rule.scheme);
  const special = rule.lots?.some((lot) => draft.lots.includes(lot)) === true;
  const share = special ? (rule.lotsPercent ?? 100) : draft.sme ? rule.percent.sme : rule.percent.large;
  return drawn < share;
}

function inventEvidence(
  definition: DemoDefinition,
  draft: Draft,
  number: number,
  on: IsoDate,
  random: SeededRandom,
): readonly Evidence[] {
  return definition.evidence.flatMap((rule, index): readonly Evidence[] => {
    const held = holds(rule, draft, random);
    const fate = random.next() * 100;
    const days = random.next();
    const issuer = random.pick(definition.issuers);
    if (!held) return [];
    const steady = draft.anchor !== undefined;
    const to = lastDay(definition, steady ? 100 : fate, days, rule.months, on);
    return [
      {
        scheme: rule.scheme,
        number: `INVENTED-${String(number).padStart(4, '0')}-${String(index + 1).padStart(2, '0')}`,
        from: addDays(addMonths(to, -rule.months), 1),
        to,
        scope: rule.scope,
        issuer,
        link: null,
      },
    ];
  });
}

/** When evidence lapses: a few have, some will within weeks, the others within their months. */
function lastDay(definition: DemoDefinition, fate: number, drawn: number, months: number, on: IsoDate): IsoDate {
  const { lapsed, lapsesSoon } = definition.validity;
  if (fate < lapsed) return addDays(on, -1 - Math.floor(drawn * 90));
  if (fate < lapsed + lapsesSoon) return addDays(on, Math.floor(drawn * 55));
  const longest = Math.floor(months * 30);
  return addDays(on, 70 + Math.floor(drawn * (longest - 70)));
}

function inventCircular(
  definition: DemoDefinition,
  draft: Draft,
  evidence: readonly Evidence[],
  on: IsoDate,
  random: SeededRandom,
): readonly CircularFact[] {
  return definition.circular.flatMap((rule): readonly CircularFact[] => {
    const claimed = random.percent(rule.percent);
    const special = rule.lots?.some((lot) => draft.lots.includes(lot)) === true;
    const value = random.pick(special ? (rule.lotsValues ?? rule.values) : rule.values);
    const terms = rule.terms === undefined ? null : random.pick(rule.terms);
    const drawn = addDays(on, -20 - random.below(200));
    const backing = evidence.find((each) => rule.backedBy.includes(each.scheme));
    if (backing === undefined || !(claimed || draft.anchor !== undefined)) return [];
    // A figure is never older than what proves it.
    const asOf = drawn < backing.from ? backing.from : drawn;
    return [
      {
        kind: rule.kind,
        value: String(value),
        period: rule.period ?? null,
        terms,
        asOf,
        evidenceScheme: backing.scheme,
        evidenceNumber: backing.number,
      },
    ];
  });
}
