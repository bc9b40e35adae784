import type { IsoDate } from '../../../kernel/dates.ts';
import { type DecimalText, exact } from '../../../kernel/money.ts';
import type { OrderRecord } from './order-record.ts';
import { londonDay } from './words.ts';

/** Events after which an order comes to nothing. */
const fell: readonly string[] = ['declined', 'cancelled'];

/**
 * What an order committed and freed, by day; pounds without VAT. `lapsed`: nobody answered it in time, so it came to
 * nothing the day after its last event's time to answer.
 */
export function commitmentsOf(
  order: Pick<OrderRecord, 'events' | 'versions'>,
  lapsed: boolean,
): readonly { readonly on: IsoDate; readonly net: DecimalText }[] {
  const moves: { on: IsoDate; net: DecimalText }[] = [];
  let held = exact('0');
  const move = (at: string, to: string): void => {
    const change = exact(to).minus(held);
    if (!change.isZero()) moves.push({ on: londonDay(at), net: change.toFixed(2) });
    held = exact(to);
  };
  for (const event of order.events) {
    const version = order.versions.find((each) => each.version === event.version);
    move(event.at, fell.includes(event.kind) ? '0' : (version?.commitmentNet ?? '0'));
  }
  const until = order.events.at(-1)?.answerBy;
  if (lapsed && until != null) move(until, '0');
  return moves;
}
