import type { IsoDate } from '../../kernel/dates.ts';
import { formatDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatMoney } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type { SectionKey } from './section-keys.ts';

/** What exceptions are found by. Sources give the parts they know; what no source knows finds nothing. */
export interface ExceptionFacts {
  /** Unit prices of a line, pounds without VAT: as ordered, as approved, and the most it was listed at that day. */
  readonly prices: readonly {
    readonly line: string;
    readonly ordered: DecimalText;
    readonly approved: DecimalText | null;
    readonly listed: DecimalText | null;
  }[];
  /** Changes of the order's lines after it was placed, agreed by both sides. */
  readonly agreedChanges: readonly {
    readonly on: IsoDate;
    readonly before: DecimalText;
    readonly after: DecimalText;
  }[];
  /** References of who asked (`person:ID`) and who decided. */
  readonly approvals: {
    readonly requestedBy: string;
    readonly approvedBy: readonly string[];
  };
  /** Offers that were compared before this one was chosen; null: no comparison was needed. */
  readonly offersCompared: number | null;
  /** Leave to exceed the budget: by how much, pounds without VAT, who gave it and why. */
  readonly budgetExceptions: readonly { readonly amount: DecimalText; readonly by: string; readonly reason: string }[];
  /** Warnings of the checks that somebody answered instead of heeding. */
  readonly answeredWarnings: readonly { readonly warning: string; readonly answer: string }[];
  /** By when the award had to be published, and when it was. `due` null: it need not be. */
  readonly publication: { readonly due: IsoDate | null; readonly published: IsoDate | null };
  /** The call-off's ceiling without any variation, what variations add, and what was committed when. Pounds without VAT. */
  readonly ceiling: {
    readonly first: DecimalText;
    readonly variations: readonly { readonly decidedOn: IsoDate; readonly adds: DecimalText }[];
    /** Commitments under the call-off by day; negative ones take back. */
    readonly commitments: readonly { readonly on: IsoDate; readonly net: DecimalText }[];
  };
  /** When it should have come, and whether all, some or nothing was received. Null: nothing is expected. */
  readonly receipt: { readonly expectedBy: IsoDate; readonly received: 'all' | 'some' | 'nothing' } | null;
  readonly disputes: readonly {
    readonly invoice: string;
    readonly reason: string;
    readonly settledOn: IsoDate | null;
  }[];
}

export const exceptionCodes = [
  'budget-exceeded',
  'approved-by-requester',
  'price-not-as-approved',
  'price-above-listed',
  'over-ceiling-before-variation',
  'publication-late',
  'publication-missing',
  'receipt-missing',
  'invoice-disputed',
  'changed-after-order',
  'single-offer',
  'warning-answered',
] as const;
export type ExceptionCode = (typeof exceptionCodes)[number];

/** Something an auditor would ask about. A breach goes against a rule; the others call for a look. */
export interface FileException {
  readonly code: ExceptionCode;
  readonly breach: boolean;
  readonly text: string;
  /** The section that says more. */
  readonly section: SectionKey;
}

/** Every exception on a day: leave to exceed the budget, then breaches, each in the order of the list of codes. */
export function exceptionsOf(facts: Partial<ExceptionFacts>, on: IsoDate): readonly FileException[] {
  const found = [
    ...(facts.budgetExceptions ?? []).map(budgetExceeded),
    ...approvalExceptions(facts),
    ...priceExceptions(facts),
    ...ceilingExceptions(facts),
    ...publicationExceptions(facts, on),
    ...receiptExceptions(facts, on),
    ...(facts.disputes ?? []).map(disputed),
    ...(facts.agreedChanges ?? []).map(changedAfter),
    ...(facts.offersCompared === 1 ? [singleOffer] : []),
    ...(facts.answeredWarnings ?? []).map(answered),
  ];
  // Leave to exceed a budget is no breach, and stands first all the same.
  const rank = ({ breach, code }: FileException): number =>
    code === 'budget-exceeded' ? -1 : (breach ? 0 : 100) + exceptionCodes.indexOf(code);
  return found.toSorted((a, b) => rank(a) - rank(b));
}

function budgetExceeded({ amount, by, reason }: ExceptionFacts['budgetExceptions'][number]): FileException {
  return {
    code: 'budget-exceeded',
    breach: false,
    text: `${by} let it exceed its budget by ${formatMoney(amount)} without VAT: “${reason}”`,
    section: 'approvals',
  };
}

function approvalExceptions({ approvals }: Partial<ExceptionFacts>): readonly FileException[] {
  if (approvals === undefined || !approvals.approvedBy.includes(approvals.requestedBy)) return [];
  return [
    {
      code: 'approved-by-requester',
      breach: true,
      text: 'The person who asked for the purchase also approved it.',
      section: 'approvals',
    },
  ];
}

function priceExceptions({ prices = [] }: Partial<ExceptionFacts>): readonly FileException[] {
  return prices.flatMap(({ line, ordered, approved, listed }): readonly FileException[] => [
    ...(approved !== null && !exact(approved).eq(exact(ordered))
      ? [
          {
            code: 'price-not-as-approved' as const,
            breach: true,
            text: `${line} was ordered at ${formatMoney(ordered)} and approved at ${formatMoney(approved)}.`,
            section: 'order' as const,
          },
        ]
      : []),
    ...(listed !== null && exact(ordered).gt(exact(listed))
      ? [
          {
            code: 'price-above-listed' as const,
            breach: true,
            text: `${line} was ordered at ${formatMoney(ordered)}, above the listed ${formatMoney(listed)}.`,
            section: 'order' as const,
          },
        ]
      : []),
  ]);
}

/** Walks the days: was there ever more committed than the ceiling that held that day? */
function ceilingExceptions({ ceiling }: Partial<ExceptionFacts>): readonly FileException[] {
  if (ceiling === undefined) return [];
  const days = [...new Set(ceiling.commitments.map((each) => each.on))].toSorted();
  for (const day of days) {
    const committed = ceiling.commitments
      .filter((each) => each.on <= day)
      .reduce((sum, each) => sum.plus(exact(each.net)), exact('0'));
    const limit = ceiling.variations
      .filter((each) => each.decidedOn <= day)
      .reduce((sum, each) => sum.plus(exact(each.adds)), exact(ceiling.first));
    if (committed.gt(limit)) {
      return [
        {
          code: 'over-ceiling-before-variation',
          breach: true,
          text: `On ${formatDate(day)} ${formatMoney(committed)} was committed under a ceiling of ${formatMoney(limit)}.`,
          section: 'call-off',
        },
      ];
    }
  }
  return [];
}

function publicationExceptions({ publication }: Partial<ExceptionFacts>, on: IsoDate): readonly FileException[] {
  if (publication?.due == null) return [];
  const { due, published } = publication;
  if (published === null && on > due) {
    const text = `The award had to be published by ${formatDate(due)} and no publication is recorded.`;
    return [{ code: 'publication-missing', breach: true, text, section: 'call-off' }];
  }
  if (published !== null && published > due) {
    const text = `The award was published on ${formatDate(published)}; it was due by ${formatDate(due)}.`;
    return [{ code: 'publication-late', breach: true, text, section: 'call-off' }];
  }
  return [];
}

function receiptExceptions({ receipt }: Partial<ExceptionFacts>, on: IsoDate): readonly FileException[] {
  if (receipt == null || receipt.received === 'all' || receipt.expectedBy >= on) return [];
  const what = receipt.received === 'nothing' ? 'no receipt is recorded' : 'only part of it is recorded as received';
  const text = `It was expected by ${formatDate(receipt.expectedBy)} and ${what}.`;
  return [{ code: 'receipt-missing', breach: false, text, section: 'receipts' }];
}

function disputed({ invoice, reason, settledOn }: ExceptionFacts['disputes'][number]): FileException {
  const end = settledOn === null ? 'It is not settled.' : `Settled on ${formatDate(settledOn)}.`;
  return {
    code: 'invoice-disputed',
    breach: false,
    text: `Invoice ${invoice} was disputed: ${reason} ${end}`,
    section: 'invoices',
  };
}

function changedAfter({ on, before, after }: ExceptionFacts['agreedChanges'][number]): FileException {
  return {
    code: 'changed-after-order',
    breach: false,
    text: `The order was changed on ${formatDate(on)}, from ${formatMoney(before)} to ${formatMoney(after)} without VAT.`,
    section: 'order',
  };
}

const singleOffer: FileException = {
  code: 'single-offer',
  breach: false,
  text: `Only ${plural(1, 'offer')} was there to choose from.`,
  section: 'offers',
};

function answered({ warning, answer }: ExceptionFacts['answeredWarnings'][number]): FileException {
  return {
    code: 'warning-answered',
    breach: false,
    text: `A warning was answered: ${warning} Answer: ${answer}`,
    section: 'purchase',
  };
}
