import type { CpvCode } from '../../agreements/index.ts';
import { formatDate, type IsoDate } from '../../kernel/dates.ts';
import { type DecimalText, formatMoney } from '../../kernel/money.ts';
import { type CallOff, formedAt, lastDayOf } from './call-off.ts';
import { londonDay, type PublicationDuty } from './publication.ts';

/** A contractor as the register of suppliers has it. */
export interface Contractor {
  readonly name: string;
  readonly legalName: string;
  /** `GB-COH 01234567`; null where the register has none. */
  readonly identifier: string | null;
  /** Whether it is small or medium-sized; null where the register does not know it. */
  readonly sme: boolean | null;
}

/** What a notice of the award says: what regulation 112 asks for, and what the platforms ask besides. Amounts in pounds. */
export interface PublicationNotice {
  readonly title: string;
  readonly buyer: string;
  readonly contractor: Contractor & {
    /** Voluntary, community and social enterprise: the register does not keep it, so it is asked of the supplier. */
    readonly vcse: null;
  };
  readonly agreement: string;
  readonly lot: string;
  readonly reference: string;
  readonly procedure: string;
  /** The day of the last signature, or of acceptance; null: not formed yet. */
  readonly contractDate: IsoDate | null;
  readonly valueNet: DecimalText;
  readonly valueGross: DecimalText;
  readonly starts: IsoDate;
  readonly ends: IsoDate | null;
  readonly cpv: readonly { readonly code: string; readonly name: string }[];
  /** What the codes were taken from. */
  readonly cpvFrom: 'lines' | 'lot';
  readonly place: string | null;
  readonly publishBy: IsoDate | null;
}

/** The notice of a call-off, with the codes of what was bought, or of the whole lot where no line has any. */
export function publicationNotice(given: {
  readonly callOff: CallOff;
  readonly duty: Pick<PublicationDuty, 'by' | 'place'>;
  readonly buyer: string;
  readonly contractor: Contractor;
  readonly agreement: string;
  readonly lotName: string;
  readonly routeName: string;
  readonly lineCodes: readonly string[];
  readonly lotCodes: readonly string[];
  /** Names of codes. */
  readonly codes: readonly CpvCode[];
}): PublicationNotice {
  const { callOff, duty, lineCodes, lotCodes, codes } = given;
  const formed = formedAt(callOff);
  const chosen = [...new Set(lineCodes.length > 0 ? lineCodes : lotCodes)];
  return {
    title: callOff.title,
    buyer: given.buyer,
    contractor: { ...given.contractor, vcse: null },
    agreement: given.agreement,
    lot: given.lotName === '' ? callOff.lot : `${callOff.lot}, ${given.lotName}`,
    reference: callOff.number,
    procedure: `Call-off from a framework agreement: ${given.routeName}`,
    contractDate: formed === null ? null : londonDay(formed),
    valueNet: callOff.ceiling,
    valueGross: callOff.valueGross,
    starts: callOff.starts,
    ends: lastDayOf(callOff),
    cpv: chosen.map((code) => ({ code, name: codes.find((each) => each.code === code)?.name ?? '' })),
    cpvFrom: lineCodes.length > 0 ? 'lines' : 'lot',
    place: duty.place,
    publishBy: duty.by,
  };
}

/** The notice ready to paste, a field a line. */
export function noticeText(notice: PublicationNotice): string {
  const { contractor } = notice;
  const sme = contractor.sme === null ? 'not known, ask the supplier' : contractor.sme ? 'yes' : 'no';
  const legal = contractor.legalName === contractor.name ? '' : ` (${contractor.legalName})`;
  return [
    `Title: ${notice.title}`,
    `Buyer: ${notice.buyer}`,
    `Contractor: ${contractor.name}${legal}`,
    ...(contractor.identifier === null ? [] : [`Contractor's identifier: ${contractor.identifier}`]),
    `Contractor is a small or medium-sized enterprise (SME): ${sme}`,
    'Contractor is a voluntary, community or social enterprise (VCSE): ask the supplier',
    `Framework agreement: ${notice.agreement}, lot ${notice.lot}`,
    `Procedure: ${notice.procedure}`,
    `Contract reference: ${notice.reference}`,
    `Date of contract: ${notice.contractDate === null ? 'not formed yet' : formatDate(notice.contractDate)}`,
    `Value: ${formatMoney(notice.valueNet)} excluding VAT, ${formatMoney(notice.valueGross)} including VAT`,
    `Start: ${formatDate(notice.starts)}`,
    `End: ${notice.ends === null ? 'on delivery' : formatDate(notice.ends)}`,
    `CPV codes: ${notice.cpv.length === 0 ? 'none known' : notice.cpv.map(({ code, name }) => `${code} ${name}`.trim()).join('; ')}`,
  ].join('\n');
}
