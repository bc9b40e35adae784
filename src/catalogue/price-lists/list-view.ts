import type { Problem } from '../../kernel/outcome.ts';
import type { Handle } from '../../platform/database/index.ts';
import { findJob, jobStatus } from '../../platform/jobs/index.ts';
import type { LongStep } from './list-work.ts';
import type { HeldCounts, PriceList, PriceListCounts, PriceListEvent, PriceListMapping } from './price-list.ts';
import type { PriceListReach } from './price-list-reach.ts';
import { type PriceListState, stateOf } from './price-list-state.ts';
import { eventsOf, findList, heldCounts, type StoredList } from './price-list-store.ts';

interface View {
  readonly handle: Handle;
  readonly long: LongStep;
}

/** What the events of checking keep, by name. */
interface CheckFacts {
  readonly counts?: PriceListCounts;
  readonly mapping?: PriceListMapping;
  readonly problems?: readonly Problem[];
  readonly job?: string;
}

const nothingHeld: HeldCounts = { waiting: 0, approved: 0, refused: 0, replaced: 0 };

export async function describeList(view: View, id: string, reach?: PriceListReach): Promise<PriceList | undefined> {
  const list = await findList(view.handle, id, reach);
  return list === undefined ? undefined : (await describeLists(view, [list]))[0];
}

/** The lists as they stand: their state follows from their events, and from a job that failed. */
export async function describeLists(view: View, lists: readonly StoredList[]): Promise<readonly PriceList[]> {
  const ids = lists.map((each) => each.id);
  const [events, held] = [await eventsOf(view.handle, ids), await heldCounts(view.handle, ids)];
  const described: PriceList[] = [];
  for (const list of lists) {
    const own = events.get(list.id) ?? [];
    const job = await jobOf(view, own);
    const { fileId: _fileId, ...plain } = list;
    // What a person answered is kept with its event too, in another shape.
    const checkedIn = own.findLast((each) => each.kind !== 'mapped' && factsOf(each).mapping !== undefined);
    described.push({
      ...plain,
      state: stateWith(own, job),
      problems:
        own.findLast((each) => each.kind !== 'decided' && 'problems' in each.facts) === undefined
          ? []
          : lastProblems(own),
      counts: lastCounts(own),
      mapping: checkedIn === undefined ? null : (factsOf(checkedIn).mapping ?? null),
      held: held.get(list.id) ?? nothingHeld,
      job,
      events: own,
      submittedAt: own[0]?.at ?? '',
      submittedBy: own[0]?.actor ?? '',
    });
  }
  return described;
}

function factsOf(event: PriceListEvent): CheckFacts {
  return event.facts;
}

/** After the last time it was read anew. */
function sinceRead(events: readonly PriceListEvent[]): readonly PriceListEvent[] {
  return events.slice(events.findLastIndex((each) => each.kind === 'mapped' || each.kind === 'submitted'));
}

function lastProblems(events: readonly PriceListEvent[]): readonly Problem[] {
  return sinceRead(events).reduce<readonly Problem[]>((before, each) => factsOf(each).problems ?? before, []);
}

function lastCounts(events: readonly PriceListEvent[]): PriceListCounts | null {
  return sinceRead(events).reduce<PriceListCounts | null>((before, each) => {
    const { counts } = factsOf(each);
    if (counts !== undefined) return counts;
    // What was accepted is counted as it was when it came into force.
    if (each.kind !== 'accepted' || before === null) return before;
    return { ...before, ...each.facts };
  }, null);
}

function stateWith(events: readonly PriceListEvent[], job: PriceList['job']): PriceListState {
  const state = stateOf(events);
  return (state === 'reading' || state === 'accepting') && job?.status === 'failed' ? 'failed' : state;
}

async function jobOf({ handle, long }: View, events: readonly PriceListEvent[]): Promise<PriceList['job']> {
  const id = events.findLast((each) => typeof each.facts['job'] === 'string')?.facts['job'];
  const job = typeof id === 'string' ? await findJob(handle, id) : undefined;
  if (job === undefined) return null;
  const progress = long.progress(job.id) ?? job.progress;
  return { id: job.id, status: jobStatus(job), ...progress, failure: job.failure };
}
