import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { today } from '../../kernel/dates.ts';
import type { Problem } from '../../kernel/outcome.ts';
import { HttpError, notFound } from '../../platform/http/index.ts';
import { type PriceList, priceListReach, type PriceListReach } from '../price-lists/index.ts';
import type { PriceListPageServices } from './price-list-page-services.ts';
import { priceListPaths as paths } from './price-list-paths.ts';
import { type ShownList, shownList } from './price-list-view.ts';

/** Routes of one list. */
export const listParams = Type.Object({ id: Type.String({ maxLength: 40 }) });

/** Each page of lists is for who may read them. */
export const reading = { config: { policy: 'price-list.read' } } as const;

/** A list that is there, with what every page of it says. */
export interface FoundList {
  readonly list: PriceList;
  readonly supplier: string;
  readonly shown: ShownList;
}

/** The names of the lists' suppliers as the register has them today; the id where one is gone. */
export async function supplierNames(
  { suppliers, clock }: Pick<PriceListPageServices, 'suppliers' | 'clock'>,
  lists: readonly PriceList[],
): Promise<(list: PriceList) => string> {
  const known = await suppliers.summaries(
    lists.map((each) => each.supplierId),
    today(clock),
  );
  return (list) => known.get(list.supplierId)?.name ?? list.supplierId;
}

/** Whose lists the asking person may do with what the route does. */
export function reachOf(
  { policies }: Pick<PriceListPageServices, 'policies'>,
  { actor, routeOptions }: FastifyRequest,
): PriceListReach {
  return priceListReach(policies, routeOptions.config.policy ?? '', actor);
}

/** What the asking person may do besides reading. */
export interface May {
  readonly send: boolean;
  readonly decide: boolean;
}

export function mayOf({ policies }: Pick<PriceListPageServices, 'policies'>, { actor }: FastifyRequest): May {
  return {
    send: policies.decide('price-list.submit', actor).allowed,
    decide: policies.decide('price-list.decide', actor).allowed,
  };
}

/** The list of this address, if it is within reach, or a page that says there is none. */
export async function findList(
  services: PriceListPageServices,
  request: FastifyRequest,
  id: string,
): Promise<FoundList> {
  const list = await services.priceLists.get(id, reachOf(services, request));
  if (list === undefined) {
    throw notFound('There is no price list at this address.', 'Look for it among all price lists.', [
      { text: 'All price lists', href: paths.home() },
    ]);
  }
  const supplier = (await supplierNames(services, [list]))(list);
  return { list, supplier, shown: shownList(list, supplier, services.agreements) };
}

/** What an act was refused for, as a page of its own with the way back to the list. */
export function refused(problems: readonly Problem[], list: PriceList): HttpError {
  return new HttpError(409, 'This cannot be done now', problems, [
    { text: 'See where the list stands', href: paths.list(list.id) },
  ]);
}

/** What an address asks that the list has nothing of yet: says so and leads back. */
export function notYet(message: string, list: PriceList): HttpError {
  return new HttpError(
    409,
    'There is nothing to show yet',
    [{ code: 'price-list-state', message, remedy: 'Look at where the list stands.' }],
    [{ text: 'See where the list stands', href: paths.list(list.id) }],
  );
}

/** A list for a supplier the asking person does not act for. */
export function notYours(): HttpError {
  return new HttpError(404, 'There is no such supplier', [
    {
      code: 'supplier-unknown',
      path: 'supplier',
      message: 'You act for no supplier of that name.',
      remedy: 'Choose the supplier you act for.',
    },
  ]);
}
