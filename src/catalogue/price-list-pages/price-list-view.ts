import type { Agreements } from '../../agreements/index.ts';
import { findLot } from '../../agreements/index.ts';
import { formatDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { PriceList } from '../price-lists/index.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { actorWords, inLondon, sizeWords, stateWords } from './price-list-words.ts';

/** A list with what every page says of it. */
export interface ShownList {
  readonly id: string;
  readonly href: string;
  readonly supplier: string;
  readonly demonstration: boolean;
  readonly lot: string;
  readonly lotName: string;
  readonly from: string;
  readonly fileName: string;
  readonly size: string;
  readonly submitted: string;
  readonly who: string;
  readonly whoId: string;
  readonly checkOnly: boolean;
  readonly state: ReturnType<typeof stateWords>;
  readonly lines: string;
}

/** Shows a list: the supplier by name, the lot with its name. */
export function shownList(list: PriceList, supplier: string, agreements: Agreements): ShownList {
  const pack = agreements.find(list.agreement);
  const lot = pack === undefined ? undefined : findLot(pack, list.lot);
  const { who, id } = actorWords(list.submittedBy);
  return {
    id: list.id,
    href: paths.list(list.id),
    supplier,
    demonstration: list.demonstration,
    lot: `${list.agreement} lot ${list.lot}`,
    lotName: lot?.name.value ?? '',
    from: formatDate(list.validFrom),
    fileName: list.fileName,
    size: sizeWords(list.fileSize),
    submitted: inLondon(list.submittedAt),
    who,
    whoId: id,
    checkOnly: list.checkOnly,
    state: stateWords(list),
    lines: list.counts === null ? '' : plural(list.counts.rows, 'line'),
  };
}

/** One piece of work that waits, as its line on the home page. */
export interface WaitingWork {
  readonly list: PriceList;
  readonly tag: 'now' | 'next' | 'stop' | 'plain';
  readonly tagText: string;
  readonly what: string;
  readonly act: string;
  readonly href: string;
}

/**
 * What waits for a person among the newest lists: decisions first, then lists to publish, then columns and mistakes, then
 * what is under way. A list that a newer one of the same supplier and lot has overtaken waits for nobody; one that is ready to
 * publish is overtaken only by another that is.
 */
export function waitingWork(lists: readonly PriceList[]): readonly WaitingWork[] {
  const newer = new Set<string>();
  const sound = new Set<string>();
  const found: (WaitingWork & { readonly order: number })[] = [];
  for (const list of lists) {
    const key = JSON.stringify([list.supplierId, list.agreement, list.lot]);
    const work = workOf(list);
    const running = ['reading', 'accepting', 'accepted'].includes(list.state);
    const overtaken = !running && (list.state === 'checked' ? sound : newer).has(key);
    if (work !== undefined && !overtaken) found.push({ ...work, list });
    if (list.checkOnly || list.state === 'cancelled') continue;
    newer.add(key);
    if (['checked', 'accepting', 'accepted'].includes(list.state)) sound.add(key);
  }
  return found.sort((one, other) => one.order - other.order);
}

function workOf(list: PriceList): (Omit<WaitingWork, 'list'> & { readonly order: number }) | undefined {
  const { id, held } = list;
  switch (list.state) {
    case 'accepted':
      if (held.waiting === 0) return undefined;
      return {
        order: 0,
        tag: 'next',
        tagText: 'To decide',
        what: `${plural(held.waiting, 'price rise')} above the allowed`,
        act: 'See side by side',
        href: paths.held(id),
      };
    case 'checked':
      if (list.checkOnly) return undefined;
      return {
        order: 1,
        tag: 'next',
        tagText: 'To publish',
        what: `${plural(list.counts?.rows ?? 0, 'line')} checked, without mistakes`,
        act: 'See what changes',
        href: paths.changes(id),
      };
    case 'needs-mapping':
      return {
        order: 2,
        tag: 'next',
        tagText: 'Columns unclear',
        what: 'Some columns have no meaning yet',
        act: 'Name the columns',
        href: paths.columns(id),
      };
    case 'refused':
      return {
        order: 3,
        tag: 'stop',
        tagText: 'Has mistakes',
        what: list.counts === null ? 'Cannot be used' : `${plural(list.counts.rejected, 'line')} to put right`,
        act: 'See the mistakes',
        href: paths.messages(id),
      };
    case 'failed':
      return {
        order: 4,
        tag: 'stop',
        tagText: 'Failed',
        what: 'Something went wrong on our side',
        act: 'See what happened',
        href: paths.list(id),
      };
    case 'reading':
    case 'accepting':
      return {
        order: 5,
        tag: 'plain',
        tagText: 'Under way',
        what: list.state === 'reading' ? 'Being read and checked' : 'Being published',
        act: 'See how far it is',
        href: paths.list(id),
      };
    case 'cancelled':
      return undefined;
  }
}
