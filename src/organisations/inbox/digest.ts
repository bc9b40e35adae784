import { formatDate, isoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';

/** The hour in London at which the daily letter is written. */
export const digestHour = 7;

/** The London day whose letter is due at the instant, and whether that is a Saturday or Sunday; undefined before the hour. */
export function digestDay(now: Temporal.Instant): { readonly day: string; readonly isWeekend: boolean } | undefined {
  const local = now.toZonedDateTimeISO('Europe/London');
  if (local.hour < digestHour) return undefined;
  return { day: local.toPlainDate().toString(), isWeekend: local.dayOfWeek > 5 };
}

export interface DigestNotice {
  readonly title: string;
  readonly href: string;
  readonly due: string | null;
  /** Not in an earlier daily letter. */
  readonly isNew: boolean;
}

/** The daily letter; undefined when there is nothing to say. */
export function digestLetter(
  notices: readonly DigestNotice[],
): { readonly subject: string; readonly text: string } | undefined {
  if (notices.length === 0) return undefined;
  const fresh = notices.filter((each) => each.isNew);
  const waiting = notices.filter((each) => !each.isNew);
  const lines = (title: string, some: readonly DigestNotice[]): readonly string[] =>
    some.length === 0 ? [] : [title, ...some.flatMap((each) => [lineOf(each), each.href])];
  const subject = [
    ...(fresh.length === 0 ? [] : [plural(fresh.length, 'new notice')]),
    ...(waiting.length === 0 ? [] : [`${plural(waiting.length, 'thing')} soon due`]),
  ].join(', ');
  const text = [
    ...lines('New:', fresh),
    ...lines('Soon due, and not read yet:', waiting),
    'All your notices:',
    '/inbox',
  ];
  return { subject, text: text.join('\n\n') };
}

function lineOf({ title, due }: DigestNotice): string {
  return due === null ? title : `${title}. Due ${formatDate(isoDate(due))}.`;
}
