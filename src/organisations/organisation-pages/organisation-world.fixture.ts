import { resolve } from 'node:path';
import { sql } from 'kysely';
import { createAgreements } from '../../agreements/index.ts';
import { fixedClock } from '../../kernel/dates.ts';
import { type Actor, type Policy, PolicyTable } from '../../platform/access/index.ts';
import type { Database, Engine } from '../../platform/database/index.ts';
import type { Server } from '../../platform/http/index.ts';
import { KeyService, operatorPolicies } from '../../platform/operator/index.ts';
import { openSecretBox } from '../../platform/secret-box/index.ts';
import { freshDatabase } from '../../../test/support/databases.ts';
import { pageServer } from '../../../test/support/page-server.ts';
import { createOrganisations } from '../buyers/directory.ts';
import type { OpenWork } from '../keeping/open-work.ts';
import { createOrganisationWorks } from '../membership/organisation-works.ts';
import { organisationApi } from '../organisation-api/organisation-api.ts';
import { organisationPolicies } from '../organisation-policies.ts';
import { createSuppliers } from '../supplier-service.ts';
import { organisationPages } from './organisation-pages.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = await createAgreements({ agreementsDir: `${root}/agreements`, referenceDir: `${root}/reference` });
if (!read.ok) throw new Error('The agreements cannot be read');
const agreements = read.value;

/** The agreement the tests are about: one that lets some class of buyers in on conditions only. */
export const agreement =
  agreements.packs.find((each) => each.buyers.some((buyer) => buyer.allowed.value === 'conditions'))?.number.value ??
  '';
const nothingOpen: OpenWork = { baskets: 0, quotes: 0, purchases: 0, orders: 0, callOffs: 0, invoices: 0 };
export const now = '2026-11-23T10:00:00Z';

/** The pages and services of organisations on a database of their own. */
export async function organisationWorld(engine: Engine, more: readonly Policy[] = []) {
  const database = await freshDatabase(engine);
  const clock = { now: () => current.now() };
  let current = fixedClock(now);
  let openWork: OpenWork = nothingOpen;
  const rows = [...organisationPolicies, ...operatorPolicies, ...more];
  const policies = new PolicyTable(rows);
  const works = createOrganisationWorks({
    database,
    clock,
    agreements,
    suppliers: createSuppliers({ database }),
    rights: policies,
    openWork: () => Promise.resolve(openWork),
    address: () => 'https://calloff.example',
  });
  const directory = createOrganisations({ database, reference: agreements.reference });
  const secretBox = await openSecretBox({ secret: 'the secret of this test, long enough', dataDir: '' });
  const keys = new KeyService({ database, clock, policies });
  return {
    database,
    works,
    keys,
    directory,
    policies,
    /** What the modules above say is not finished. */
    setOpenWork: (work: Partial<OpenWork>) => {
      openWork = { ...nothingOpen, ...work };
    },
    setNow: (instant: string) => {
      current = fixedClock(instant);
    },
    /** A server that the actor asks; told of each of its routes. */
    as: async (actor: Actor, route: (method: string, url: string) => void = () => undefined): Promise<Server> => {
      const server = await pageServer(rows, actor);
      server.addHook('onRoute', ({ method, url }) => {
        for (const each of [method].flat()) route(each, url);
      });
      const services = { organisationWorks: works, organisations: directory, agreements, clock, keys, secretBox };
      await server.register(
        organisationPages({
          ...services,
          signInHref: (next) => `/sign-in?next=${encodeURIComponent(next)}`,
          registerHref: () => '/register',
        }),
      );
      await server.register(organisationApi(services));
      return server;
    },
  };
}

/** Letters of the kind in the outbox, oldest first. */
export async function letters(
  { handle }: Database,
  kind: string,
): Promise<readonly { readonly recipient: string; readonly body: string }[]> {
  const found = await sql<{ recipient: string; body: string }>`select recipient, body from mail_outbox
    where kind = ${kind} order by id`.execute(handle);
  return found.rows;
}

/** The secret in the link of a letter. */
export function secretIn(body: string): string {
  return /\/invitations\/([\w-]+)/.exec(body)?.[1] ?? '';
}

/** A form as a browser sends it. */
export function posted(fields: Readonly<Record<string, string | readonly string[]>>) {
  const body = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) body.append(name, each);
  }
  return {
    method: 'POST' as const,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: body.toString(),
  };
}
