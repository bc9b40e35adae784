import { type Fields, countOf, textOf } from '../basket/basket-form.ts';
import type { QuoteAnswer } from './quote-service.ts';

/** A day and a time of day as people type them, in London; null where they are none. `30/11/2026` or `2026-11-30`, `17:00`. */
export function instantOf(day: string, time: string): string | null {
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(day);
  const iso = british === null ? day : `${british[3] ?? ''}-${pad(british[2])}-${pad(british[1])}`;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso) || !/^([01]?\d|2[0-3]):[0-5]\d$/.test(time)) return null;
  try {
    const at = Temporal.PlainDateTime.from(`${iso}T${time.padStart(5, '0')}`, { overflow: 'reject' });
    return at.toZonedDateTime('Europe/London').toInstant().toString();
  } catch {
    return null;
  }
}

function pad(part: string | undefined): string {
  return (part ?? '').padStart(2, '0');
}

/** What the supplier's form says, against the number of lines the quote has. */
export function readAnswer(id: string, fields: Fields, lines: number): QuoteAnswer {
  const kind = textOf(fields, 'kind');
  return {
    id,
    seen: countOf(textOf(fields, 'seen')),
    kind: kind === 'firm' || kind === 'declined' ? kind : 'indicative',
    prices: Array.from({ length: lines }, (_each, index) => ({
      number: index + 1,
      unitPrice: textOf(fields, `price-${String(index + 1)}`)
        .replace(/^£/, '')
        .replaceAll(',', ''),
    })),
    leadTimeDays: countOrNull(textOf(fields, 'leadTimeDays')),
    validUntil: kind === 'firm' ? instantOf(textOf(fields, 'validUntil'), textOf(fields, 'validTime')) : null,
    note: textOf(fields, 'note'),
  };
}

function countOrNull(text: string): number | null {
  const count = countOf(text);
  return Number.isNaN(count) ? null : count;
}
