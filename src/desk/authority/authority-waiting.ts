import { type AgreementPack, isAssumed, statusOn } from '../../agreements/index.ts';
import { addDays, addMonths, formatDate, formatMonth, type IsoDate, isoDate, today } from '../../kernel/dates.ts';
import { exact, formatCount } from '../../kernel/money.ts';
import { listInWords, plural } from '../../kernel/text.ts';
import { openSuspension, requestKey, type SupplierOnDate } from '../../organisations/index.ts';
import type { Actor } from '../../platform/access/index.ts';
import { deskPaths } from '../desk-paths.ts';
import type { WaitingItem, WaitingSource } from '../waiting.ts';
import { agreementsRead, authorityOf, type AuthorityServices } from './authority-services.ts';
import { type LapsingEvidence, lapsingEvidence } from './evidence-watch.ts';
import { effectsInWords, suspensionEffects } from './suspension-effects.ts';

/** How long before the end buyers should know how the agreement ends, months. A wording, not a rule. */
const noticeMonths = 9;

/** Every supplier as it stands on the day: what the evidence and standing of the register are looked through for. */
export function everySupplier({ suppliers }: Pick<AuthorityServices, 'suppliers'>, on: IsoDate) {
  return suppliers.all({
    on,
    words: '',
    agreement: [],
    lot: [],
    size: [],
    sme: false,
    standing: [],
    takesBack: false,
    evidence: [],
    region: [],
  });
}

/** What the authority has to decide: one source for each kind of thing. */
export function authorityWaiting(services: AuthorityServices): readonly WaitingSource[] {
  const source =
    (
      items: (
        packs: readonly AgreementPack[],
        on: IsoDate,
      ) => Promise<readonly (Omit<WaitingItem, 'organisation'> & { readonly agreement: string })[]>,
    ): WaitingSource =>
    async (actor: Actor, now: Temporal.Instant) => {
      const packs = await agreementsRead(services, actor);
      if (packs.length === 0) return [];
      const authorities = await services.authority.authorities('authority.read', actor);
      const on = today({ now: () => now });
      return (await items(packs, on)).flatMap(({ agreement, ...item }) => {
        const authority = authorityOf(authorities, agreement);
        return authority === undefined ? [] : [{ ...item, organisation: authority.id }];
      });
    };
  return [
    source((packs, on) => waitingRises(services, packs, on)),
    source((packs, on) => lapsing(services, packs, on)),
    source((packs, on) => suspensions(services, packs, on)),
    source((packs, on) => terms(services, packs, on)),
    source((packs, on) => thin(services, packs, on)),
    source((packs, on) => breaches(services, packs, on)),
  ];
}

const numbersOf = (packs: readonly AgreementPack[]): readonly string[] => packs.map((each) => each.number.value);

async function waitingRises(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const rises = await services.oversight.waitingRises(numbersOf(packs));
  const names = await services.suppliers.summaries(new Set(rises.map((each) => each.supplierId)), on);
  return rises.map((rise) => {
    const allowed = packs.find((each) => each.number.value === rise.agreement)?.priceRules?.approvalAboveRise;
    const name = names.get(rise.supplierId)?.name ?? rise.supplierId;
    const percent = rise.steepest === null ? '' : ` of ${exact(rise.steepest).toDecimalPlaces(1).toFixed()}%`;
    const above =
      allowed === undefined ? 'It needs your approval.' : `Above the ${allowed.value}% that needs your approval.`;
    return {
      agreement: rise.agreement,
      due: rise.from > on ? rise.from : on,
      title: `Price rise${percent} from ${name}, ${plural(rise.lines, 'line')}`,
      why: `${above} Lot ${rise.lot}, asked for from ${formatDate(rise.from)}. Until you decide the old prices hold.`,
      verb: 'See side by side',
      href: deskPaths.rises(rise.list),
      assumed: allowed !== undefined && isAssumed(allowed),
    };
  });
}

async function lapsing(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const found = lapsingEvidence(await everySupplier(services, on), packs, on);
  const asked = await services.standings.askedOn([...new Set(found.map((each) => each.supplier))]);
  // Evidence a position rests on is a decision each; of the rest one line says how much there is.
  const required = found.filter((each) => each.requiredOn.length > 0);
  const items = await Promise.all(
    required.map(async (each) => {
      const on1 = each.requiredOn;
      const offers = (await services.oversight.offersOfSupplier(each.supplier, on))
        .filter((one) => on1.some((lot) => lot.agreement === one.agreement && lot.lot === one.lot))
        .reduce((sum, one) => sum + one.offers, 0);
      const day = asked.get(requestKey(each.supplier, each.evidence));
      return {
        agreement: on1[0]?.agreement ?? '',
        due: each.evidence.to,
        title: `${each.evidence.scheme} of ${each.name} ${each.lapsed ? 'has lapsed' : 'lapses'}`,
        why: `${lotsInWords(on1)} ${on1.length === 1 ? 'requires' : 'require'} it: ${plural(offers, 'offer there rests', 'offers there rest')} on it.${day === undefined ? '' : ` Asked on ${formatDate(day)}.`}`,
        verb: day === undefined ? 'Ask for evidence' : 'Record what came',
        href: deskPaths.evidence(),
      };
    }),
  );
  const rest = found.filter((each) => each.requiredOn.length === 0);
  return rest.length === 0 ? items : [...items, restOf(rest, packs)];
}

function restOf(rest: readonly LapsingEvidence[], packs: readonly AgreementPack[]) {
  const [soonest] = rest.filter((each) => !each.lapsed);
  const lapsed = rest.filter((each) => each.lapsed).length;
  const suppliers = new Set(rest.map((each) => each.supplier)).size;
  return {
    agreement: rest[0]?.lots[0]?.agreement ?? numbersOf(packs)[0] ?? '',
    due: null,
    title: `${plural(rest.length, 'certificate')} of ${plural(suppliers, 'supplier')} ${rest.length === 1 ? 'lapses' : 'lapse'} soon or lapsed`,
    why: `${soonest === undefined ? '' : `Next: ${soonest.evidence.scheme} of ${soonest.name} on ${formatDate(soonest.evidence.to)}. `}${lapsed === 0 ? '' : `${formatCount(lapsed)} lapsed in the last 90 days. `}What rests on them is no longer shown.`,
    verb: 'See who',
    href: deskPaths.evidence(),
  };
}

function lotsInWords(lots: readonly { readonly lot: string }[]): string {
  return `${lots.length === 1 ? 'Lot' : 'Lots'} ${listInWords(lots.map((each) => each.lot))}`;
}

/** Suspensions that hold on the day, each once, with the supplier. */
export function openSuspensions(rows: readonly SupplierOnDate[], packs: readonly AgreementPack[], on: IsoDate) {
  const numbers = new Set(numbersOf(packs));
  return rows.flatMap(({ supplier }) => {
    const agreement = supplier.positions.find((each) => numbers.has(each.agreement))?.agreement;
    if (agreement === undefined) return [];
    const scopes = new Map(
      supplier.standing
        .filter((each) => each.agreement === null || numbers.has(each.agreement))
        .map((each) => [JSON.stringify([each.agreement, each.lot]), { agreement: each.agreement, lot: each.lot }]),
    );
    return [...scopes.values()].flatMap((scope) => {
      const event = openSuspension(supplier.standing, scope, on);
      return event === undefined ? [] : [{ supplier, event, scope, agreement: scope.agreement ?? agreement }];
    });
  });
}

/** Days after which a suspension without a last day is looked at again. A wording, not a rule. */
const lookAgain = 28;

async function suspensions(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const open = openSuspensions(await everySupplier(services, on), packs, on);
  return Promise.all(
    open.map(async ({ supplier, event, scope, agreement }) => {
      const effects = await suspensionEffects(services, supplier.id, scope, on);
      const where = event.lot === null ? '' : ` on lot ${event.lot}`;
      const again = addDays(event.from, lookAgain);
      return {
        agreement,
        due: event.to ?? (again < on ? null : again),
        title: `Lift or keep the suspension of ${supplier.name}${where}`,
        why: `${event.from > on ? 'Begins on' : 'Suspended since'} ${formatDate(event.from)}${event.to === null ? '' : `, until ${formatDate(event.to)}`}. ${effectsInWords(effects)}`,
        verb: 'Decide',
        href: deskPaths.reinstate(supplier.id, scope),
      };
    }),
  );
}

async function terms(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const items = [];
  for (const pack of packs) {
    const status = statusOn(pack, on);
    if (status.status === 'ended' || status.status === 'future') continue;
    const due = addMonths(status.ends, -noticeMonths);
    const after = await services.callOffsAfter(pack.number.value, status.ends);
    const starts = pack.successor?.starts.value;
    const undecided = pack.term.extension !== undefined && !pack.term.extension.exercised.value;
    items.push({
      agreement: pack.number.value,
      due: due < on ? null : due,
      title: undecided ? 'Decide whether the agreement is extended' : 'Tell buyers how the agreement ends',
      why: [
        `${plural(status.daysLeft, 'day')} left.`,
        after === null
          ? ''
          : after === 0
            ? 'No call-off ends after it.'
            : `${plural(after, 'call-off ends', 'call-offs end')} after it.`,
        starts === undefined
          ? 'No successor is planned.'
          : `Successor planned for ${/^\d{4}-\d{2}$/.test(starts) ? formatMonth(isoDate(`${starts}-01`)) : starts}.`,
      ]
        .filter(Boolean)
        .join(' '),
      verb: 'Plan',
      href: deskPaths.term(pack.number.value),
    });
  }
  return items;
}

async function thin(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const found = await services.oversight.thinCategories(numbersOf(packs), on);
  if (found.length === 0) return [];
  const byLot = new Map<string, number>();
  for (const each of found) byLot.set(each.lot, (byLot.get(each.lot) ?? 0) + 1);
  const [most] = [...byLot].sort((a, b) => b[1] - a[1]);
  return [
    {
      agreement: found[0]?.agreement ?? '',
      due: null,
      title: `${plural(found.length, 'category of a lot has', 'categories of lots have')} a single supplier`,
      why: `${plural(found.filter((each) => each.offers === 1).length, 'has', 'have')} a single offer. Most on lot ${most?.[0] ?? ''}.`,
      verb: 'See the list',
      href: deskPaths.supply(),
    },
  ];
}

/** Breaches a desk counts. */
const mostBreaches = 200;

async function breaches(services: AuthorityServices, packs: readonly AgreementPack[], on: IsoDate) {
  const found = await services.oversight.breaches(numbersOf(packs), on, mostBreaches);
  if (found.length === 0) return [];
  return [
    {
      agreement: found[0]?.agreement ?? '',
      due: on,
      title: `${plural(found.length, 'offer')} above the most its lot allows`,
      why: `From ${plural(new Set(found.map((each) => each.supplierId)).size, 'supplier')}. Nobody should be charged that.`,
      verb: 'See which',
      href: deskPaths.breaches(),
    },
  ];
}
