import type { IsoDate } from '../../kernel/dates.ts';
import { exact } from '../../kernel/money.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { plural } from '../../kernel/text.ts';
import { lastDayOfTerm } from '../status.ts';
import type { AgreementFile } from './pack-schema.ts';
import { type Checked, reporter } from './report.ts';
import type { YamlPath } from './yaml-file.ts';

/** Dates in order, and ends that follow from their start and length in months (inclusive last days). */
export function termProblems({ file, data }: Checked<AgreementFile>): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const { awarded, operational, initial, extension, otherEnds } = data.term;
  const start = operational.value;
  const order = (path: YamlPath, first: IsoDate, then: IsoDate, words: string): void => {
    if (first <= then) return;
    report(
      'dates-out-of-order',
      path,
      `${words}: ${first} comes after ${then}.`,
      'Correct one of the two dates.',
      first,
    );
  };
  const follows = (path: YamlPath, length: number, ends: IsoDate): void => {
    const expected = lastDayOfTerm(start, length);
    if (expected === ends) return;
    report(
      'end-does-not-follow',
      path,
      `${plural(length, 'month')} from ${start} end on ${expected}, that day included, not on ${ends}.`,
      `Write ${expected}, or correct the start or the months.`,
      ends,
    );
  };
  if (awarded !== undefined) {
    order(['term', 'awarded', 'value'], awarded.value, start, 'An agreement is awarded before it is operational');
  }
  order(['term', 'operational', 'value'], start, initial.ends.value, 'The initial term ends after it starts');
  follows(['term', 'initial', 'ends', 'value'], initial.months.value, initial.ends.value);
  if (extension !== undefined) {
    const at = ['term', 'extension'];
    order(
      [...at, 'ends', 'value'],
      initial.ends.value,
      extension.ends.value,
      'An extension ends after the initial term',
    );
    follows([...at, 'ends', 'value'], initial.months.value + extension.maximumMonths.value, extension.ends.value);
    const { exercised, exercisedTo, exercisedOn } = extension;
    if (!exercised.value && (exercisedTo !== undefined || exercisedOn !== undefined)) {
      report(
        'extension-not-exercised',
        [...at, exercisedTo === undefined ? 'exercisedOn' : 'exercisedTo'],
        'The extension has a date on or to which it was exercised, but "exercised" is false.',
        'Set "exercised" to true, or take the date out.',
      );
    }
    if (exercisedTo !== undefined) {
      order(
        [...at, 'exercisedTo', 'value'],
        initial.ends.value,
        exercisedTo.value,
        'An extension runs on after the initial term',
      );
      order(
        [...at, 'exercisedTo', 'value'],
        exercisedTo.value,
        extension.ends.value,
        'An extension ends by its latest day',
      );
    }
    if (exercisedOn !== undefined) {
      order(
        [...at, 'exercisedOn', 'value'],
        exercisedOn.value,
        initial.ends.value,
        'An extension is exercised before the initial term ends',
      );
    }
  }
  (otherEnds ?? []).forEach((each, index) => {
    order(['term', 'otherEnds', index, 'value'], start, each.value, 'An end comes after the start');
  });
  const { successor } = data;
  if (successor !== undefined) {
    const steps = [successor.starts, successor.ends, successor.extendableTo].filter((each) => each !== undefined);
    steps.slice(1).forEach((each, index) => {
      const before = steps[index];
      if (before === undefined || before.value <= each.value) return;
      report(
        'dates-out-of-order',
        ['successor'],
        `The successor's ${before.value} comes after its ${each.value}.`,
        'Correct one of the two months.',
      );
    });
  }
  return problems;
}

/** Percentages between 0 and 100. */
export function percentProblems({ file, data }: Checked<AgreementFile>): readonly Problem[] {
  const problems: Problem[] = [];
  const report = reporter(file, problems);
  const percents = [
    { path: ['managementCharge', 'percent'], value: data.managementCharge.percent.value, most: 100 },
    { path: ['priceRules', 'notableFall'], value: data.priceRules?.notableFall?.value, most: 100 },
    { path: ['priceRules', 'approvalAboveRise'], value: data.priceRules?.approvalAboveRise?.value, most: 1000 },
  ];
  for (const { path, value, most } of percents) {
    if (value === undefined || exact(value).lessThanOrEqualTo(most)) continue;
    report(
      'out-of-range',
      [...path, 'value'],
      `${value} is more than ${String(most)} percent.`,
      'Write percent, such as 1.0 for one in a hundred.',
      value,
    );
  }
  return problems;
}
