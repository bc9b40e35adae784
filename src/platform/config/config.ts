import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** One setting: its environment name, what it does, its default as text, and how its text becomes a value. */
interface Setting<T> {
  readonly env: string;
  readonly doc: string;
  readonly fallback: string;
  readonly secret?: boolean;
  read(text: string): T | undefined;
}

const integer =
  (low: number, high: number) =>
  (text: string): number | undefined => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    return value >= low && value <= high ? value : undefined;
  };
const choice =
  <T extends string>(...allowed: readonly T[]) =>
  (text: string): T | undefined =>
    allowed.find((each) => each === text);
const anything = (text: string): string => text;
const path = (text: string): string => resolve(text);
/** A folder that comes with the project, wherever the process was started. */
const shipped = (text: string): string => resolve(import.meta.dirname, '../../..', text);
const address =
  (...schemes: readonly string[]) =>
  (text: string): string | undefined =>
    text === '' || (URL.canParse(text) && schemes.includes(new URL(text).protocol)) ? text : undefined;
/** `Name <address>` or an address; the sender of letters reads it more strictly. */
const sender = (text: string): string | undefined =>
  /^([^<>@]*<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(text) ? text : undefined;

function setting<T>(env: string, fallback: string, read: (text: string) => T | undefined, doc: string): Setting<T> {
  return { env, fallback, read, doc };
}
/** A setting whose value is never shown. */
function secret<T>(of: Setting<T>): Setting<T> {
  return { ...of, secret: true };
}

/** The one schema of the configuration; `.env.example` and the README's table are made from it. */
export const settings = {
  port: setting('PORT', '3000', integer(0, 65535), 'Port to listen on; 0 takes a free one.'),
  host: setting('HOST', '127.0.0.1', anything, 'Address to listen on.'),
  dataDir: setting('CALLOFF_DATA_DIR', './data', path, 'Folder of the embedded database and of files.'),
  databaseUrl: secret(
    setting(
      'DATABASE_URL',
      '',
      address('postgres:', 'postgresql:'),
      'PostgreSQL address (postgres://…). Empty: the embedded database, for trying out and small use.',
    ),
  ),
  databasePool: setting('CALLOFF_DATABASE_POOL', '10', integer(1, 200), 'Connections to PostgreSQL at the most.'),
  demo: setting(
    'CALLOFF_DEMO',
    'on',
    choice('on', 'catalogue', 'off'),
    'Load the demonstration into an empty embedded database: on, catalogue (without anybody’s work), or off.',
  ),
  demoOffers: setting('CALLOFF_DEMO_OFFERS', '20000', integer(1, 2_000_000), 'Offers in the demonstration.'),
  demoSeed: setting('CALLOFF_DEMO_SEED', '1', integer(0, 2_147_483_647), 'Seed of the demonstration.'),
  publicUrl: setting(
    'CALLOFF_PUBLIC_URL',
    '',
    address('https:', 'http:'),
    'Address people use, such as https://calloff.example. Empty: taken from the port.',
  ),
  secret: secret(
    setting(
      'CALLOFF_SECRET',
      '',
      (text) => (text === '' || text.length >= 24 ? text : undefined),
      'Secret of 24 characters or more that keys of authenticator apps are encrypted with; the same for every server of one database. Empty: one is made and kept as secret.key in the data folder.',
    ),
  ),
  oidcIssuer: setting(
    'CALLOFF_OIDC_ISSUER',
    '',
    address('https:', 'http:'),
    'Address of a sign-in service (OpenID Connect) people may sign in through. Empty: there is none.',
  ),
  oidcClientId: setting('CALLOFF_OIDC_CLIENT_ID', '', anything, 'What the sign-in service knows this one by.'),
  oidcClientSecret: secret(
    setting('CALLOFF_OIDC_CLIENT_SECRET', '', anything, 'Secret shared with the sign-in service; empty: PKCE alone.'),
  ),
  oidcName: setting('CALLOFF_OIDC_NAME', 'your organisation', anything, 'The sign-in service as people know it.'),
  agreementsDir: setting('CALLOFF_AGREEMENTS_DIR', './agreements', shipped, 'Folder with one agreement pack a folder.'),
  referenceDir: setting('CALLOFF_REFERENCE_DIR', './reference', shipped, 'Folder of dated public facts.'),
  logLevel: setting(
    'CALLOFF_LOG_LEVEL',
    'info',
    choice('silent', 'fatal', 'error', 'warn', 'info', 'debug'),
    'Least severe line that is logged.',
  ),
  rateLimit: setting(
    'CALLOFF_RATE_LIMIT',
    '600',
    integer(0, 10_000_000),
    'Requests a minute from one address before 429; 0 sets no limit.',
  ),
  uploadMb: setting('CALLOFF_UPLOAD_MB', '100', integer(1, 2000), 'Largest file taken, in megabytes.'),
  clamd: setting(
    'CALLOFF_CLAMD',
    '',
    (text) => (text === '' || text.startsWith('/') || /^[^\s/]+:\d{1,5}$/.test(text) ? text : undefined),
    'Where clamd scans the files people send: host:port, or the path of its socket. Empty: files are not scanned.',
  ),
  metrics: setting(
    'CALLOFF_METRICS',
    'key',
    choice('key', 'open', 'off'),
    'Who may read /metrics: key asks for an API key with the scope metrics:read, open is for closed networks, off is nobody.',
  ),
  drainSeconds: setting(
    'CALLOFF_DRAIN_SECONDS',
    '0',
    integer(0, 300),
    'Seconds between the signal to stop, when /readyz turns to 503, and taking no more requests.',
  ),
  smtpUrl: secret(
    setting(
      'CALLOFF_SMTP_URL',
      '',
      address('smtp:', 'smtps:'),
      'Mail server, such as smtps://name:password@mail.example. Empty: letters are kept and go out once there is one.',
    ),
  ),
  mailFrom: setting(
    'CALLOFF_MAIL_FROM',
    'Calloff <calloff@localhost>',
    sender,
    'Who letters come from: an address, or Name <address>.',
  ),
  trustProxy: setting(
    'CALLOFF_TRUST_PROXY',
    '0',
    integer(0, 10),
    'Number of reverse proxies in front whose X-Forwarded-For is believed.',
  ),
} as const;

type Settings = typeof settings;
export type Config = { readonly [K in keyof Settings]: Settings[K] extends Setting<infer T> ? T : never };

export class ConfigError extends Error {}

/** Reads the configuration from environment variables; throws a ConfigError that names every bad one. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const wrong: string[] = [];
  const entries = Object.entries(settings).map(([name, each]: [string, Setting<unknown>]) => {
    const text = env[each.env] ?? '';
    const value = each.read(text === '' ? each.fallback : text);
    if (value === undefined)
      wrong.push(`${each.env} ${each.secret === true ? 'cannot be read' : `is "${text}"`}. ${each.doc}`);
    return [name, value];
  });
  if (wrong.length > 0) throw new ConfigError(`The configuration cannot be used.\n${wrong.join('\n')}`);
  return Object.fromEntries(entries) as Config;
}

/**
 * The configuration of this process: the only place that reads the environment. A file `.env` in the current folder
 * fills in what the environment does not say.
 */
export function configFromProcess(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return readConfig(process.env);
}

/** Whether the person wants no colours, whatever the terminal can do (https://no-color.org). */
export function plainOutputWanted(): boolean {
  return (process.env['NO_COLOR'] ?? '') !== '' || process.env['TERM'] === 'dumb';
}

/** The text of `.env.example`, made from the schema. */
export function envExample(): string {
  const lines = Object.values(settings).map((each) => `# ${each.doc}\n# ${each.env}=${each.fallback}\n`);
  return `# Copy to .env and change what you need. Made from the configuration schema by: npm run env-example\n\n${lines.join('\n')}`;
}
