import type { InvoiceState, LineState } from '../rules/invoice-state.ts';

export interface StateWords {
  readonly text: string;
  readonly tag: 'next' | 'done' | 'stop' | 'plain';
}

export const invoiceStateWords: Readonly<Record<InvoiceState, StateWords>> = {
  waiting: { text: 'Waits for goods', tag: 'next' },
  'in-dispute': { text: 'In dispute', tag: 'stop' },
  claimed: { text: 'Credit claimed', tag: 'stop' },
  'to-pay': { text: 'To pay', tag: 'next' },
  paid: { text: 'Paid', tag: 'done' },
  settled: { text: 'Settled', tag: 'plain' },
};

export const lineStateWords: Readonly<Record<LineState, StateWords>> = {
  waiting: { text: 'Waits for goods', tag: 'next' },
  matched: { text: 'Matches', tag: 'done' },
  disputed: { text: 'In dispute', tag: 'stop' },
  answered: { text: 'Answered', tag: 'next' },
  accepted: { text: 'Accepted', tag: 'done' },
  claimed: { text: 'Credit claimed', tag: 'stop' },
  credited: { text: 'Credited', tag: 'plain' },
  withdrawn: { text: 'Withdrawn', tag: 'plain' },
};

/** What happened, as the history says it. */
export const eventWords: Readonly<Record<string, string>> = {
  waits: 'Waits for goods',
  matched: 'Matches order and receipt',
  disputed: 'In dispute',
  answered: 'The supplier gave evidence',
  upheld: 'The buyer keeps the dispute',
  credited: 'Settled by a credit note',
  withdrawn: 'The supplier withdrew the charge',
  accepted: 'The buyer accepted the charge',
  'gave-back': 'Given back by a credit note',
  claimed: 'A credit is claimed',
  'claim-answered': 'The supplier answered the claim',
  'claim-dropped': 'The claim was dropped',
  paid: 'Paid',
};
