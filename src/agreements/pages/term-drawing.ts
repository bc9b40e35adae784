import type { IsoDate } from '../../kernel/dates.ts';
import type { AgreementPack } from '../pack.ts';
import type { AgreementStatus } from '../status.ts';

/** A filled or outlined rectangle; `name` is a class of the chart styles (`s1`, `s2`, `soft`, `assumed`). */
export interface PictureBar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

export interface PictureText {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
  /** `ink`, `on` (white on a dark bar), `lab` (bold), `now-text`; empty for muted. */
  readonly name: string;
}

/** A straight line; `name` as for bars, or `grid`, `axis`, `now-line`, `other-end`. */
export interface PictureLine {
  readonly path: string;
  readonly name: string;
}

/** One drawing, made for its width: coordinates in units of the viewBox. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bars: readonly PictureBar[];
  readonly lines: readonly PictureLine[];
  readonly texts: readonly PictureText[];
  readonly now?: { readonly x: number; readonly y: number };
}

/** The term of an agreement as two drawings that say the same, and in words for who cannot see them. */
export interface TermPicture {
  readonly label: string;
  readonly wide: Picture;
  readonly narrow: Picture;
}

/** What both drawings show, in dates. */
export interface TermFacts {
  readonly pack: AgreementPack;
  readonly status: AgreementStatus;
  /** Stretches of time, in order; `left` is the part still to come on the asked date. */
  readonly stretches: readonly Stretch[];
  /** `Today, 23 November 2026`, or the bare date when another day is looked at. */
  readonly nowText: string;
  /** Whether the asked date is near enough to the term to be drawn. */
  readonly nowShown: boolean;
  readonly otherEnd?: { readonly on: IsoDate; readonly note?: string };
  readonly successor?: { readonly from: IsoDate; readonly text: string };
  /** First and last day of the axis. */
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface Stretch {
  readonly from: IsoDate;
  /** Last day, inclusive. */
  readonly to: IsoDate;
  readonly kind: 'initial' | 'extension' | 'possible-extension';
  readonly name: string;
  readonly longName: string;
}
