import type { Role } from '../people/roles.ts';
import type { Channel, NoticeKind } from './notice-kinds.ts';

/** Who is told: people by id, as long as they belong to the organisation that is named, or everybody in a role of one. */
export type NoticeTo =
  | { readonly people: readonly string[]; readonly organisation?: string }
  /** Those who act for a supplier of the register; nobody while it has no organisation here. */
  | { readonly supplier: string; readonly roles: readonly Role[] }
  | {
      readonly organisation: string;
      readonly roles: readonly Role[];
      /** What it is about concerns this site only: people kept to another one are left out. */
      readonly site?: string | null;
      /** Not to this person, who did it. */
      readonly except?: string;
    };

export interface NewNotice {
  readonly to: NoticeTo;
  readonly kind: NoticeKind;
  /** What happened, in one line, such as `Order CO-000012 was accepted`. */
  readonly title: string;
  /** What it means and what to do: paragraphs, separated by an empty line. */
  readonly text: string;
  /** Where to go on, a path of ours such as `/orders/…`. */
  readonly href: string;
  /** When it should be done by: a London date, `YYYY-MM-DD`. */
  readonly due?: string;
  /** What makes it one notice, such as `approval-asked:<request>:<step>`: with one key a person is told once. */
  readonly key: string;
}

/** A notice as its reader has it. Times are ISO 8601 in UTC, `due` a London date. */
export interface Notice {
  /** Bigint text; a later notice has a larger one. */
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly href: string;
  readonly due: string | null;
  /** In whose affairs, where it is not the person's own. */
  readonly organisation: string | null;
  readonly madeAt: string;
  readonly readAt: string | null;
  /** When what it asked for was done, by whomever. */
  readonly settledAt: string | null;
}

/** How a person hears of things. */
export interface Preferences {
  /** What the person chose; kinds that are missing go out as each kind does of itself. */
  readonly channels: ReadonlyMap<string, Channel>;
  /** Whether the daily letter also comes on Saturdays and Sundays. */
  readonly weekend: boolean;
}
