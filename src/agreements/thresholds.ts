import { inForce } from '../kernel/dated.ts';
import type { IsoDate } from '../kernel/dates.ts';
import { type ReferenceFacts, type Threshold, thresholdKinds } from './reference.ts';

const classes = ['central', 'sub-central', 'all'] as const;

/** The thresholds in force on a date: one row for each kind and class that has one. */
export function thresholdsInForce(facts: ReferenceFacts, on: IsoDate): readonly Threshold[] {
  return thresholdKinds.flatMap((kind) =>
    classes.flatMap((group) => {
      const rows = facts.thresholds.filter((each) => each.kind === kind && each.class === group);
      return inForce(rows, on) ?? [];
    }),
  );
}
