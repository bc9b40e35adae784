import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { type RunningServer, type ServerSettings, startServer } from '../support/running-server.ts';

const root = resolve(import.meta.dirname, '../..');

/** What the pages under test are called this time: addresses that hold identifiers of the demonstration. */
export interface Known {
  readonly supplier: string;
  readonly product: string;
  readonly offers: readonly string[];
  /** The address of a saved list. */
  readonly list: string;
  /** The address of the operator's one-time link, from what the server printed; empty when it printed none. */
  readonly operatorLink: string;
}

/** One server and one browser for all browser tests. */
export interface Site {
  readonly origin: string;
  readonly browser: Browser;
  readonly known: Known;
  /** What the server has written so far. */
  output(): string;
  close(): Promise<void>;
}

async function json<T>(origin: string, path: string): Promise<T> {
  const answer = await fetch(`${origin}${path}`, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${path} answered ${String(answer.status)}`);
  return (await answer.json()) as T;
}

interface Items<T> {
  readonly items: readonly T[];
}

/** Saves a list as the form does, and answers its address. */
async function saveList(origin: string, offers: readonly string[]): Promise<string> {
  const lines = offers.flatMap((offer) => [
    ['offer', offer],
    [`quantity-${offer}`, '30'],
  ]);
  const answer = await fetch(`${origin}/catalogue/lists`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'sec-fetch-site': 'same-origin', origin },
    body: new URLSearchParams([['title', 'Laptops for the library, a name long enough to need two lines'], ...lines]),
  });
  const address = answer.headers.get('location');
  if (address === null) throw new Error(`The list was not saved: ${String(answer.status)} ${await answer.text()}`);
  return new URL(address, origin).pathname;
}

/** Looks up one of each kind of thing in the demonstration. */
async function discover(origin: string, output: string): Promise<Known> {
  const laptops = await json<Items<{ offer: string; product: { slug: string }; supplier: { id: string } }>>(
    origin,
    '/api/v1/offers?category=end-user-devices/laptops&condition=new&limit=50',
  );
  const products = new Map(laptops.items.map((each) => [each.product.slug, each]));
  const [first, ...others] = products.values();
  if (first === undefined) throw new Error('The demonstration holds no laptop');
  const offers = [first, ...others].map((each) => each.offer);
  return {
    supplier: first.supplier.id,
    product: first.product.slug,
    offers,
    list: await saveList(origin, offers.slice(0, 3)),
    operatorLink: /\/operator\/start\/[\w-]+/.exec(output)?.[0] ?? '',
  };
}

/** Brings the example of published footprints in through the command line, beside the running server; some of its rows are bad. */
function importFootprints(folder: string): Promise<void> {
  const args = [
    'bin/calloff.js',
    'products',
    'import',
    'docs/examples/footprints.csv',
    '--format',
    'boavizta',
    '--json',
  ];
  const env = { ...process.env, DATABASE_URL: '', CALLOFF_DATA_DIR: folder };
  return new Promise((done, failed) => {
    execFile(process.execPath, args, { cwd: root, env }, (_error, output, errors) => {
      if (output.includes('"applied":true')) done();
      else failed(new Error(`The footprints were not imported: ${errors}${output}`));
    });
  });
}

export interface SiteSettings extends ServerSettings {
  /** Whether published footprints are imported; they are unless told. */
  readonly footprints?: boolean;
}

/** Starts what browser tests need; `CALLOFF_URL` names a server that runs already, for looking at pages quickly. */
export async function openSite(settings: SiteSettings = {}): Promise<Site> {
  const running = process.env['CALLOFF_URL'] ?? '';
  const server: RunningServer =
    running === ''
      ? await startServer(settings)
      : {
          origin: running,
          folder: '',
          output: () => '',
          kill: () => Promise.resolve(),
          close: () => Promise.resolve(),
        };
  try {
    if (server.folder !== '' && settings.footprints !== false) await importFootprints(server.folder);
    const [known, browser] = await Promise.all([discover(server.origin, server.output()), launchBrowser()]);
    return {
      origin: server.origin,
      browser,
      known,
      output: () => server.output(),
      close: async () => {
        await browser.close();
        await server.close();
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}
