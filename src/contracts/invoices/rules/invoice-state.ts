import { type DecimalText, exact } from '../../../kernel/money.ts';

export const lineEventKinds = [
  'waits',
  'matched',
  'disputed',
  'answered',
  'upheld',
  'credited',
  'withdrawn',
  'accepted',
  'gave-back',
  'claimed',
  'claim-answered',
  'claim-dropped',
] as const;
/** What can happen to a line of an invoice. */
export type LineEventKind = (typeof lineEventKinds)[number];

export const lineStates = [
  'waiting',
  'matched',
  'disputed',
  'answered',
  'accepted',
  'claimed',
  'credited',
  'withdrawn',
] as const;
export type LineState = (typeof lineStates)[number];

/** From which state which event leads where; what is not here cannot happen. `new` is a line that just arrived. */
export const lineTransitions: Readonly<Record<LineState | 'new', Partial<Record<LineEventKind, LineState>>>> = {
  new: { waits: 'waiting', matched: 'matched', disputed: 'disputed' },
  waiting: { matched: 'matched', disputed: 'disputed', credited: 'credited', withdrawn: 'withdrawn' },
  // The supplier answers with evidence, gives the money back or takes the charge away; the buyer may accept it after all.
  disputed: { answered: 'answered', credited: 'credited', withdrawn: 'withdrawn', accepted: 'accepted' },
  answered: { upheld: 'disputed', credited: 'credited', withdrawn: 'withdrawn', accepted: 'accepted' },
  // Agreed: a receipt taken back has it wait again, the buyer may still find it wrong, and once it is paid claims a credit.
  matched: { waits: 'waiting', disputed: 'disputed', claimed: 'claimed', 'gave-back': 'matched' },
  accepted: { disputed: 'disputed', claimed: 'claimed', 'gave-back': 'accepted' },
  claimed: { 'claim-answered': 'claimed', 'claim-dropped': 'accepted', 'gave-back': 'accepted' },
  credited: {},
  withdrawn: {},
};

/** The state a line is in after its events, oldest first. Throws for events that cannot follow one another. */
export function lineStateOf(events: readonly LineEventKind[]): LineState | 'new' {
  let state: LineState | 'new' = 'new';
  for (const event of events) {
    const next: LineState | undefined = lineTransitions[state][event];
    if (next === undefined) throw new RangeError(`A line that is ${state} cannot be ${event}`);
    state = next;
  }
  return state;
}

/** Whether the event can follow; two who act at once take turns, and the second is told. */
export function mayFollow(state: LineState | 'new', event: LineEventKind): boolean {
  return lineTransitions[state][event] !== undefined;
}

export const invoiceStates = ['waiting', 'in-dispute', 'claimed', 'to-pay', 'paid', 'settled'] as const;
/** `claimed`: a credit is claimed for what was paid. `settled`: nothing is left to pay, and nothing was paid. */
export type InvoiceState = (typeof invoiceStates)[number];

export interface LineMoney {
  readonly state: LineState;
  readonly net: DecimalText;
  readonly vat: DecimalText;
  /** Given back by credit notes, with VAT. */
  readonly credited: DecimalText;
}

export interface InvoiceMoney {
  /** Agreed and to be paid in the end, pounds with VAT. */
  readonly payable: DecimalText;
  readonly waiting: DecimalText;
  readonly disputed: DecimalText;
  readonly paid: DecimalText;
  /** Paid and then given back: to be paid back, or taken off another payment. */
  readonly overpaid: DecimalText;
}

/** Where the money of an invoice stands, and with it the invoice. */
export function invoiceStanding(
  lines: readonly LineMoney[],
  paid: DecimalText,
): InvoiceMoney & { readonly state: InvoiceState } {
  let payable = exact('0');
  let waiting = exact('0');
  let disputed = exact('0');
  for (const line of lines) {
    const gross = exact(line.net).plus(exact(line.vat)).minus(exact(line.credited));
    if (line.state === 'waiting') waiting = waiting.plus(gross);
    else if (line.state === 'disputed' || line.state === 'answered') disputed = disputed.plus(gross);
    else if (line.state !== 'withdrawn') payable = payable.plus(gross);
  }
  const over = exact(paid).minus(payable);
  const money = {
    overpaid: (over.isNegative() ? exact('0') : over).toFixed(2),
    payable: payable.toFixed(2),
    waiting: waiting.toFixed(2),
    disputed: disputed.toFixed(2),
    paid: exact(paid).toFixed(2),
  };
  const stands = (state: LineState): boolean => lines.some((each) => each.state === state);
  if (stands('disputed') || stands('answered')) return { ...money, state: 'in-dispute' };
  if (stands('claimed')) return { ...money, state: 'claimed' };
  if (stands('waiting')) return { ...money, state: 'waiting' };
  if (exact(paid).lessThan(payable)) return { ...money, state: 'to-pay' };
  return { ...money, state: payable.isZero() && exact(paid).isZero() ? 'settled' : 'paid' };
}
