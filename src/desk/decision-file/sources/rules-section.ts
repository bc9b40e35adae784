import { type AgreementPack, findLot, type ReferenceFacts, sourceOf, statusOn } from '../../../agreements/index.ts';
import { inForce } from '../../../kernel/dated.ts';
import { formatDate, type IsoDate } from '../../../kernel/dates.ts';
import { listInWords } from '../../../kernel/text.ts';
import type { BuyerFacts } from '../../../organisations/index.ts';
import type { FactRow, SectionContent } from '../decision-file.ts';
import { pounds } from './words.ts';

export interface RulesInput {
  readonly pack: AgreementPack;
  readonly lot: string;
  readonly reference: Pick<ReferenceFacts, 'thresholds' | 'sources'>;
  readonly facts: BuyerFacts | undefined;
  /** The day the procurement began. */
  readonly on: IsoDate;
}

const kindWords: Readonly<Record<string, string>> = {
  procurement: 'Full procurement rules apply from',
  publication: 'An award is published from',
};

/** What the agreement and the law said on the day the procurement began, each with its source and days in force. */
export function rulesSection({ pack, lot, reference, facts, on }: RulesInput): SectionContent {
  const status = statusOn(pack, on);
  const known = findLot(pack, lot);
  const source = sourceOf(pack, pack.regime.name)?.title ?? 'Assumed for demonstration';
  // Some buyers count as central for the one and not for the other.
  const classes = { procurement: facts?.thresholdClass, publication: facts?.publicationClass };
  const thresholds = Object.entries(classes).flatMap(([kind, group]) => {
    const rows = reference.thresholds.filter(
      (each) => each.kind === kind && (each.class === group || each.class === 'all'),
    );
    return inForce(rows, on) ?? [];
  });
  const rows: FactRow[] = [
    { label: 'Rules of the day', value: formatDate(on) },
    { label: 'Agreement', value: `${pack.number.value}, ${pack.name.value}: ${status.status}` },
    { label: 'Law', value: pack.regime.name.value, source },
    ...(known === undefined
      ? []
      : [
          {
            label: `Routes on lot ${lot}`,
            value: listInWords(known.routes.map((each) => each.kind)),
          },
        ]),
    ...thresholds.map((each) => ({
      label: kindWords[each.kind] ?? each.kind,
      value: `${pounds(each.amount)} ${each.includesVat ? 'with' : 'without'} VAT`,
      source: sourceWords(reference, each.source, each.from, each.to),
    })),
  ];
  return {
    blocks: [{ kind: 'facts', rows }],
    data: { on, agreement: pack.number.value, regime: pack.regime.id.value, status: status.status, lot, thresholds },
  };
}

function sourceWords(
  reference: RulesInput['reference'],
  key: string,
  from: IsoDate,
  to: IsoDate | null | undefined,
): string {
  const title = reference.sources.find((each) => each.key === key)?.title ?? key;
  return `${title}; in force from ${formatDate(from)}${to == null ? '' : ` to ${formatDate(to)}`}`;
}
