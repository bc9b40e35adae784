import { join } from 'node:path';
import {
  createBaskets,
  createBeforeYouBuy,
  createComparisons,
  createNeeds,
  createPriceBands,
  createPurchases,
  createQuotes,
  followOrders,
  loadPurchaseRules,
  purchasingPolicies,
} from '../../src/purchasing/index.ts';
import { createContracts, createFigures, contractPolicies, loadContractKnowledge } from '../../src/contracts/index.ts';
import { createProducts, createSearch, openLots } from '../../src/catalogue/index.ts';
import { createOrganisations, createSuppliers } from '../../src/organisations/index.ts';
import { PolicyTable } from '../../src/platform/access/index.ts';
import type { Engine } from '../../src/platform/database/index.ts';
import { handClock } from './contracts.ts';
import { freshDatabase } from './databases.ts';
import { addOrganisation, addPerson } from './people.ts';
import { fillSmallCatalogue } from './small-catalogue.ts';

/** A school with everybody it takes to buy, another buyer, and the small catalogue. */
export async function purchasingWorld(engine: Engine) {
  const database = await freshDatabase(engine);
  const clock = handClock('2026-11-23T10:00:00Z');
  const { agreements, categories } = await fillSmallCatalogue(database);
  await addOrganisation(database, { id: 'northmoor1', sites: ['northmoors1'] });
  await addOrganisation(database, { id: 'eastfield1' });
  const people = {
    buyer: await addPerson(database, {
      id: 'buyerperson',
      organisation: 'northmoor1',
      roles: ['buyer', 'approver'],
      approvalLimit: '90000.00',
    }),
    requester: await addPerson(database, { id: 'requester1', organisation: 'northmoor1', roles: ['requester'] }),
    head: await addPerson(database, {
      id: 'headperson',
      organisation: 'northmoor1',
      roles: ['approver'],
      approvalLimit: '90000.00',
    }),
    stranger: await addPerson(database, {
      id: 'otherbuyer',
      organisation: 'eastfield1',
      roles: ['buyer', 'approver'],
      approvalLimit: '90000.00',
    }),
  };
  const policies = new PolicyTable([...contractPolicies, ...purchasingPolicies]);
  const suppliers = createSuppliers({ database });
  const organisations = createOrganisations({ database, reference: agreements.reference });
  const products = createProducts({ database, categories, agreements, suppliers });
  const knowledge = await loadContractKnowledge(agreements);
  if (!knowledge.ok) throw new Error(JSON.stringify(knowledge.problems));
  const options = { database, clock, agreements, products, suppliers, organisations, policies };
  const tell = followOrders({ clock });
  const contracts = createContracts({ ...options, knowledge: knowledge.value, tell });
  const baskets = createBaskets(options);
  const rules = await loadPurchaseRules(join(import.meta.dirname, '../../reference'));
  if (!rules.ok) throw new Error(JSON.stringify(rules.problems));
  const purchases = createPurchases({
    ...options,
    ordering: contracts.ordering,
    baskets,
    rules: rules.value,
  });
  const comparisons = createComparisons({ ...options, baskets, purchases });
  const needs = createNeeds({ ...options, baskets });
  const quotes = createQuotes({ ...options, baskets, purchases });
  const search = createSearch({ database, categories, suppliers, lots: (on) => openLots(agreements, on) });
  const beforeYouBuy = createBeforeYouBuy({ ...options, search, assets: () => Promise.resolve([]) });
  const figures = createFigures(options);
  const limits = { days: 90, orders: 5, buyers: 3, quantityFactor: 2, assumed: true };
  const priceBands = createPriceBands({ figures, clock, limits });
  return {
    ...options,
    rules: rules.value,
    tell,
    people,
    contracts,
    baskets,
    purchases,
    quotes,
    needs,
    comparisons,
    priceBands,
    beforeYouBuy,
  };
}
