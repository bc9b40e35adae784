import type { AgreementPack } from '../../agreements/index.ts';
import { addDays, type IsoDate } from '../../kernel/dates.ts';
import { slug } from '../../kernel/text.ts';
import { type Evidence, evidenceState, type SupplierOnDate } from '../../organisations/index.ts';

/** Days after its last one for which evidence that lapsed is still asked after. A wording, not a rule. */
export const lapsedFor = 90;

/** Evidence of a supplier that ends soon or has ended, with nothing of its kind that follows it. */
export interface LapsingEvidence {
  readonly supplier: string;
  readonly name: string;
  readonly evidence: Evidence & { readonly to: IsoDate };
  readonly lapsed: boolean;
  /** Lots the supplier holds on the agreements looked at. */
  readonly lots: readonly { readonly agreement: string; readonly lot: string }[];
  /** Those of them whose position needs this very evidence. */
  readonly requiredOn: readonly { readonly agreement: string; readonly lot: string }[];
}

/**
 * Evidence about to lapse, or lapsed in the last three months, of suppliers on the agreements; soonest first. A later certificate of
 * the same scheme makes it none. A lot requires a scheme where one of its requirements bears the scheme's name.
 */
export function lapsingEvidence(
  rows: readonly SupplierOnDate[],
  packs: readonly AgreementPack[],
  on: IsoDate,
): readonly LapsingEvidence[] {
  const numbers = new Set(packs.map((each) => each.number.value));
  const requires = ({ agreement, lot }: { agreement: string; lot: string }, scheme: string): boolean =>
    packs
      .find((each) => each.number.value === agreement)
      ?.lots.find((each) => each.number === lot)
      ?.requirements.some((each) => each.id === slug(scheme)) === true;
  const found: LapsingEvidence[] = [];
  for (const { supplier, lots: held } of rows) {
    const lots = held.filter((each) => numbers.has(each.agreement)).map(({ agreement, lot }) => ({ agreement, lot }));
    if (lots.length === 0) continue;
    for (const evidence of supplier.evidence) {
      const { to, scheme } = evidence;
      const state = evidenceState(evidence, on);
      if (to === null || (state !== 'lapses-soon' && state !== 'lapsed') || to < addDays(on, -lapsedFor)) continue;
      const followed = supplier.evidence.some((each) => each.scheme === scheme && (each.to === null || each.to > to));
      if (followed) continue;
      found.push({
        supplier: supplier.id,
        name: supplier.name,
        evidence: { ...evidence, to },
        lapsed: state === 'lapsed',
        lots,
        requiredOn: lots.filter((each) => requires(each, scheme)),
      });
    }
  }
  return found.sort((a, b) => (a.evidence.to < b.evidence.to ? -1 : a.evidence.to > b.evidence.to ? 1 : 0));
}
