import { type AgreementPack, isAssumed, type Source, type Sourced } from '../pack.ts';
import { dayOrMonth, standingWords } from './value-words.ts';

/** The line under a value that says where it comes from. */
export interface SourceNote {
  readonly assumed: boolean;
  /** Title of the source, or the ground of the assumption. */
  readonly text: string;
  readonly href?: string;
  /** `Read at the source, November 2026`. */
  readonly standing?: string;
  readonly note?: string;
}

export function sourceNote(pack: AgreementPack, value: Sourced<unknown>): SourceNote {
  if (isAssumed(value)) return { assumed: true, text: value.note };
  const source = pack.sources.find((each) => each.key === value.source);
  return {
    assumed: false,
    text: source?.title ?? value.source,
    ...(source === undefined ? {} : { standing: standingOf(source) }),
    ...(source?.url === undefined ? {} : { href: source.url }),
    ...(value.note === undefined ? {} : { note: value.note }),
  };
}

/** How far a source can be relied on, and as of when. */
export function standingOf(source: Source): string {
  return source.read === undefined
    ? standingWords[source.standing]
    : `${standingWords[source.standing]}, ${dayOrMonth(source.read)}`;
}
