/** What happens to a price list, oldest first. Kept as they come; where the list stands follows from them alone. */
export const priceListEventKinds = [
  'submitted',
  'mapping-needed',
  'mapped',
  'refused',
  'checked',
  'accepting',
  'accepted',
  'decided',
  'cancelled',
  'failed',
] as const;
export type PriceListEventKind = (typeof priceListEventKinds)[number];

/**
 * `reading`: being read and checked. `needs-mapping`: some headings are not understood. `refused`: it has errors, nothing
 * was changed. `checked`: sound, waiting to be accepted. `accepting`: being put into force. `failed`: a mistake on our side.
 */
export const priceListStates = [
  'reading',
  'needs-mapping',
  'refused',
  'checked',
  'accepting',
  'accepted',
  'cancelled',
  'failed',
] as const;
export type PriceListState = (typeof priceListStates)[number];

type Moves = Readonly<Partial<Record<PriceListEventKind, PriceListState>>>;

/** The table of transitions: in a state, what an event leads to. An event without an entry cannot happen there. */
const transitions: Readonly<Record<PriceListState, Moves>> = {
  reading: {
    'mapping-needed': 'needs-mapping',
    refused: 'refused',
    checked: 'checked',
    cancelled: 'cancelled',
    failed: 'failed',
  },
  'needs-mapping': { mapped: 'reading', cancelled: 'cancelled' },
  refused: { mapped: 'reading' },
  checked: { mapped: 'reading', accepting: 'accepting', cancelled: 'cancelled' },
  // An acceptance that is stopped or fails has changed nothing: the list waits again as it did.
  accepting: { accepted: 'accepted', checked: 'checked', refused: 'refused', failed: 'failed' },
  accepted: { decided: 'accepted' },
  cancelled: {},
  failed: { mapped: 'reading' },
};

/** The state an event leads to; undefined where it cannot happen. The first event of a list is `submitted`. */
export function nextState(state: PriceListState | undefined, event: PriceListEventKind): PriceListState | undefined {
  if (state === undefined) return event === 'submitted' ? 'reading' : undefined;
  return transitions[state][event];
}

/** Where a list stands after its events, oldest first. Throws a RangeError for events that cannot follow one another. */
export function stateOf(events: readonly { readonly kind: PriceListEventKind }[]): PriceListState {
  let state: PriceListState | undefined;
  for (const { kind } of events) {
    const next = nextState(state, kind);
    if (next === undefined) throw new RangeError(`A price list cannot be ${kind} when it is ${state ?? 'not there'}`);
    state = next;
  }
  if (state === undefined) throw new RangeError('A price list begins with its submission');
  return state;
}
