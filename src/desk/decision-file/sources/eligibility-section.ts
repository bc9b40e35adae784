import { formatDate } from '../../../kernel/dates.ts';
import type { BuyerFacts, Eligibility, Organisation } from '../../../organisations/index.ts';
import type { FactRow, SectionContent } from '../decision-file.ts';

export interface EligibilityInput {
  readonly buyer: Organisation;
  readonly facts: BuyerFacts | undefined;
  /** For the day the procurement began; undefined where the agreement is not installed any more. */
  readonly eligibility: Eligibility | undefined;
  readonly supplierName: string;
  readonly agreement: string;
  readonly lot: string;
  /** Whether the supplier might take new business on the lot that day. */
  readonly supplierMightTrade: boolean;
}

const allowedWords = { yes: 'Yes', no: 'No', conditions: 'On conditions' } as const;

/** Who the buyer is, why it might use the agreement, and whether the supplier might sell on the lot. */
export function eligibilitySection(input: EligibilityInput): SectionContent {
  const { buyer, facts, eligibility, supplierName, agreement, lot, supplierMightTrade } = input;
  const rows: FactRow[] = [
    {
      label: 'Buyer',
      value: buyer.name,
      ...(buyer.identifier === null ? {} : { source: `${buyer.identifier.scheme} ${buyer.identifier.number}` }),
    },
    { label: 'Class of buyer', value: facts?.className ?? 'Not known', source: facts?.thresholdSource ?? '' },
  ];
  if (facts?.authorityBasis != null) rows.push({ label: 'Contracting authority because', value: facts.authorityBasis });
  if (eligibility !== undefined) {
    const source = eligibility.assumed ? 'Assumed for demonstration' : (eligibility.source?.title ?? '');
    rows.push({
      label: `Might use the agreement on ${formatDate(eligibility.on)}`,
      value: `${allowedWords[eligibility.allowed]}. ${eligibility.reason}`,
      source,
    });
  }
  rows.push({
    label: 'Supplier',
    value: `${supplierName}: ${supplierMightTrade ? 'held' : 'did not hold'} an open position on ${agreement} lot ${lot} that day`,
  });
  const { source: _source, ...said } = eligibility ?? { source: undefined };
  return {
    blocks: [{ kind: 'facts', rows }],
    data: { buyer, facts: facts ?? null, eligibility: eligibility === undefined ? null : said, supplierMightTrade },
  };
}
