import { formatDate, isoDate } from '../../kernel/dates.ts';
import { type DecimalText, exact, formatCount } from '../../kernel/money.ts';
import { plural } from '../../kernel/text.ts';
import type {
  ChangeKind,
  PriceList,
  PriceListEvent,
  PriceListEventKind,
  PriceListState,
} from '../price-lists/index.ts';

interface Words {
  readonly text: string;
  /** Which tag it is drawn as. */
  readonly tag: 'now' | 'next' | 'done' | 'stop' | 'plain';
}

const states: Readonly<Record<PriceListState, Words>> = {
  reading: { text: 'Being checked', tag: 'now' },
  'needs-mapping': { text: 'Columns unclear', tag: 'next' },
  refused: { text: 'Has mistakes', tag: 'stop' },
  checked: { text: 'Ready to publish', tag: 'next' },
  accepting: { text: 'Being published', tag: 'now' },
  accepted: { text: 'Published', tag: 'done' },
  cancelled: { text: 'Cancelled', tag: 'plain' },
  failed: { text: 'Failed', tag: 'stop' },
};

/** Where the list stands, as its tag says it. */
export function stateWords(list: Pick<PriceList, 'state' | 'checkOnly' | 'held'>): Words {
  if (list.state === 'checked' && list.checkOnly) return { text: 'Checked', tag: 'done' };
  if (list.state === 'accepted' && list.held.waiting > 0) return { text: 'Rises to decide', tag: 'next' };
  return states[list.state];
}

/** Kinds of changes in the order pages show them, with their words. */
export const changeWords: readonly { readonly kind: ChangeKind; readonly text: string; readonly means: string }[] = [
  { kind: 'added', text: 'Added', means: 'Not on offer before' },
  { kind: 'removed', text: 'Removed', means: 'On offer, not in the file' },
  { kind: 'up', text: 'Price rises', means: 'Dearer than now' },
  { kind: 'down', text: 'Price falls', means: 'Cheaper than now' },
  { kind: 'changed', text: 'Other terms', means: 'Same price, other terms' },
  { kind: 'same', text: 'Same', means: 'Nothing changes' },
];

const eventTexts: Readonly<Record<PriceListEventKind, string>> = {
  submitted: 'File submitted',
  'mapping-needed': 'Columns found unclear',
  mapped: 'Columns named',
  refused: 'Refused: it has mistakes',
  checked: 'Checked: no mistakes',
  accepting: 'Publishing begun',
  accepted: 'Published',
  decided: 'Held lines decided',
  cancelled: 'Cancelled',
  failed: 'Failed on our side',
};

/** `23 November 2026, 09:42` in London. */
export function inLondon(instant: string): string {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO('Europe/London');
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${formatDate(isoDate(local.toPlainDate().toString()))}, ${time}`;
}

/** Who did it: a kind of account, with the id under it. */
export function actorWords(reference: string): { readonly who: string; readonly id: string } {
  const [kind = '', ...rest] = reference.split(':');
  const id = rest.join(':');
  if (kind === 'operator') return { who: 'Operator', id: id === '' ? '' : `Session ${id}` };
  if (kind === 'key') return { who: 'Program', id: `API key ${id}` };
  if (kind === 'system') return { who: 'The service itself', id: '' };
  return { who: reference, id: '' };
}

/** An event as its row in the history, with what is known of it. */
export function eventRow(event: PriceListEvent) {
  const { reason, approve, lines, repairs } = event.facts;
  const about: string[] = [];
  if (event.kind === 'decided') {
    const count = typeof lines === 'number' ? `${plural(lines, 'line')} ` : '';
    if (typeof approve === 'boolean') about.push(`${count}${approve ? 'approved' : 'refused'}.`);
    if (typeof reason === 'string') about.push(`Reason: ${reason}`);
  }
  if (event.kind === 'accepting' && typeof repairs === 'number' && repairs > 0) {
    about.push(`${plural(repairs, 'repair')} accepted.`);
  }
  return { text: eventTexts[event.kind], at: inLondon(event.at), ...actorWords(event.actor), about: about.join(' ') };
}

/** `+12.50%`, `−3.00%` with a true minus; empty without one. */
export function percentWords(percent: DecimalText | null): string {
  if (percent === null) return '';
  const value = exact(percent);
  const sign = value.isZero() ? '' : value.isNegative() ? '−' : '+';
  return `${sign}${value.abs().toFixed(value.decimalPlaces() > 1 ? 2 : 1)}%`;
}

/** `12.4 MB`, `340 kB`, `12 bytes`. */
export function sizeWords(bytes: number): string {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  if (bytes >= 1000) return `${formatCount(Math.round(bytes / 1000))} kB`;
  return plural(bytes, 'byte');
}

/** What came of checking, as one sentence: how many lines are fine and wrong, and what would be repaired. */
export function countsSentence(list: Pick<PriceList, 'counts'>): string {
  const { counts } = list;
  if (counts === null) return 'Nothing was checked yet.';
  const repairs = counts.repairs === 0 ? '' : ` ${plural(counts.repairs, 'repair is', 'repairs are')} proposed.`;
  if (counts.rows === 0) return `The file holds no lines.${repairs}`;
  if (counts.rejected === 0) {
    return `${counts.rows === 1 ? 'The one line is' : `All ${formatCount(counts.rows)} lines are`} fine.${repairs}`;
  }
  const wrong = `${formatCount(counts.rejected)} ${counts.rejected === 1 ? 'has a mistake' : 'have mistakes'}`;
  return `Of ${plural(counts.rows, 'line')}, ${formatCount(counts.sound)} ${counts.sound === 1 ? 'is' : 'are'} fine and ${wrong}.${repairs}`;
}

/** The sentence at the top of a list's page: where it stands. `also` says what that means. */
export function standing(list: PriceList, supplier: string): { readonly main: string; readonly also: string } {
  const from = formatDate(list.validFrom);
  switch (list.state) {
    case 'reading':
      return { main: 'The file is being read and checked.', also: 'Nothing on offer has changed.' };
    case 'needs-mapping':
      return {
        main: 'Some columns are unclear.',
        also: 'Say once what they mean: it is remembered for this supplier. Nothing on offer has changed.',
      };
    case 'refused':
      return {
        main: list.counts === null || list.counts.rejected === 0 ? 'The list cannot be used.' : countsSentence(list),
        also: 'A list with any mistake is refused whole. Nothing on offer has changed.',
      };
    case 'checked':
      return {
        main: countsSentence(list),
        also: list.checkOnly
          ? 'It was sent to be checked only. Nothing on offer has changed.'
          : 'Nothing on offer has changed yet.',
      };
    case 'accepting':
      return { main: 'The list is being published.', also: 'All of its lines change together, or none does.' };
    case 'accepted':
      return {
        main: `The prices of ${supplier} are published from ${from}.`,
        also:
          list.held.waiting > 0
            ? `${plural(list.held.waiting, 'line waits', 'lines wait')} for the authority and ${list.held.waiting === 1 ? 'keeps its' : 'keep their'} old price until then.`
            : 'They are found in the catalogue on each day they hold.',
      };
    case 'cancelled':
      return { main: 'The list was cancelled.', also: 'Nothing on offer was changed.' };
    case 'failed':
      return {
        main: 'Something went wrong on our side.',
        also: 'Nothing on offer was changed. Send the file again; the record of events says when it happened.',
      };
  }
}
