import { daysBetween, formatDate, type IsoDate } from '../../kernel/dates.ts';
import { plural } from '../../kernel/text.ts';
import type { AgreementPack } from '../pack.ts';
import type { AgreementStatus } from '../status.ts';

/** What a person is told first: where the agreement stands, and what follows from it. */
export interface StatusWords {
  readonly main: string;
  readonly more: string;
}

/** The status as sentences: `The agreement is open. It is in its extension, with 341 days left.` */
export function statusWords(pack: AgreementPack, status: AgreementStatus): StatusWords {
  return { main: mainSentence(pack, status), more: moreSentence(pack, status) };
}

function mainSentence(pack: AgreementPack, status: AgreementStatus): string {
  const left = plural(status.daysLeft, 'day');
  switch (status.status) {
    case 'future':
      return `The agreement is not open yet. It starts on ${formatDate(status.starts)}, in ${plural(daysBetween(status.on, status.starts), 'day')}.`;
    case 'ended':
      return `The agreement has ended. Its last day was ${formatDate(status.ends)}.`;
    case 'initial':
    case 'extension':
      if (status.daysLeft === 0) return `The agreement is open. ${formatDate(status.ends)} is its last day.`;
      if (status.status === 'extension') return `The agreement is open. It is in its extension, with ${left} left.`;
      return pack.term.extension !== undefined && status.ends > status.initialTermEnds
        ? `The agreement is open. It is in its initial term, with ${left} left to the end of its extension.`
        : `The agreement is open. It is in its initial term, with ${left} left.`;
  }
}

function moreSentence(pack: AgreementPack, status: AgreementStatus): string {
  const outlive = status.callOffsMayOutlive;
  switch (status.status) {
    case 'future':
      return 'No call-off can be made before that day.';
    case 'ended':
      return `No new call-off can be made. ${outlive ? 'Those made in time may run on.' : 'Those made in time ended with it.'}`;
    case 'initial':
    case 'extension': {
      const extendable =
        status.status === 'initial' && status.ends === status.initialTermEnds && status.latestEnd > status.ends
          ? `It can be extended to ${formatDate(status.latestEnd)} at the latest. `
          : '';
      const { maximumMonths } = pack.callOffs;
      const longest = maximumMonths === undefined ? '' : ` They last ${String(maximumMonths.value)} months at most.`;
      return `${extendable}${outlive ? 'Call-offs you make now may run on after it ends.' : 'Call-offs you make now end with it at the latest.'}${longest}`;
    }
  }
}

/** Why two end dates are about: undefined where there is only one. */
export function endWarningWords(pack: AgreementPack, status: AgreementStatus): string | undefined {
  const { warnings } = status;
  const first = warnings[0];
  if (first === undefined) return undefined;
  const own = `${formatDate(status.ends)} counted from go-live`;
  const others = warnings.map(({ published }) => `${formatDate(published.value)} in ${published.publishedIn}`);
  const earliest = warnings.reduce<IsoDate>(
    (least, { published }) => (published.value < least ? published.value : least),
    status.ends,
  );
  const passed =
    earliest < status.on
      ? ` ${formatDate(earliest)} has passed: check with the ${authorityNoun(pack)} before you call off.`
      : '';
  const count = others.length === 1 ? 'Two end dates are' : 'Several end dates are';
  return `${count} in use: ${[own, ...others].join(', and ')}. We warn from the earlier one.${passed}`;
}

function authorityNoun(pack: AgreementPack): string {
  return pack.authority.name.value;
}
