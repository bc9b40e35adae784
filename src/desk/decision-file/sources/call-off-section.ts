import type { DecimalText } from '../../../kernel/money.ts';
import type { IsoDate } from '../../../kernel/dates.ts';
import type { Block, FactRow, SectionContent } from '../decision-file.ts';
import type { CallOffRecord, PublicationDuty } from './order-record.ts';
import { dayOr, londonTime, pounds } from './words.ts';

export interface CallOffSectionInput {
  readonly callOff: CallOffRecord;
  /** Undefined while the contract does not bind: no time runs yet. */
  readonly duty: PublicationDuty | undefined;
  /** What every order under it committed and freed, by day; pounds without VAT. */
  readonly commitments: readonly { readonly on: IsoDate; readonly net: DecimalText }[];
}

const formationWords: Readonly<Record<string, string>> = {
  signatures: 'Both sides sign the order form',
  'purchase-order': 'A purchase order that the supplier accepts',
  imported: 'It ran before it came here',
};

/** The contract, who signed what, what changed it, and whether it was published in time. */
export function callOffSection({ callOff, duty, commitments }: CallOffSectionInput): SectionContent {
  const { publication, variations } = callOff;
  return {
    blocks: [
      {
        kind: 'facts',
        rows: [
          { label: 'Contract', value: `${callOff.number}: ${callOff.title}` },
          { label: 'Route', value: callOff.route },
          { label: 'How it binds', value: formationWords[callOff.formation] ?? callOff.formation },
          { label: 'Most it may come to', value: `${pounds(callOff.ceiling)} without VAT, as first agreed` },
          { label: 'Procurement began', value: dayOr(callOff.commencedOn, '') },
          { label: 'Begins', value: dayOr(callOff.starts, '') },
          { label: 'Ends', value: dayOr(callOff.ends, 'With delivery') },
          ...signatureRows(callOff),
          ...publicationRows(publication, duty),
        ],
      },
      ...(variations.length === 0 ? [] : [variationTable(callOff)]),
    ],
    data: { callOff, duty: duty ?? null, commitments },
    facts: {
      ceiling: {
        first: callOff.ceiling,
        variations: variations.map((each) => ({ decidedOn: each.decidedOn, adds: each.changeNet })),
        commitments,
      },
      ...(duty === undefined ? {} : { publication: { due: duty.due, published: publication?.publishedOn ?? null } }),
    },
  };
}

function signatureRows({ signatures, signedCopy }: CallOffRecord): readonly FactRow[] {
  const copy =
    signedCopy === null
      ? []
      : [{ label: 'Signed copy', value: dayOr(signedCopy.signedOn, ''), source: `SHA-256 ${signedCopy.hash}` }];
  const rows = signatures.map(({ party, name, jobTitle, hash, signedAt }): FactRow => {
    const who = jobTitle === '' ? name : `${name}, ${jobTitle}`;
    const label = party === 'buyer' ? 'Signatory of the buyer' : 'Signatory of the supplier';
    if (signedAt === null) return { label, value: `${who}: not signed` };
    return { label, value: `${who}: signed ${londonTime(signedAt)}`, source: `Document with SHA-256 ${hash ?? ''}` };
  });
  return [...rows, ...copy];
}

function publicationRows(
  publication: CallOffRecord['publication'],
  duty: PublicationDuty | undefined,
): readonly FactRow[] {
  const must: FactRow =
    duty === undefined
      ? { label: 'Duty to publish', value: 'No time runs until the contract binds' }
      : {
          label: 'Duty to publish',
          value: `${duty.due === null ? 'None' : `By ${dayOr(duty.due, '')}`}: ${duty.reason}`,
          source: duty.source,
        };
  if (publication === null) return [must, { label: 'Published', value: 'Not recorded' }];
  const { place, reference, publishedOn } = publication;
  return [must, { label: 'Published', value: `${dayOr(publishedOn, '')}, ${place}, ${reference}` }];
}

function variationTable({ variations }: CallOffRecord): Block {
  return {
    kind: 'table',
    caption: 'Variations',
    columns: [
      { heading: 'Number', numeric: true },
      { heading: 'Decided' },
      { heading: 'By' },
      { heading: 'Ground' },
      { heading: 'Adds, without VAT', numeric: true },
      { heading: 'New end' },
      { heading: 'Reason and evidence' },
    ],
    rows: variations.map((each) => [
      String(each.number),
      dayOr(each.decidedOn, ''),
      each.decidedBy,
      each.ground,
      pounds(each.changeNet),
      dayOr(each.ends, 'As before'),
      each.evidence === '' ? each.reason : `${each.reason} ${each.evidence}`,
    ]),
  };
}
