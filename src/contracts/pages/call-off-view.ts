import { formatDate, formatDay } from '../../kernel/dates.ts';
import { exact, formatMoney } from '../../kernel/money.ts';
import { type CallOffState, formedAt, lastDayOf } from '../call-offs/call-off.ts';
import type { CallOffView } from '../call-offs/call-off-service.ts';
import type { PublicationDuty } from '../call-offs/publication.ts';
import type { SpendMeter } from '../call-offs/spend-meter.ts';
import { contractPaths as paths } from '../contract-paths.ts';
import { momentOf, type Names } from './contract-page-services.ts';

const stateWords: Readonly<Record<CallOffState, { readonly text: string; readonly tag: string }>> = {
  'awaiting-signatures': { text: 'Waits for signatures', tag: 'next' },
  'awaiting-acceptance': { text: 'Waits for the supplier', tag: 'next' },
  'not-formed': { text: 'Not formed', tag: 'plain' },
  live: { text: 'Runs', tag: 'done' },
  ended: { text: 'Ended', tag: 'plain' },
};

/** A bar for one width: how far orders, waiting ones and the rest reach, and where warnings stand. */
function meterDrawing(meter: SpendMeter, warnings: readonly number[], width: number) {
  const ceiling = exact(meter.ceiling);
  const at = (amount: string) =>
    ceiling.isZero() ? 0 : Math.max(0, Math.min(width, exact(amount).div(ceiling).mul(width).toNumber()));
  const outside = at(meter.outsideOrders);
  const accepted = at(meter.accepted);
  const waiting = at(meter.waiting);
  return {
    width,
    bars: [
      { tone: 's1', x: 0, width: outside + accepted },
      { tone: 'soft', x: outside + accepted, width: waiting },
    ].map((each) => ({ ...each, x: each.x.toFixed(1), width: Math.min(each.width, width).toFixed(1) })),
    marks: warnings.map((percent) => ({
      x: Math.min(width - 1, (percent * width) / 100).toFixed(1),
      text: `${percent}%`,
      anchor: percent >= 100 ? 'end' : 'middle',
    })),
  };
}

/** What the meter says, with its drawing and its table. */
export function meterView(meter: SpendMeter, warnings: readonly number[]) {
  const figures: readonly (readonly [string, string])[] = [
    ['Ceiling', meter.ceiling],
    ['Accepted orders', meter.accepted],
    ['Orders that wait for an answer', meter.waiting],
    ['Spent outside orders', meter.outsideOrders],
    ['Left to order', meter.left],
    ['Invoiced', meter.invoiced],
    ['Credited', meter.credited],
  ];
  return {
    percent: meter.percent,
    taken: formatMoney(meter.taken),
    ceiling: formatMoney(meter.ceiling),
    left: formatMoney(meter.left),
    stopped: meter.stopped,
    warning: meter.warning,
    rows: figures.map(([text, amount]) => ({ text, amount: formatMoney(amount) })),
    wide: meterDrawing(meter, warnings, 700),
    narrow: meterDrawing(meter, warnings, 320),
  };
}

/** The duty to publish as a sentence, why, and where that is written. */
function dutyView(duty: PublicationDuty) {
  const because = duty.because.replace(/^./, (first) => first.toLowerCase());
  const says = {
    publish: duty.by === null ? 'Publish' : `Publish by ${formatDay(duty.by)}`,
    later: 'Publish once the contract is formed',
    none: 'You do not need to publish',
    unknown: 'We cannot tell whether you need to publish',
  }[duty.duty];
  return {
    kind: duty.duty,
    says,
    because: `Because ${because}.`,
    further: duty.further,
    what: duty.notice === null ? '' : `A ${duty.notice} on ${duty.place ?? ''}.`,
    place: duty.place ?? '',
    sources: duty.sources.map((each) => ({ title: each.title, href: each.url ?? '' })),
    from: duty.from === null ? '' : `In force from ${formatDate(duty.from)}`,
  };
}

/** A row of the list of call-offs. */
export function callOffRow({ callOff, state, meter }: CallOffView, names: Names) {
  const last = lastDayOf(callOff);
  return {
    href: paths.callOff(callOff.id),
    number: callOff.number,
    title: callOff.title,
    buyer: names.buyer(callOff.organisation),
    supplier: names.supplier(callOff.supplier),
    state: stateWords[state],
    ends: last === null ? 'On delivery' : formatDate(last),
    percent: `${meter.percent}%`,
    warning: meter.warning,
    left: formatMoney(meter.left),
    ceiling: formatMoney(meter.ceiling),
  };
}

/** The page of one call-off. */
export function callOffPage(
  view: CallOffView,
  names: Names,
  warnings: readonly number[],
  sites: ReadonlyMap<string, string>,
) {
  const { callOff, state, meter, duty, may } = view;
  const formed = formedAt(callOff);
  const last = lastDayOf(callOff);
  return {
    ...callOffRow(view, names),
    id: callOff.id,
    stateText: stateWords[state].text,
    agreement: callOff.agreement,
    lot: callOff.lot,
    route: callOff.route.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase()),
    starts: formatDate(callOff.starts),
    ends: last === null ? 'On delivery' : formatDate(last),
    commenced: formatDate(callOff.commencedOn),
    formed: formed === null ? '' : momentOf(formed),
    formation: callOff.formation,
    sites: callOff.sites.map((each) => sites.get(each) ?? each),
    prices: callOff.prices.map((each) => ({
      ...each,
      price: formatMoney(each.unitPrice),
      vat: each.vatPercent === null ? 'No VAT' : `${each.vatPercent}%`,
    })),
    meter: meterView(meter, warnings),
    duty: dutyView(duty),
    publication:
      callOff.publication === null
        ? undefined
        : { ...callOff.publication, on: formatDate(callOff.publication.publishedOn) },
    signatures: callOff.signatures.map((each) => ({
      party: each.party === 'buyer' ? names.buyer(callOff.organisation) : names.supplier(callOff.supplier),
      who: each.jobTitle === '' ? each.name : `${each.name}, ${each.jobTitle}`,
      when:
        each.signedAt === null
          ? callOff.signedCopy === null
            ? 'Not signed yet'
            : 'Signed on paper'
          : `Signed ${momentOf(each.signedAt)}`,
      hash: each.hash ?? '',
    })),
    signedCopy:
      callOff.signedCopy === null
        ? undefined
        : { hash: callOff.signedCopy.hash, on: formatDate(callOff.signedCopy.signedOn) },
    variations: callOff.variations.map((each) => ({
      ...each,
      change: formatMoney(each.changeNet),
      decided: formatDate(each.decidedOn),
    })),
    may: {
      order: may.includes('call-offs.order') && state === 'live' && !meter.stopped,
      sign: may.includes('call-offs.sign') && state === 'awaiting-signatures',
      vary: may.includes('call-offs.vary') && state === 'live',
      publish: may.includes('call-offs.publish') && callOff.publication === null && formed !== null,
    },
  };
}
