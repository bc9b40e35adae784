import { type Static, Type } from 'typebox';
import type { Problem } from '../../kernel/outcome.ts';
import type { SupplierOnDate } from '../../organisations/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { defineJob, type JobDefinition, type JobProgress, type JobStepResult } from '../../platform/jobs/index.ts';
import { fieldHeadings, type HeadingMatch, isPriceField, listProblem } from '../price-lines/index.ts';
import { checkControls } from './check-controls.ts';
import { checkLines } from './check-lines.ts';
import { countRejected } from './check-lines-store.ts';
import { CheckSession, type Turn } from './check-session.ts';
import { listInHand, type PriceListOptions, supplierOf, wholeProblems } from './list-work.ts';
import type { PriceListCounts, PriceListMapping } from './price-list.ts';
import { partNumberRepairs } from './part-numbers-store.ts';
import { countChanges } from './price-list-changes-store.ts';
import { analyseStaging, compareLines, compareRemoved } from './price-list-compare-store.ts';
import { addProblems, addRepairs, countProblems, problemCounts, repairsKept } from './price-list-problem-store.ts';
import { addEvent, findList, setComparedWith } from './price-list-store.ts';
import { tellRejected } from './supplier-notices.ts';

export const checkJobKind = 'catalogue.price-list.check';

export const CheckInput = Type.Object({ list: Type.String() }, { additionalProperties: false });

const Read = Type.Object({
  lines: Type.Integer(),
  sound: Type.Integer(),
  rejected: Type.Integer(),
  repairs: Type.Integer(),
  lastRow: Type.Integer(),
  /** What the list was compared with, as `comparedWith` gives it. */
  comparedWith: Type.String(),
  /** What the headings were taken for, as `HeadingMatch` has it. */
  headings: Type.Array(Type.String()),
  columnsOf: Type.Array(Type.Union([Type.String(), Type.Null()])),
  mapping: Type.Unknown(),
});

const Checkpoint = Type.Union([
  Type.Object({ phase: Type.Literal('read'), turns: Type.Integer() }),
  Type.Object({ phase: Type.Literal('judge'), read: Read }),
]);

type Step = JobStepResult<Static<typeof Checkpoint>>;

interface Given {
  readonly transaction: Handle;
  readonly jobId: string;
  readonly input: Static<typeof CheckInput>;
  readonly actor: string;
}

/**
 * Reads a price list in a thread, some thousand lines a step, compares them with what is on offer while the thread reads
 * on, and at last checks the whole list. Nothing on offer changes. Killed while reading, it reads from the beginning.
 */
export function checkJob(options: PriceListOptions): JobDefinition {
  const sessions = new Map<string, CheckSession>();
  const asked = new Map<string, SupplierOnDate | undefined>();

  async function forget(jobId: string): Promise<void> {
    const session = sessions.get(jobId);
    sessions.delete(jobId);
    await session?.close();
  }

  return defineJob({
    kind: checkJobKind,
    title: 'Read and check a price list',
    input: CheckInput,
    checkpoint: Checkpoint,
    before: async ({ jobId, input, checkpoint }) => {
      if (checkpoint?.phase === 'judge') asked.set(jobId, await supplierOf(options, input.list));
      if (checkpoint !== undefined && checkpoint.phase !== 'read') return;
      let session = sessions.get(jobId);
      if (session === undefined || session.turns !== (checkpoint?.turns ?? 0)) {
        await forget(jobId);
        session = await CheckSession.open(options, input.list);
        session.turns = checkpoint?.turns ?? 0;
        sessions.set(jobId, session);
      }
      try {
        session.turn = await session.next();
      } catch (error) {
        await forget(jobId);
        throw error;
      }
    },
    step: async ({ transaction, jobId, input, checkpoint, actor }): Promise<Step> => {
      const given = { transaction, jobId, input, actor };
      if (checkpoint === undefined || checkpoint.phase === 'read') {
        const session = sessions.get(jobId);
        const turn = session?.turn;
        if (session === undefined || turn === undefined) throw new Error('A step of reading without its turn');
        session.turns += 1;
        try {
          const step = await afterTurn(options, given, turn, session);
          if (step.done || step.checkpoint.phase !== 'read') await forget(jobId);
          return step;
        } catch (error) {
          await forget(jobId);
          throw error;
        }
      }
      const supplier = asked.get(jobId);
      asked.delete(jobId);
      return judge(options, given, checkpoint.read, supplier);
    },
    cancelled: async ({ transaction, jobId, input, actor }) => {
      await forget(jobId);
      await addEvent(transaction, input.list, { kind: 'cancelled', actor });
    },
  });
}

/** Keeps what a turn of reading found, and says what comes next. */
async function afterTurn(options: PriceListOptions, given: Given, turn: Turn, session: CheckSession): Promise<Step> {
  const { transaction, input, actor } = given;
  const { turns } = session;
  const refused = async (problems: readonly Problem[], match?: HeadingMatch): Promise<Step> => {
    const facts = { problems, ...(match === undefined ? {} : { mapping: mappingOf(match) }) };
    await addEvent(transaction, input.list, { kind: 'refused', actor, facts });
    await tellRejected(transaction, await findList(transaction, input.list), given.jobId);
    return { done: true, result: { state: 'refused' } };
  };
  switch (turn.kind) {
    case 'unreadable':
      return refused(turn.problems);
    case 'headings-unclear': {
      const { match } = turn;
      if (match.headerRow === null) return refused(match.problems, match);
      const facts = { problems: match.problems, mapping: mappingOf(match) };
      await addEvent(transaction, input.list, { kind: 'mapping-needed', actor, facts });
      return { done: true, result: { state: 'needs-mapping' } };
    }
    case 'again':
      return { done: false, checkpoint: { phase: 'read', turns }, progress: reading(0) };
    case 'lines': {
      await addProblems(transaction, input.list, turn.batch.problems);
      await addRepairs(transaction, input.list, turn.batch.repairs);
      const { scope } = await listInHand(options, transaction, input.list);
      await compareLines(transaction, scope, { after: turn.after, upTo: turn.batch.lastRow });
      return { done: false, checkpoint: { phase: 'read', turns }, progress: reading(turn.batch.lines) };
    }
    case 'read': {
      const { match, summary } = turn;
      if (summary.lines === 0) return refused([listProblem('no-lines')], match);
      await countProblems(transaction, input.list, summary.counts);
      const { scope } = await listInHand(options, transaction, input.list);
      await compareRemoved(transaction, scope);
      await analyseStaging(transaction);
      const { counts: _counts, ...rest } = summary;
      const read = {
        ...rest,
        comparedWith: session.comparedWith,
        headings: [...match.headings],
        columnsOf: [...match.columnsOf],
        mapping: mappingOf(match),
      };
      const progress = { done: summary.lines, total: summary.lines, message: 'Checking the whole list' };
      return { done: false, checkpoint: { phase: 'judge', read }, progress };
    }
  }
}

const reading = (lines: number): JobProgress => ({ done: lines, total: 0, message: 'Reading the file' });

/** Checks what needs the catalogue and the whole list, and says whether the list is sound. */
async function judge(
  options: PriceListOptions,
  given: Given,
  read: Static<typeof Read>,
  supplier: SupplierOnDate | undefined,
): Promise<Step> {
  const { transaction, input, actor } = given;
  const hand = await listInHand(options, transaction, input.list);
  const headings = fieldHeadings(
    read.headings,
    read.columnsOf.map((each) => (each !== null && isPriceField(each) ? each : null)),
  );
  const rules = hand.place.pack.priceRules;
  const scope = {
    listId: input.list,
    lot: hand.list.lot,
    tree: options.categories,
    headings,
    allowedRise: rules?.approvalAboveRise?.value ?? null,
    notableFall: rules?.notableFall?.value ?? null,
  };
  let corrected = false;
  for (const found of [
    await checkLines(transaction, scope),
    await checkControls(transaction, { ...scope, controls: hand.place.lot.priceControls }),
  ]) {
    await addProblems(transaction, input.list, found.problems);
    await countProblems(transaction, input.list, found.counts);
    // A stock that was taken away is not what the line was compared with.
    corrected ||= found.counts.some((each) => each.code === 'stock-not-possible');
  }
  // What was only matched by letters and digits is a repair: proposed, and never done in silence.
  const spelt = await partNumberRepairs(transaction, input.list, headings.mpn ?? '', repairsKept - read.repairs);
  await addRepairs(transaction, input.list, spelt.repairs);
  const problems = await wholeProblems(options, transaction, hand, supplier);
  const byCode = await problemCounts(transaction, input.list);
  const sum = (severity: string): number =>
    byCode.filter((each) => each.severity === severity).reduce((total, each) => total + each.count, 0);
  const errors = sum('error');
  const late = errors === 0 ? 0 : await countRejected(transaction, input.list);
  const totals = await countChanges(transaction, input.list);
  const counts: PriceListCounts = {
    rows: read.lines,
    sound: read.sound - late,
    rejected: read.rejected + late,
    errors,
    warnings: sum('warning'),
    repairs: read.repairs + spelt.total,
    ...totals,
  };
  const kind = errors > 0 || problems.length > 0 ? 'refused' : 'checked';
  await setComparedWith(transaction, input.list, corrected ? null : read.comparedWith);
  await addEvent(transaction, input.list, { kind, actor, facts: { counts, problems, mapping: read.mapping } });
  if (kind === 'refused') await tellRejected(transaction, await findList(transaction, input.list), given.jobId);
  const progress = { done: read.lines, total: read.lines, message: kind === 'checked' ? 'Checked' : 'Not accepted' };
  return { done: true, result: { state: kind, counts }, progress };
}

function mappingOf(match: HeadingMatch): PriceListMapping {
  return {
    headerRow: match.headerRow,
    columns: match.matched.map(({ at, heading, field, by, sure, why, seen }) => ({
      at,
      heading,
      field,
      how: by ?? '',
      sure,
      why,
      seen,
    })),
    unmatched: match.unmatched,
    ambiguous: match.ambiguous,
    missing: match.missing,
    notes: match.notes.map((each) => each.message),
  };
}
