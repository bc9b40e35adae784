import { addMonths, type IsoDate } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';

export const audiences = ['buyers', 'suppliers', 'everybody'] as const;
/** Whom an announcement is for. `everybody`: people who have not signed in, too. */
export type Audience = (typeof audiences)[number];

export function isAudience(text: string): text is Audience {
  return audiences.some((each) => each === text);
}

/** What an authority tells those who use an agreement, from the first to the last day, both inclusive. */
export interface Announcement {
  readonly id: string;
  /** The authority that wrote it. */
  readonly organisation: string;
  readonly agreement: string;
  readonly title: string;
  readonly text: string;
  readonly audience: Audience;
  /** Lots it concerns; empty: all. */
  readonly lots: readonly string[];
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly withdrawn: boolean;
}

/** An announcement about to be written. */
export type NewAnnouncement = Omit<Announcement, 'id' | 'organisation' | 'withdrawn'>;

export const longestTitle = 120;
export const longestText = 4000;
/** Longest an announcement is shown, months. */
const longestMonths = 24;

/** What keeps it from being written. `lots`: those of the agreement. */
export function announcementProblems(
  wanted: NewAnnouncement,
  lots: readonly string[],
  today: IsoDate,
): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (path: string, message: string, remedy: string): void => {
    problems.push({ code: `announcement-${path}`, path, message, remedy });
  };
  if (wanted.title === '') add('title', 'There is no title.', 'Say in one line what it is about.');
  if (wanted.title.length > longestTitle) add('title', 'The title is too long.', 'Keep it to 120 characters.');
  if (wanted.text === '') add('text', 'There is no text.', 'Say what changes, from when, and what to do.');
  if (wanted.text.length > longestText) add('text', 'The text is too long.', 'Keep it to 4,000 characters.');
  if (wanted.to < today) add('to', 'The last day is in the past.', 'Choose today or a later day.');
  else if (wanted.to < wanted.from) add('to', 'The last day is before the first.', 'Choose a later last day.');
  else if (wanted.to > addMonths(wanted.from, longestMonths)) {
    add('to', 'It would be shown for more than two years.', 'Choose an earlier last day.');
  }
  const unknown = wanted.lots.filter((each) => !lots.includes(each));
  if (unknown.length > 0)
    add('lots', `There is no lot ${unknown.join(', ')}.`, 'Choose among the lots of the agreement.');
  return problems;
}
