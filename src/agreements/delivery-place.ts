import { fail, type Outcome, type Problem, succeed } from '../kernel/outcome.ts';
import { cleanLine } from '../kernel/text.ts';

/** Postcodes that are off the mainland: areas (`BT`), districts (`TR21`) or several districts (`TR21-25`). */
export interface OffMainland {
  readonly name: string;
  readonly codes: readonly string[];
  /** Key of a source; absent where carriers' custom is assumed and `note` says on what ground. */
  readonly source?: string;
  readonly assumed?: true;
  readonly note?: string;
}

/** Where the mainland ends (`reference/delivery-places.yaml`). */
export interface DeliveryPlaces {
  /** Every postcode area there is, its letters. */
  readonly areas: readonly string[];
  readonly offMainland: readonly OffMainland[];
}

/** Where an order goes. */
export interface DeliveryPlace {
  /** The outward part of the postcode (`BT1`), or the area alone (`BT`): the rest would name a street, and nothing needs it. */
  readonly postcode: string;
  /** What part of the country it is off the mainland: `Northern Ireland`; null on the mainland. */
  readonly island: string | null;
}

/** The places of a code: its letters, and from which district to which; a bare area has neither. */
export interface CodeRange {
  readonly area: string;
  readonly from?: number;
  readonly to?: number;
}

/** Reads a code of the rules: `BT`, `TR21`, `TR21-25`. */
export function codeRange(code: string): CodeRange {
  const [, area = '', from, to = from] = /^([A-Z]{1,2})(?:(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(code) ?? [];
  return from === undefined ? { area } : { area, from: Number(from), to: Number(to) };
}

/** A whole postcode without spaces, its outward part, or an area alone. */
const whole = /^([A-Z]{1,2}\d[A-Z\d]?)\d[A-Z]{2}$/;
const outward = /^([A-Z]{1,2})(\d[A-Z\d]?)$/;
const longest = 40;

/**
 * Where a postcode is, by its outward part, which is all that is kept of it. Problems, at the path `place`: a text that is no
 * postcode, an area that does not exist, an area alone of which a part only is off the mainland.
 */
export function readDeliveryPlace(text: string, places: DeliveryPlaces): Outcome<DeliveryPlace> {
  const shown = cleanLine(text.slice(0, longest));
  const compact = shown.replaceAll(' ', '').toUpperCase();
  const postcode = whole.exec(compact)?.[1] ?? compact;
  const [, area = postcode, district] = outward.exec(postcode) ?? [];
  const refuse = (code: string, message: string, remedy: string) =>
    fail({ code, path: 'place', value: shown, message, remedy } satisfies Problem);
  if (!/^[A-Z]{1,2}$/.test(area)) {
    return refuse(
      'place-unreadable',
      'The place is not a UK postcode.',
      'Give a postcode or its first half, such as BT1.',
    );
  }
  if (!places.areas.includes(area)) {
    return refuse(
      'place-unknown',
      `No postcode of the United Kingdom begins with ${area}.`,
      'Check its letters, and give a postcode or its first half, such as BT1.',
    );
  }
  const ofArea = places.offMainland.flatMap(({ name, codes }) =>
    codes.map(codeRange).flatMap((each) => (each.area === area ? [{ ...each, name }] : [])),
  );
  const number = district === undefined ? undefined : Number.parseInt(district, 10);
  if (number === undefined && ofArea.some((each) => each.from !== undefined)) {
    return refuse(
      'place-unclear',
      `A part of ${area} is on the mainland and a part is not.`,
      `Give the first half of the postcode, letters and number, such as ${area}${ofArea[0]?.from ?? 1}.`,
    );
  }
  const found = ofArea.find(
    ({ from, to }) => from === undefined || (number !== undefined && number >= from && number <= (to ?? from)),
  );
  return succeed({ postcode, island: found?.name ?? null });
}

/** `BT1, off the UK mainland`: what pages and commands say of where an order goes. */
export function placeInWords({ postcode, island }: DeliveryPlace): string {
  return `${postcode}, ${island === null ? 'on' : 'off'} the UK mainland`;
}
