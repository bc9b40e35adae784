import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { readYamlFile, schemaProblems } from '../../agreements/index.ts';
import { addDays, daysBetween, type IsoDate } from '../../kernel/dates.ts';
import { fail, type Outcome, succeed } from '../../kernel/outcome.ts';
import { mostStages } from '../../organisations/index.ts';

const file = 'reminders.yaml';
const closed = { additionalProperties: false } as const;
const days = (minimum: number) =>
  Type.Array(Type.Integer({ minimum, maximum: 400 }), { minItems: 1, maxItems: mostStages, uniqueItems: true });
const about = { assumed: Type.Optional(Type.Boolean()), note: Type.String({ minLength: 1, maxLength: 300 }) };
const Before = Type.Object({ before: days(-30), ...about }, closed);
const After = Type.Object({ after: days(1), ...about }, closed);
const FileSchema = Type.Object(
  {
    reminders: Type.Object(
      {
        ...{ approval: After, signature: After, order: Before, change: Before, invoice: Before },
        ...{ evidence: Before, publication: Before, callOffEnd: Before },
      },
      closed,
    ),
  },
  closed,
);

/** When people are reminded: days before the last day, the most first, or days after it was asked, the fewest first. */
export type ReminderRule =
  | { readonly before: readonly number[]; readonly assumed: boolean; readonly note: string }
  | { readonly after: readonly number[]; readonly assumed: boolean; readonly note: string };

/** Rules by name. */
export type ReminderRules = ReadonlyMap<string, ReminderRule>;

/** Reads `reminders.yaml` of the reference facts; fails with every mistake, by file and line. */
export async function loadReminderRules(referenceDir: string): Promise<Outcome<ReminderRules>> {
  const read = await readYamlFile(referenceDir, file);
  if (!read.ok) return read;
  const { data } = read.value;
  if (!Value.Check(FileSchema, data)) return fail(...schemaProblems(FileSchema, read.value));
  return succeed(
    new Map(
      Object.entries(data.reminders).map(([name, rule]): [string, ReminderRule] => {
        const { assumed = false, note } = rule;
        return 'before' in rule
          ? [name, { before: rule.before.toSorted((a, b) => b - a), assumed, note }]
          : [name, { after: rule.after.toSorted((a, b) => a - b), assumed, note }];
      }),
    ),
  );
}

/**
 * The stage that is reached on a day, from 1; undefined before the first, and once the day is past where no stage lies after
 * it. Stages that were missed are not caught up: only the last one reached counts.
 */
export function stageOn(rule: ReminderRule, day: IsoDate, on: IsoDate): number | undefined {
  if ('after' in rule) {
    const reached = rule.after.filter((each) => daysBetween(day, on) >= each).length;
    return reached === 0 ? undefined : reached;
  }
  const left = daysBetween(on, day);
  if (left < 0 && !rule.before.some((each) => each < 0)) return undefined;
  const reached = rule.before.filter((each) => left <= each).length;
  return reached === 0 ? undefined : reached;
}

/** The furthest day that a rule looks at. */
export function furthestDay(rule: ReminderRule | undefined, on: IsoDate): IsoDate {
  return addDays(on, rule !== undefined && 'before' in rule ? Math.max(0, ...rule.before) : 0);
}
