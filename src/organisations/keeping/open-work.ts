import { plural } from '../../kernel/text.ts';
import type { Handle } from '../../platform/database/index.ts';

/** Things of higher modules that are not finished. */
export type OpenWorkKind = 'baskets' | 'quotes' | 'purchases' | 'orders' | 'callOffs' | 'invoices';

/** How many of each are not finished. */
export type OpenWork = Readonly<Record<OpenWorkKind, number>>;

/**
 * Counts them in an organisation, at one site of it, and for the supplier of the register it is, within the transaction of
 * what they are counted for. Filled from above.
 */
export type OpenWorkOf = (
  handle: Handle,
  owner: { readonly organisation: string; readonly site: string | null; readonly supplier: string | null },
) => Promise<OpenWork>;

/** What people and programs of an organisation hold besides. */
export interface OpenPeople {
  /** People who act for this site only; for the organisation: everybody in it. */
  readonly members: number;
  readonly invitations: number;
  readonly requests: number;
  readonly keys: number;
}

/** What is about to be done. */
export type KeepingAct = 'close-site' | 'close' | 'confirm-again';

/** What an act does to something that is not finished. */
export interface Effect {
  readonly what: OpenWorkKind | keyof OpenPeople;
  readonly count: number;
  /** How many there are, and what the act does to them: a sentence each. */
  readonly text: string;
  readonly then: string;
  /** Whether it has to be finished first. */
  readonly blocks: boolean;
}

type Words = readonly [one: string, many: string, then: string, blocks?: 'blocks'];

/**
 * What each act does to each open thing. A site closes while orders are on their way to it, because these are received and
 * paid by the organisation; an organisation cannot close before nothing binds it any more.
 */
const effects: Readonly<Record<KeepingAct, Partial<Record<OpenWorkKind | keyof OpenPeople, Words>>>> = {
  'close-site': {
    purchases: [
      'purchase for it waits',
      'purchases for it wait',
      'Place, refuse or withdraw what waits first.',
      'blocks',
    ],
    baskets: ['basket is for it', 'baskets are for it', 'Whoever fills it has to choose another site.'],
    quotes: ['quote is asked for it', 'quotes are asked for it', 'None can become an order any more.'],
    orders: [
      'order is on its way to it',
      'orders are on their way to it',
      'Delivery, receipt and payment go on as agreed.',
    ],
    callOffs: ['call-off names it', 'call-offs name it', 'This site can order nothing more from it; other sites can.'],
    invoices: ['invoice for it is open', 'invoices for it are open', 'Matching and payment go on as agreed.'],
    members: [
      'person acts for it only',
      'people act for it only',
      'Nothing can be ordered by them until they are given another site.',
    ],
    invitations: ['invitation is for it', 'invitations are for it', 'It is taken back.'],
  },
  close: {
    purchases: ['purchase waits', 'purchases wait', 'Place, refuse or withdraw what waits first.', 'blocks'],
    orders: [
      'order is open',
      'orders are open',
      'Have everything delivered and received, or cancel it, first.',
      'blocks',
    ],
    callOffs: ['call-off runs', 'call-offs run', 'A call-off binds the organisation to its last day.', 'blocks'],
    invoices: ['invoice is open', 'invoices are open', 'Settle what is open first: nobody could afterwards.', 'blocks'],
    baskets: ['basket is filled', 'baskets are filled', 'Nobody can open it afterwards.'],
    quotes: ['quote is open', 'quotes are open', 'Nobody can use it afterwards.'],
    members: ['person is in it', 'people are in it', 'Everybody loses access at once and gets a letter.'],
    invitations: ['invitation is open', 'invitations are open', 'The link no longer works.'],
    requests: ['request to join waits', 'requests to join wait', 'Nobody answers it.'],
    keys: ['API key works', 'API keys work', 'Programs with a key are refused at once.'],
  },
  'confirm-again': {
    purchases: [
      'purchase waits',
      'purchases wait',
      'None can be placed before the authority has confirmed the organisation again.',
    ],
    orders: ['order is open', 'orders are open', 'Delivery, receipt and payment go on as agreed.'],
    callOffs: ['call-off runs', 'call-offs run', 'Sites go on ordering from a call-off that runs.'],
  },
};

/** What the act does to what is open, what has to be finished first before the rest. */
export function effectsOf(act: KeepingAct, open: Partial<OpenWork & OpenPeople>): readonly Effect[] {
  const found = kindsOf(effects[act]).flatMap(([what, words]): readonly Effect[] => {
    const count = open[what] ?? 0;
    if (count === 0) return [];
    const [one, many, then, blocks] = words;
    return [{ what, count, text: `${plural(count, one, many)}.`, then, blocks: blocks !== undefined }];
  });
  return found.toSorted((a, b) => Number(b.blocks) - Number(a.blocks));
}

const kinds = [
  ...(['purchases', 'orders', 'callOffs', 'invoices', 'baskets', 'quotes'] as const),
  ...(['members', 'invitations', 'requests', 'keys'] as const),
];

function kindsOf(words: (typeof effects)[KeepingAct]): readonly (readonly [(typeof kinds)[number], Words])[] {
  return kinds.flatMap((kind) => {
    const found = words[kind];
    return found === undefined ? [] : [[kind, found] as const];
  });
}
