import { agreementPaths, type Agreements, findLot, type RouteKind } from '../../agreements/index.ts';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import { circularClaim, type CircularClaim, daysLeft, evidenceState } from '../supplier-evidence.ts';
import type { SupplierOnDate } from '../supplier-filter.ts';
import { identifierSchemes } from '../supplier-identifier.ts';
import { isHeld, positionStanding } from '../supplier-standing.ts';
import {
  circularSubjects,
  circularTitles,
  claimWords,
  evidenceWords,
  lotsInWords,
  sizeWords,
  standingSentence,
  standingWords,
} from '../supplier-words.ts';
import { circularKinds, type Evidence, type Position, type StandingEvent } from '../supplier.ts';

const routeWords: Readonly<Record<RouteKind, string>> = {
  catalogue: 'catalogue order',
  'direct-award': 'direct award',
  'further-competition': 'further competition',
};

/** The lots of a supplier, those held first, then those to come and those given up. */
export function lotRows(row: SupplierOnDate, on: IsoDate, agreements: Agreements) {
  const rank = (position: Position): number => (isHeld(position, on) ? 0 : position.from > on ? 1 : 2);
  return [...row.supplier.positions]
    .sort((a, b) => rank(a) - rank(b))
    .map((position) => {
      const pack = agreements.find(position.agreement);
      const lot = pack === undefined ? undefined : findLot(pack, position.lot);
      const routes = (lot?.routes ?? []).filter((each) => each.allowed.value !== 'no');
      const words = routes.map(
        (each) => routeWords[each.kind] + (each.allowed.value === 'conditions' ? ', on conditions' : ''),
      );
      const { standing } = positionStanding(row.supplier.standing, position, on);
      const held = isHeld(position, on);
      return {
        agreement: position.agreement,
        number: position.lot,
        name: lot?.name.value ?? '',
        href: lot === undefined ? '' : agreementPaths.lot(position.agreement, position.lot),
        routes: words.join('; '),
        held:
          position.to === null
            ? `From ${formatDate(position.from)}`
            : `${formatDate(position.from)} to ${formatDate(position.to)}`,
        state: held ? standing : 'not-held',
        stateText: held ? standingWords[standing] : position.from > on ? 'Not begun' : 'Ended',
      };
    });
}

/** The standing sentence over the lots held. */
export function sentenceOf(row: SupplierOnDate, on: IsoDate) {
  const held = row.supplier.positions.filter((each) => isHeld(each, on));
  return standingSentence(
    row,
    held.map(({ agreement, lot }) => ({
      agreement,
      lot,
      standing: positionStanding(row.supplier.standing, { agreement, lot }, on),
    })),
  );
}

/** What has changed the standing so far, newest first. */
export function standingHistory(events: readonly StandingEvent[]) {
  const words: Readonly<Record<StandingEvent['kind'], string>> = {
    suspended: 'Suspended',
    excluded: 'Excluded',
    reinstated: 'Reinstated',
  };
  return [...events]
    .sort((a, b) => (a.from < b.from ? 1 : -1))
    .map((each) => ({
      what: words[each.kind],
      where:
        each.agreement === null
          ? 'as a whole'
          : each.lot === null
            ? `under ${each.agreement}`
            : `on ${lotsInWords([{ agreement: each.agreement, lot: each.lot }])}`,
      when: each.to === null ? `from ${formatDate(each.from)}` : `${formatDate(each.from)} to ${formatDate(each.to)}`,
      reason: each.reason,
    }));
}

const stateOrder = { 'lapses-soon': 0, current: 1, 'not-yet': 2, lapsed: 3 } as const;

/** Evidence in the order a reader needs it: what lapses first, then what is to come, then what has lapsed. */
export function evidenceInOrder(evidence: readonly Evidence[], on: IsoDate): readonly Evidence[] {
  const last = (each: Evidence): string => each.to ?? '9999-12-31';
  return [...evidence].sort((a, b) => {
    const states = stateOrder[evidenceState(a, on)] - stateOrder[evidenceState(b, on)];
    if (states !== 0) return states;
    return last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : a.scheme < b.scheme ? -1 : 1;
  });
}

export function evidenceRows(evidence: readonly Evidence[], on: IsoDate) {
  return evidenceInOrder(evidence, on).map((each) => {
    const state = evidenceState(each, on);
    const left = daysLeft(each, on);
    return {
      scheme: each.scheme,
      number: each.number,
      scope: each.scope,
      issuer: each.issuer,
      link: each.link,
      from: formatDate(each.from),
      to: each.to === null ? 'no last day' : formatDate(each.to),
      state,
      stateText: evidenceWords[state],
      stateMore: state === 'lapses-soon' && left !== undefined ? `in ${plural(left, 'day')}` : '',
    };
  });
}

function evidenceWordsOf(evidence: Evidence): string {
  const to = evidence.to === null ? '' : ` to ${formatDate(evidence.to)}`;
  return `${evidence.scheme}, number ${evidence.number}, ${formatDate(evidence.from)}${to}`;
}

/** A claim that evidence supports, or that it does not support any more or yet. */
function claimRow(claim: Exclude<CircularClaim, { state: 'none' }>) {
  const title = circularTitles[claim.kind];
  const evidence = evidenceWordsOf(claim.evidence);
  if (claim.state === 'shown') {
    return {
      title,
      state: claim.state,
      value: claimWords(claim),
      period: claim.fact.period ?? '',
      terms: claim.fact.terms ?? '',
      asOf: formatDate(claim.fact.asOf),
      evidence,
      link: claim.evidence.link,
    };
  }
  const why = claim.state === 'lapsed' ? 'has lapsed' : 'is not yet in force';
  const text = `The evidence for ${circularSubjects[claim.kind]} ${why}, so the claim is not shown.`;
  return { title, state: claim.state, text, evidence };
}

/** The circular facts: claims that evidence supports first, then those it does not, then what is missing in one line. */
export function circularRows(row: SupplierOnDate, on: IsoDate) {
  const claims = circularKinds.map((kind) => circularClaim(row.supplier, kind, on));
  const rows = claims.flatMap((each) => (each.state === 'none' ? [] : [claimRow(each)]));
  const missing = claims.filter((each) => each.state === 'none').map((each) => circularSubjects[each.kind]);
  return [
    ...rows.filter((each) => each.state === 'shown'),
    ...rows.filter((each) => each.state !== 'shown'),
    ...(missing.length === 0
      ? []
      : [{ title: '', state: 'none' as const, text: `No evidence filed for ${listInWords(missing, 'or')}.` }]),
  ];
}

/** About the organisation itself. */
export function aboutRows(row: SupplierOnDate): readonly { readonly key: string; readonly value: string }[] {
  const { supplier } = row;
  const { identifier } = supplier;
  return [
    { key: 'Legal name', value: supplier.legalName },
    ...(identifier === null
      ? []
      : [
          {
            key: identifierSchemes[identifier.scheme]?.name ?? identifier.scheme,
            value: `${identifier.number} (${identifier.scheme})`,
          },
        ]),
    { key: 'Size', value: `${sizeWords[supplier.size]}${row.sme ? ', counts as an SME' : ''}` },
    ...(supplier.regions.length === 0 ? [] : [{ key: 'Serves', value: listInWords(supplier.regions) }]),
  ];
}
