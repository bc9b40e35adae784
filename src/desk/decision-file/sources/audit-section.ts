import type { SectionContent } from '../decision-file.ts';
import { londonTime, type NameOf } from './words.ts';

/** A recorded event with its place in the sealed chain. */
export interface RecordedEvent {
  readonly id: string;
  readonly at: string;
  readonly action: string;
  readonly actor: string;
  readonly subject: string;
  readonly requestId: string | null;
  /** As stored: JSON. */
  readonly detail: string;
  readonly position: number | null;
  readonly seal: string | null;
}

/** Every recorded event of the purchase with its seal, so that each can be found in the chain. */
export function auditSection(events: readonly RecordedEvent[], nameOf: NameOf): SectionContent {
  return {
    blocks: [
      {
        kind: 'text',
        text: 'Each event was sealed into one chain with all others. A seal covers the event and the seal before it, so that a changed or removed event shows.',
      },
      {
        kind: 'table',
        caption: 'Events of this purchase',
        columns: [
          { heading: 'When' },
          { heading: 'Act' },
          { heading: 'By' },
          { heading: 'On' },
          { heading: 'Position', numeric: true },
          { heading: 'Seal' },
        ],
        rows: events.map((event) => [
          londonTime(event.at),
          event.action,
          nameOf(event.actor),
          event.subject,
          event.position === null ? 'Not sealed yet' : String(event.position),
          event.seal === null ? '' : `${event.seal.slice(0, 16)}…`,
        ]),
      },
    ],
    data: events,
  };
}
