import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { FastifyPluginAsync } from 'fastify';
import { notFound } from '../http/index.ts';
import { readIcons } from './icons.ts';
import { compileStyles } from './styles.ts';

export interface AssetOptions {
  /** The folder `web`, with `styles/calloff.scss`, `assets/`, `scripts/` and `icons/`. */
  readonly web: string;
  /** The folder `node_modules`. */
  readonly modules: string;
  /** Where compiled files are kept between starts. */
  readonly cache: string;
}

export interface Assets {
  /** The address of an asset, with its content hash. Throws for an unknown name: templates are ours. */
  readonly asset: (name: string) => string;
  /** The inside of an icon's `<svg>`; empty for an unknown name, because data names icons too. */
  readonly icon: (name: string) => string;
  readonly hasIcon: (name: string) => boolean;
  /** Serves `/assets/…`. */
  readonly plugin: FastifyPluginAsync;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
};
const compressible = new Set(['.css', '.js', '.svg', '.txt']);

interface Served {
  readonly type: string;
  readonly plain: Buffer;
  readonly packed: { readonly br: Promise<Buffer>; readonly gzip: Promise<Buffer> } | undefined;
}

/** Builds everything pages load besides themselves: the style sheet, scripts, pictures, icons. */
export async function createAssets(options: AssetOptions): Promise<Assets> {
  const [icons, files] = await Promise.all([readIcons(join(options.web, 'icons')), collect(options)]);
  const addresses = new Map<string, string>();
  const served = new Map<string, Served>();
  for (const [name, content] of files) {
    const extension = extname(name);
    const type = types[extension];
    if (type === undefined) throw new Error(`Nothing is known of how to serve ${name}`);
    const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
    const file = `${name.slice(0, -extension.length)}-${hash}${extension}`;
    addresses.set(name, `/assets/${file}`);
    served.set(file, { type, plain: content, packed: compressible.has(extension) ? pack(content) : undefined });
  }
  return {
    asset: (name) => {
      const address = addresses.get(name);
      if (address === undefined) throw new Error(`There is no asset called ${name}`);
      return address;
    },
    icon: (name) => icons.get(name) ?? '',
    hasIcon: (name) => icons.has(name),
    plugin: async (server) => {
      server.get<{ Params: { file: string } }>(
        '/assets/:file',
        { config: { rateLimit: false }, schema: { hide: true } },
        async (request, reply) => {
          const found = served.get(request.params.file);
          if (found === undefined) throw notFound('There is no file at this address.', 'Load the page again.');
          reply.type(found.type).header('cache-control', 'public, max-age=31536000, immutable');
          if (found.packed === undefined) return reply.send(found.plain);
          reply.header('vary', 'accept-encoding');
          const encoding = preferredEncoding(request.headers['accept-encoding']);
          if (encoding === undefined) return reply.send(found.plain);
          return reply.header('content-encoding', encoding).send(await found.packed[encoding]);
        },
      );
    },
  };
}

async function collect({ web, modules, cache }: AssetOptions): Promise<readonly (readonly [string, Buffer])[]> {
  const styles = compileStyles({ folder: join(web, 'styles'), entry: 'calloff.scss', modules, cache });
  const found = await Promise.all(['assets', 'scripts'].map((folder) => readFolder(join(web, folder))));
  return [...found.flat(), ['calloff.css', Buffer.from(await styles)]];
}

async function readFolder(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const files = entries.filter((each) => each.isFile() && extname(each.name) in types);
  return Promise.all(files.map(async ({ name }) => [name, await readFile(join(folder, name))] as const));
}

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Packs in the background, once; a request that comes first waits for it. */
function pack(content: Buffer): { readonly br: Promise<Buffer>; readonly gzip: Promise<Buffer> } {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return { br: brotli(content, { params }), gzip: zip(content, { level: 9 }) };
}

/** Brotli before gzip where the client takes either; a weight of 0 is a refusal. */
export function preferredEncoding(header: string | readonly string[] | undefined): 'br' | 'gzip' | undefined {
  const accepted = [header ?? '']
    .flat()
    .join(',')
    .toLowerCase()
    .split(',')
    .filter((each) => !/;\s*q=0(\.0*)?\s*$/.test(each))
    .map((each) => each.split(';')[0]?.trim());
  return (['br', 'gzip'] as const).find((each) => accepted.includes(each));
}
