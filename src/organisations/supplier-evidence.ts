import { addDays, daysBetween, type IsoDate } from '../kernel/dates.ts';
import type { CircularFact, CircularKind, Evidence, Supplier } from './supplier.ts';

/** Days before its last one from which evidence is said to lapse soon. A wording, not a rule. */
export const lapsesSoonDays = 60;

export type EvidenceState = 'current' | 'lapses-soon' | 'lapsed' | 'not-yet';

/** Evidence holds from its first to its last day, both inclusive. */
export function evidenceState(evidence: Pick<Evidence, 'from' | 'to'>, on: IsoDate): EvidenceState {
  if (on < evidence.from) return 'not-yet';
  if (evidence.to === null) return 'current';
  if (evidence.to < on) return 'lapsed';
  return evidence.to < addDays(on, lapsesSoonDays) ? 'lapses-soon' : 'current';
}

/** Whether it may be relied on that day; evidence about to lapse still may. */
export function isCurrent(evidence: Pick<Evidence, 'from' | 'to'>, on: IsoDate): boolean {
  const state = evidenceState(evidence, on);
  return state === 'current' || state === 'lapses-soon';
}

/** Schemes with evidence in force on the day, each once, in alphabetical order. */
export function schemesHeld(supplier: Pick<Supplier, 'evidence'>, on: IsoDate): readonly string[] {
  const held = supplier.evidence.filter((each) => isCurrent(each, on)).map((each) => each.scheme);
  return [...new Set(held)].sort((a, b) => a.localeCompare(b, 'en'));
}

/** What may be said of one kind of circular supply on a day. */
export type CircularClaim =
  | { readonly kind: CircularKind; readonly state: 'shown'; readonly fact: CircularFact; readonly evidence: Evidence }
  /** A fact is filed, but its evidence is not in force: the claim itself must not be shown. */
  | { readonly kind: CircularKind; readonly state: 'lapsed' | 'not-yet'; readonly evidence: Evidence }
  | { readonly kind: CircularKind; readonly state: 'none' };

/** The claim of a kind that evidence supports on the day: the latest one as of then. Claims without evidence do not count. */
export function circularClaim(
  supplier: Pick<Supplier, 'circular' | 'evidence'>,
  kind: CircularKind,
  on: IsoDate,
): CircularClaim {
  const filed = supplier.circular
    .filter((each) => each.kind === kind && each.asOf <= on)
    .sort((a, b) => (a.asOf < b.asOf ? 1 : -1))
    .flatMap((fact) => {
      const evidence = supplier.evidence.find(
        (each) => each.scheme === fact.evidenceScheme && each.number === fact.evidenceNumber,
      );
      return evidence === undefined ? [] : [{ fact, evidence }];
    });
  const supported = filed.find((each) => isCurrent(each.evidence, on));
  if (supported !== undefined) return { kind, state: 'shown', ...supported };
  const [latest] = filed;
  if (latest === undefined) return { kind, state: 'none' };
  return { kind, state: latest.evidence.from > on ? 'not-yet' : 'lapsed', evidence: latest.evidence };
}

/** Whether the supplier takes devices back, proved by evidence in force on the day. */
export function takesBack(supplier: Pick<Supplier, 'circular' | 'evidence'>, on: IsoDate): boolean {
  const claim = circularClaim(supplier, 'take-back', on);
  return claim.state === 'shown' && Number(claim.fact.value) > 0;
}

/** Days until the evidence lapses: 0 on its last day, negative afterwards; undefined without a last day. */
export function daysLeft(evidence: Pick<Evidence, 'to'>, on: IsoDate): number | undefined {
  return evidence.to === null ? undefined : daysBetween(on, evidence.to);
}
