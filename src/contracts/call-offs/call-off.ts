import type { IsoDate } from '../../kernel/dates.ts';
import type { DecimalText } from '../../kernel/money.ts';
import type { OrderDraftLine } from '../order-draft.ts';

/** What makes the contract bind. `imported`: it ran before it came here. */
export type Formation = 'signatures' | 'purchase-order' | 'imported';

/** What was agreed when the call-off was made. Amounts are pounds. */
export interface CallOffHead {
  readonly id: string;
  /** As people see it. */
  readonly number: string;
  readonly organisation: string;
  readonly supplier: string;
  readonly agreement: string;
  readonly lot: string;
  readonly route: string;
  readonly title: string;
  readonly formation: Formation;
  /** Most it may come to over the whole term, without VAT, as first agreed. */
  readonly ceiling: DecimalText;
  readonly valueGross: DecimalText;
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
  readonly commencedOn: IsoDate;
  readonly madeAt: string;
}

/** A line of the call-off's own price list. */
export type CallOffPrice = { readonly number: number } & Pick<
  OrderDraftLine,
  | 'kind'
  | 'offer'
  | 'service'
  | 'product'
  | 'mpn'
  | 'title'
  | 'condition'
  | 'unit'
  | 'unitPrice'
  | 'vatCategory'
  | 'vatPercent'
>;

/** A change of the call-off that was decided on a ground of the law. */
export interface Variation {
  readonly number: number;
  /** Id of a ground in the agreement's call-offs.yaml. */
  readonly ground: string;
  /** What it adds to the ceiling, pounds without VAT; negative takes away. */
  readonly changeNet: DecimalText;
  /** The new last day; null: the term stays. */
  readonly ends: IsoDate | null;
  /** The notice that was published of it, where one was. */
  readonly notice: { readonly reference: string; readonly on: IsoDate } | null;
  readonly reason: string;
  readonly evidence: string;
  readonly decidedBy: string;
  readonly decidedOn: IsoDate;
  readonly recordedAt: string;
}

export type Party = 'buyer' | 'supplier';

/** Who signs for a party, and once signed, what and when. */
export interface Signature {
  readonly party: Party;
  readonly membership: string;
  readonly person: string;
  readonly name: string;
  readonly jobTitle: string;
  /** SHA-256 of the document that was signed; null: not yet. */
  readonly hash: string | null;
  readonly signedAt: string | null;
}

export interface Publication {
  readonly place: string;
  readonly reference: string;
  readonly publishedOn: IsoDate;
}

/** A call-off with what happened to it. */
export interface CallOff extends CallOffHead {
  /** When an imported contract was signed; null where it is not known, and for all others. */
  readonly signedOn: IsoDate | null;
  readonly sites: readonly string[];
  readonly prices: readonly CallOffPrice[];
  readonly variations: readonly Variation[];
  readonly signatures: readonly Signature[];
  readonly signedCopy: { readonly hash: string; readonly signedOn: IsoDate; readonly recordedAt: string } | null;
  readonly publication: Publication | null;
  /** When the first order under it was accepted; null: none was. */
  readonly firstAcceptedAt: string | null;
  /** Whether every order under it came to nothing. */
  readonly allOrdersFell: boolean;
}

export const callOffStates = ['awaiting-signatures', 'awaiting-acceptance', 'not-formed', 'live', 'ended'] as const;
export type CallOffState = (typeof callOffStates)[number];

/** The last day with every variation; null: ends with delivery. */
export function lastDayOf(callOff: Pick<CallOff, 'ends' | 'variations'>): IsoDate | null {
  return callOff.variations.reduce<IsoDate | null>((day, each) => each.ends ?? day, callOff.ends);
}

/**
 * The instant from which the contract binds: the last signature, or the acceptance of the purchase order; null: it does
 * not yet. The time to publish counts from here.
 */
export function formedAt(
  callOff: Pick<CallOff, 'formation' | 'signatures' | 'signedCopy' | 'firstAcceptedAt' | 'starts' | 'signedOn'>,
): string | null {
  const { formation, signatures, signedCopy, firstAcceptedAt, signedOn, starts } = callOff;
  switch (formation) {
    case 'imported':
      return `${signedOn ?? starts}T12:00:00Z`;
    case 'purchase-order':
      return firstAcceptedAt;
    case 'signatures': {
      if (signedCopy !== null) return `${signedCopy.signedOn}T12:00:00Z`;
      const instants = signatures.flatMap((each) => each.signedAt ?? []);
      return instants.length < 2 ? null : (instants.toSorted().at(-1) ?? null);
    }
  }
}

/** Where the call-off stands on a day. */
export function callOffState(
  callOff: Pick<
    CallOff,
    | 'formation'
    | 'signatures'
    | 'signedCopy'
    | 'firstAcceptedAt'
    | 'allOrdersFell'
    | 'starts'
    | 'signedOn'
    | 'ends'
    | 'variations'
  >,
  on: IsoDate,
): CallOffState {
  if (formedAt(callOff) === null) {
    if (callOff.allOrdersFell) return 'not-formed';
    return callOff.formation === 'signatures' ? 'awaiting-signatures' : 'awaiting-acceptance';
  }
  const last = lastDayOf(callOff);
  return last !== null && last < on ? 'ended' : 'live';
}
