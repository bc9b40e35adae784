import { today } from '../../kernel/dates.ts';
import { fail, type Outcome, type Problem, succeed } from '../../kernel/outcome.ts';
import { actorReference } from '../../platform/access/index.ts';
import { recordAudit } from '../../platform/audit/index.ts';
import type { Handle } from '../../platform/database/index.ts';
import { storeFile } from '../../platform/files/index.ts';
import { enqueueJob, type JobDefinition, requestCancel } from '../../platform/jobs/index.ts';
import { isPriceField } from '../price-lines/index.ts';
import { applyApproved } from './accept-list-store.ts';
import { acceptJob, acceptJobKind } from './accept-job.ts';
import { annotatedFile } from './annotated-file.ts';
import { checkJob, checkJobKind } from './check-job.ts';
import { clearJob } from './clear-job.ts';
import { placeOf, targetProblems } from './list-problems.ts';
import { listInHand, LongStep, type PriceListOptions } from './list-work.ts';
import { describeList, describeLists } from './list-view.ts';
import type { By, PriceList } from './price-list.ts';
import { listChanges } from './price-list-changes-store.ts';
import { compareLines, removedFrom } from './price-list-compare-store.ts';
import { clearChangesOf, setHeld, startOn, waitingLines } from './price-list-lines-store.ts';
import { listProblems, listRepairs, problemCounts } from './price-list-problem-store.ts';
import type { PriceListEventKind } from './price-list-state.ts';
import { addEvent, addList, findList, findLists, lockLot, rememberMapping } from './price-list-store.ts';
import type { PriceLists } from './price-lists.ts';
import { tellDecision } from './supplier-notices.ts';
import { templateFile } from './template-file.ts';

/** The service, and the jobs that do its work. */
export interface PriceListWorks {
  readonly priceLists: PriceLists;
  readonly definitions: readonly JobDefinition[];
}

/** Opens the door to price lists. `wake` makes the jobs of this process look for work at once. */
export function createPriceLists(options: PriceListOptions & { wake(): void }): PriceListWorks {
  const { database, clock } = options;
  const { handle } = database;
  const long = new LongStep(options);
  const view = { handle, long };

  async function changed(id: string): Promise<Outcome<PriceList>> {
    options.wake();
    const list = await describeList(view, id);
    return list === undefined ? fail(unknownList(id)) : succeed(list);
  }

  /** Adds the event and what goes with it, when the list's state allows it. */
  async function act(
    id: string,
    by: By,
    event: { readonly kind: PriceListEventKind; readonly action: string; readonly means: string },
    work: (transaction: Handle) => Promise<Readonly<Record<string, unknown>>>,
  ): Promise<Outcome<PriceList>> {
    const list = await findList(handle, id);
    if (list === undefined) return fail(unknownList(id));
    const actor = referenceOf(by);
    const done = await database
      .transact(async (transaction) => {
        // The row is held from here on, so that two who act at once take turns.
        const facts = await work(transaction);
        const state = await addEvent(transaction, id, { kind: event.kind, actor, facts });
        if (state === undefined) throw new NotNow();
        await recordAudit(transaction, by.actor, {
          action: event.action,
          subject: `price-list:${id}`,
          detail: facts,
          ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
        });
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof NotNow) return false;
        throw error;
      });
    if (done) return changed(id);
    const now = await describeList(view, id);
    return fail({
      code: 'price-list-state',
      value: now?.state ?? '',
      message: `The price list cannot be ${event.means} now: it is ${now?.state ?? 'gone'}.`,
      remedy: 'Look at the price list again; somebody may have acted on it meanwhile.',
    });
  }

  const checkAgain = (id: string, actor: By['actor']) => (transaction: Handle) =>
    enqueueJob(transaction, { kind: checkJobKind, input: { list: id }, actor, key: id });

  const priceLists: PriceLists = {
    submit: async (input, by) => {
      const place = placeOf(options.agreements, input);
      if (!('lot' in place)) return fail(...place);
      const agreement = place.pack.number.value;
      const supplier = await options.suppliers.get(input.supplierId, input.validFrom);
      const problems = targetProblems(place, supplier, input);
      if (problems.length > 0 || supplier === undefined) return fail(...problems);
      const stored = await storeFile(database, {
        name: input.fileName,
        source: input.file,
        maxBytes: options.maxBytes,
      });
      if (!stored.ok) return stored;
      const { id: fileId, name: fileName, size: fileSize, sha256: fileSha256 } = stored.value;
      const { supplierId, lot, validFrom, checkOnly } = input;
      const id = await database.transact(async (transaction) => {
        const target = { supplierId, agreement, lot, validFrom };
        const { demonstration } = supplier.supplier;
        const list = { ...target, fileId, fileName, fileSize, fileSha256, checkOnly, demonstration };
        const listId = await addList(transaction, list);
        const job = await checkAgain(listId, by.actor)(transaction);
        await addEvent(transaction, listId, { kind: 'submitted', actor: referenceOf(by), facts: { job } });
        await recordAudit(transaction, by.actor, {
          action: 'price-list.submit',
          subject: `price-list:${listId}`,
          detail: { ...target, fileSha256, checkOnly },
          ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
        });
        return listId;
      });
      return changed(id);
    },
    get: (id, reach) => describeList(view, id, reach),
    list: async (filter) => describeLists(view, await findLists(handle, filter)),
    setMapping: async (id, mapping, by) => {
      const unknown = Object.entries(mapping).filter(([, field]) => field !== null && !isPriceField(field));
      if (unknown.length > 0) return fail(...unknown.map(([heading, field]) => unknownField(heading, field ?? '')));
      const list = await findList(handle, id);
      if (list === undefined) return fail(unknownList(id));
      return act(
        id,
        by,
        { kind: 'mapped', action: 'price-list.map', means: 'given other columns' },
        async (transaction) => {
          await rememberMapping(transaction, list.supplierId, mapping, referenceOf(by));
          return { mapping, job: await checkAgain(id, by.actor)(transaction) };
        },
      );
    },
    problems: async (id, page) => ({
      ...(await listProblems(handle, id, page)),
      byCode: await problemCounts(handle, id),
    }),
    repairs: (id, page) => listRepairs(handle, id, page),
    changes: (id, page) => listChanges(handle, id, page),
    accept: async (id, { repairs }, by) => {
      const list = await describeList(view, id);
      if (list === undefined) return fail(unknownList(id));
      if (list.checkOnly) return fail(checkOnlyList);
      if (!repairs && (list.counts?.repairs ?? 0) > 0) return fail(repairsOpen(list.counts?.repairs ?? 0));
      const event = { kind: 'accepting' as const, action: 'price-list.accept', means: 'accepted' };
      return act(id, by, event, async (transaction) => ({
        repairs: list.counts?.repairs ?? 0,
        job: await enqueueJob(transaction, { kind: acceptJobKind, input: { list: id }, actor: by.actor, key: id }),
      }));
    },
    decide: async (id, { approve, lines, reason }, by) => {
      if (reason.trim() === '') return fail(reasonMissing);
      const event = { kind: 'decided' as const, action: 'price-list.decide', means: 'decided on' };
      return act(id, by, event, async (transaction) => {
        const { list, scope } = await listInHand(options, transaction, id);
        await lockLot(transaction, list);
        const rows = await waitingLines(transaction, id, lines);
        if (rows.length === 0) throw new NotNow();
        if (approve) {
          const after = { after: 0, upTo: removedFrom, rows };
          await startOn(transaction, id, rows, today(clock));
          await clearChangesOf(transaction, id, rows);
          await compareLines(transaction, scope, { ...after, upTo: 2_147_483_647 });
          await setHeld(transaction, id, rows, 'approved');
          await applyApproved(transaction, { ...scope, demonstration: list.demonstration }, rows);
        } else {
          await setHeld(transaction, id, rows, 'refused');
        }
        await tellDecision(transaction, list, { approve, rows, reason });
        return { approve, lines: rows.length, reason };
      });
    },
    cancel: async (id, by) => {
      const list = await describeList(view, id);
      if (list === undefined) return fail(unknownList(id));
      if (list.state === 'checked' || list.state === 'needs-mapping') {
        return act(id, by, { kind: 'cancelled', action: 'price-list.cancel', means: 'cancelled' }, () =>
          Promise.resolve({}),
        );
      }
      if (list.job !== null && (list.state === 'reading' || list.state === 'accepting')) {
        long.cancel(list.job.id);
        await requestCancel(handle, list.job.id);
      }
      return changed(id);
    },
    annotated: (id) => annotatedFile(options, id),
    template: (agreement, lot, format) => templateFile(options, { agreement, lot }, format),
  };
  return { priceLists, definitions: [checkJob(options), acceptJob(options, long), clearJob(options)] };
}

/** The list's state does not allow it. */
class NotNow extends Error {}

function referenceOf(by: By): string {
  return by.actor === 'system' ? 'system' : actorReference(by.actor);
}

function unknownList(id: string): Problem {
  return {
    code: 'price-list-unknown',
    value: id,
    message: `There is no price list ${id}.`,
    remedy: 'Choose one from the list of price lists.',
  };
}

function unknownField(heading: string, field: string): Problem {
  return {
    code: 'mapping-field-unknown',
    column: heading,
    value: field,
    message: `The mapping gives the heading "${heading}" the field "${field}", which there is not.`,
    remedy: 'Choose one of the fields offered, or none.',
  };
}

const checkOnlyList: Problem = {
  code: 'price-list-check-only',
  message: 'The price list was submitted to be checked only.',
  remedy: 'Submit the file again without "check only" to put it into force.',
};

function repairsOpen(count: number): Problem {
  return {
    code: 'repairs-not-accepted',
    message: `${String(count)} values of the file would be mended. Nothing is mended unless you say so.`,
    remedy: 'Look at the repairs and accept them, or correct the file and submit it again.',
  };
}

const reasonMissing: Problem = {
  code: 'reason-missing',
  path: 'reason',
  message: 'A decision on a price rise needs a reason.',
  remedy: 'Say why the rise is approved or refused.',
};
