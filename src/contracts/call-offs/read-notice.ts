import { type Agreements, findLot } from '../../agreements/index.ts';
import type { Products } from '../../catalogue/index.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import type { CallOff } from './call-off.ts';
import { londonDay, type PublicationDuty } from './publication.ts';
import { publicationNotice, type PublicationNotice } from './publication-notice.ts';

export interface NoticeOptions {
  readonly agreements: Agreements;
  readonly organisations: Organisations;
  readonly suppliers: Pick<Suppliers, 'get' | 'summaries'>;
  readonly products: Pick<Products, 'byIds' | 'categories'>;
}

/** The notice of a call-off's award, from the registers and the catalogue. */
export async function readNotice(
  { agreements, organisations, suppliers, products }: NoticeOptions,
  callOff: CallOff,
  duty: PublicationDuty,
): Promise<PublicationNotice> {
  const pack = agreements.find(callOff.agreement);
  const lot = pack === undefined ? undefined : findLot(pack, callOff.lot);
  const madeOn = londonDay(callOff.madeAt);
  const seller = (await suppliers.get(callOff.supplier, madeOn))?.supplier;
  const said = (await suppliers.summaries([callOff.supplier], madeOn)).get(callOff.supplier);
  // What ran before it came here may name products the catalogue never had.
  const ids = callOff.prices.flatMap(({ product }) =>
    product !== null && /^\d{1,18}$/.test(product) ? [product] : [],
  );
  const bought = await products.byIds([...new Set(ids)]);
  return publicationNotice({
    ...{ callOff, duty },
    buyer: (await organisations.organisation(callOff.organisation))?.name ?? callOff.organisation,
    contractor: {
      name: seller?.name ?? callOff.supplier,
      legalName: seller?.legalName ?? callOff.supplier,
      identifier: seller?.identifier == null ? null : `${seller.identifier.scheme} ${seller.identifier.number}`,
      sme: said?.sme ?? null,
    },
    agreement: pack === undefined ? callOff.agreement : `${pack.number.value}, ${pack.name.value}`,
    lotName: lot?.name.value ?? '',
    routeName:
      pack?.routes.find((each) => each.kind === callOff.route)?.name.value ?? callOff.route.replaceAll('-', ' '),
    // The product's own code says more than its category's; a category may have several, of which the first is the usual.
    lineCodes: bought.flatMap((each) => each.cpv ?? products.categories.get(each.category)?.cpv[0] ?? []),
    lotCodes: lot?.cpv.value ?? [],
    codes: agreements.reference.cpv,
  });
}
