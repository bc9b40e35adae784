import { type Agreements, findLot, type RouteKind, routeKinds } from '../../agreements/index.ts';
import { type Clock, today } from '../../kernel/dates.ts';
import type { Organisations, Suppliers } from '../../organisations/index.ts';
import type { DocumentPackOf } from '../documents/document-pack.ts';
import { documentHash, type FormDocument, type OrderForm, orderForm } from '../documents/order-form.ts';
import { variationForm } from '../documents/variation-form.ts';
import type { CallOffRulesOf } from '../call-off-rules.ts';
import type { CallOff } from './call-off.ts';

export interface FormOptions {
  readonly agreements: Agreements;
  readonly documents: DocumentPackOf;
  readonly organisations: Organisations;
  readonly suppliers: Pick<Suppliers, 'summaries'>;
  readonly clock: Clock;
}

/** The order form of a call-off; undefined where its agreement has no documents here. */
export async function formOf(
  { agreements, documents, organisations, suppliers, clock }: FormOptions,
  callOff: CallOff,
): Promise<OrderForm | undefined> {
  const pack = agreements.find(callOff.agreement);
  const documentPack = documents(callOff.agreement);
  if (pack === undefined || documentPack === undefined) return undefined;
  const buyer = await organisations.organisation(callOff.organisation);
  const sites = await organisations.sites(callOff.organisation);
  const sellers = await suppliers.summaries([callOff.supplier], today(clock));
  const main = sites.find((each) => each.main) ?? sites[0];
  const route: RouteKind | undefined = routeKinds.find((each) => each === callOff.route);
  return orderForm({
    callOff,
    pack: documentPack,
    agreement: {
      number: pack.number.value,
      name: pack.name.value,
      lotName: findLot(pack, callOff.lot)?.name.value ?? '',
      routeName: pack.routes.find((each) => each.kind === route)?.name.value ?? callOff.route,
    },
    buyer: {
      name: buyer?.name ?? callOff.organisation,
      address: main === undefined ? '' : `${main.address}, ${main.postcode}`,
    },
    supplier: { name: sellers.get(callOff.supplier)?.name ?? callOff.supplier },
    sites: sites.filter((each) => callOff.sites.includes(each.id)).map((each) => `${each.name}, ${each.postcode}`),
  });
}

/** The form of each variation, oldest first. */
export async function variationFormsOf(
  { organisations, suppliers, clock, rules }: FormOptions & { readonly rules: CallOffRulesOf },
  callOff: CallOff,
): Promise<readonly FormDocument[]> {
  const buyer = (await organisations.organisation(callOff.organisation))?.name ?? callOff.organisation;
  const sellers = await suppliers.summaries([callOff.supplier], today(clock));
  const supplier = sellers.get(callOff.supplier)?.name ?? callOff.supplier;
  const grounds = rules(callOff.agreement)?.variations ?? [];
  return callOff.variations.map(({ number, ground, recordedAt }) => {
    const groundName = grounds.find((each) => each.id === ground)?.name.value ?? ground;
    const form = variationForm({ callOff, number, groundName, buyer, supplier });
    return { form, hash: documentHash(form), madeAt: recordedAt };
  });
}
