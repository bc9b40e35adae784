import { isHeld, positionStanding, type StandingOnDate } from './supplier-standing.ts';
import { type CircularClaim, circularClaim, evidenceState } from './supplier-evidence.ts';
import type { SupplierFacets, SupplierOnDate } from './supplier-filter.ts';
import { supplierPaths } from './supplier-paths.ts';
import { circularKinds } from './supplier.ts';
import type { IsoDate } from '../kernel/dates.ts';

/** The standing as programs read it. */
function standingJson(standing: StandingOnDate) {
  return standing.standing === 'active'
    ? { state: standing.standing }
    : {
        state: standing.standing,
        reason: standing.reason,
        from: standing.from,
        to: standing.to,
        agreement: standing.agreement,
        lot: standing.lot,
      };
}

function claimJson(claim: CircularClaim) {
  switch (claim.state) {
    case 'none':
      return { fact: claim.kind, state: claim.state };
    case 'lapsed':
    case 'not-yet':
      return {
        fact: claim.kind,
        state: claim.state,
        evidence: { scheme: claim.evidence.scheme, number: claim.evidence.number, to: claim.evidence.to },
      };
    case 'shown': {
      const { fact, evidence } = claim;
      return {
        fact: claim.kind,
        state: claim.state,
        value: fact.value,
        unit: claim.kind === 'refurbished-share' ? 'percent' : claim.kind === 'take-back' ? 'yes-or-no' : 'years',
        period: fact.period,
        terms: fact.terms,
        asOf: fact.asOf,
        evidence: { scheme: evidence.scheme, number: evidence.number, to: evidence.to },
      };
    }
  }
}

/** A supplier in a list. */
export function supplierSummaryJson(row: SupplierOnDate) {
  const { supplier } = row;
  return {
    id: supplier.id,
    name: supplier.name,
    legalName: supplier.legalName,
    identifier: supplier.identifier,
    size: supplier.size,
    sme: row.sme,
    demonstration: supplier.demonstration,
    standing: standingJson(row.standing),
    lots: row.lots.map(({ agreement, lot, standing }) => ({ agreement, lot, standing })),
    regions: [...supplier.regions],
    evidence: [...row.schemes],
    takesBack: row.takesBack,
    links: { self: supplierPaths.apiSupplier(supplier.id), page: supplierPaths.supplier(supplier.id) },
  };
}

/** Everything about a supplier on a day. Claims whose evidence is not in force are named, but not made. */
export function supplierJson(row: SupplierOnDate, on: IsoDate) {
  const { supplier } = row;
  return {
    ...supplierSummaryJson(row),
    on,
    website: supplier.website,
    positions: supplier.positions.map((position) => ({
      agreement: position.agreement,
      lot: position.lot,
      from: position.from,
      to: position.to,
      held: isHeld(position, on),
      standing: standingJson(positionStanding(supplier.standing, position, on)),
    })),
    standingEvents: supplier.standing.map((each) => ({ ...each })),
    certificates: supplier.evidence.map((each) => ({ ...each, state: evidenceState(each, on) })),
    contacts: supplier.contacts.map((each) => ({ ...each })),
    circular: circularKinds.map((kind) => claimJson(circularClaim(supplier, kind, on))),
  };
}

/** The counts beside the filters. */
export function facetsJson(facets: SupplierFacets) {
  return {
    lot: facets.lot.map((each) => ({ ...each })),
    size: facets.size.map((each) => ({ ...each })),
    sme: facets.sme,
    standing: facets.standing.map((each) => ({ ...each })),
    takesBack: facets.takesBack,
    evidence: facets.evidence.map((each) => ({ ...each })),
    region: facets.region.map((each) => ({ ...each })),
  };
}
