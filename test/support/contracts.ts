import { resolve } from 'node:path';
import { sql } from 'kysely';
import { createAgreements } from '../../src/agreements/index.ts';
import { type CategoryTree, createProducts, loadCategories } from '../../src/catalogue/index.ts';
import {
  contractPolicies,
  createContracts,
  loadContractKnowledge,
  type OrderDraft,
  type OrderDraftLine,
} from '../../src/contracts/index.ts';
import { createOrganisations, createSuppliers } from '../../src/organisations/index.ts';
import { type Clock, isoDate } from '../../src/kernel/dates.ts';
import { type PersonActor, PolicyTable } from '../../src/platform/access/index.ts';
import type { Database, Engine } from '../../src/platform/database/index.ts';
import { freshDatabase } from './databases.ts';
import { addOrganisation, addPerson } from './people.ts';

const root = resolve(import.meta.dirname, '../..');

/** A clock that is set by hand. */
export function handClock(instant: string): Clock & { set(instant: string): void } {
  let current = Temporal.Instant.from(instant);
  return {
    now: () => current,
    set: (next) => {
      current = Temporal.Instant.from(next);
    },
  };
}

let known: Promise<CategoryTree> | undefined;

function categoriesOnce(): Promise<CategoryTree> {
  known ??= loadCategories(`${root}/reference/categories`).then((loaded) => {
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    return loaded.value;
  });
  return known;
}

export const contractPolicyTable = new PolicyTable(contractPolicies);

/** A buyer with a second site, another buyer, a supplier, another supplier, and the authority, with people in each. */
export async function contractWorld(engine: Engine) {
  const database = await freshDatabase(engine);
  const clock = handClock('2026-11-23T10:00:00Z');
  for (const id of ['marrowby-systems', 'second-harbour']) await addRegisterSupplier(database, id);
  await addOrganisation(database, { id: 'northmoor1', sites: ['northmoors1', 'northmoors2'] });
  await addOrganisation(database, { id: 'eastfield1' });
  await addOrganisation(database, {
    id: 'marrowby01',
    kind: 'supplier',
    supplier: 'marrowby-systems',
    name: 'Marrowby',
  });
  await addOrganisation(database, { id: 'harbour001', kind: 'supplier', supplier: 'second-harbour', name: 'Harbour' });
  await addOrganisation(database, { id: 'authority1', kind: 'authority', agreements: ['RM6098'] });
  const person = (id: string, organisation: string, roles: Parameters<typeof addPerson>[1]['roles'], limit?: string) =>
    addPerson(database, { id, organisation, roles, signingLimit: limit ?? null });
  const people = {
    buyer: await person('buyerperson', 'northmoor1', ['buyer', 'contract-manager'], '500000.00'),
    siteBuyer: await addPerson(database, {
      id: 'sitebuyer1',
      organisation: 'northmoor1',
      roles: ['buyer'],
      site: 'northmoors2',
    }),
    otherBuyer: await person('otherbuyer', 'eastfield1', ['buyer', 'contract-manager'], '500000.00'),
    supplier: await person(
      'supplierman',
      'marrowby01',
      ['supplier-catalogue-manager', 'supplier-bid-manager'],
      '900000.00',
    ),
    otherSupplier: await person('otherseller', 'harbour001', ['supplier-catalogue-manager']),
    manager: await person('manager001', 'authority1', ['category-manager']),
    auditor: await person('auditor001', 'northmoor1', ['auditor']),
  } satisfies Record<string, PersonActor>;
  const read = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
  if (!read.ok) throw new Error('The agreements cannot be read');
  const knowledge = await loadContractKnowledge(read.value);
  if (!knowledge.ok) throw new Error(JSON.stringify(knowledge.problems));
  const organisations = createOrganisations({ database, reference: read.value.reference });
  const suppliers = createSuppliers({ database });
  const categories = await categoriesOnce();
  const products = createProducts({ database, categories, agreements: read.value, suppliers });
  const options = { database, clock, organisations, suppliers, products, agreements: read.value };
  const made = createContracts({ ...options, policies: contractPolicyTable, knowledge: knowledge.value });
  return { ...options, ...made, people };
}

export type ContractWorld = Awaited<ReturnType<typeof contractWorld>>;

async function addRegisterSupplier({ handle }: Database, id: string): Promise<void> {
  await sql`insert into supplier (id, name, name_key, legal_name, size, demonstration)
    values (${id}, ${id}, ${id}, ${`${id} Limited`}, 'small', true)`.execute(handle);
}

/** A line of laptops; 20% VAT. `net` and the others follow from price and quantity, which must come to whole pence. */
export function laptops(quantity: number, unitPrice = '395.00'): OrderDraftLine {
  const pence = Math.round(Number(unitPrice) * 100) * quantity;
  const vat = Math.round(pence * 0.2);
  const pounds = (amount: number) => (amount / 100).toFixed(2);
  return {
    ...{ kind: 'goods', offer: 'offer-1', service: null, product: 'product-1', mpn: 'NV14-5120' },
    ...{ title: 'Norvik N14', condition: 'new', unit: 'each', quantity, unitPrice, vatCategory: 'standard' },
    ...{ net: pounds(pence), vat: pounds(vat), gross: pounds(pence + vat), vatPercent: '20', follows: null },
  };
}

let purchases = 0;

/** A draft of an order of those lines, a purchase of its own each time. */
export function orderDraft(lines: readonly OrderDraftLine[], more: Partial<OrderDraft> = {}): OrderDraft {
  purchases += 1;
  const sum = (of: 'net' | 'vat' | 'gross') => lines.reduce((total, line) => total + Number(line[of]), 0).toFixed(2);
  return {
    ...{ organisation: 'northmoor1', site: 'northmoors1', supplier: 'marrowby-systems', agreement: 'RM6098', lot: '8' },
    ...{
      route: 'catalogue',
      callOff: null,
      title: 'Laptops',
      buyerReference: 'PO-1',
      expectedBy: isoDate('2026-11-30'),
    },
    deliverTo: { name: 'Northmoor', address: '1 Chapel Rise, Northmoor', postcode: 'NM1 1AA' },
    ...{ invoiceTo: 'Finance, 1 Chapel Rise', commencedOn: isoDate('2026-11-20'), lines },
    ...{
      net: sum('net'),
      vat: sum('vat'),
      gross: sum('gross'),
      commitmentNet: sum('net'),
      commitmentGross: sum('gross'),
    },
    ...{ starts: isoDate('2026-11-23'), ends: null, purchase: `purchase-${purchases}` },
    ...more,
  };
}
