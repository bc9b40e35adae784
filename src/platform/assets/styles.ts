import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface StyleOptions {
  /** The style sheet to begin with; everything beside and below it counts as its source. */
  readonly folder: string;
  readonly entry: string;
  /** The folder `node_modules`. */
  readonly modules: string;
  /** Where compiled sheets are kept; when it cannot be written they are compiled at every start. */
  readonly cache: string;
}

/** The compiled style sheet. Compiled in a process of its own, once for each state of the sources. */
export async function compileStyles(options: StyleOptions): Promise<string> {
  const kept = join(options.cache, `styles-${await fingerprint(options)}.css`);
  try {
    return await readFile(kept, 'utf8');
  } catch {
    const css = await compile(options);
    await keep(kept, css);
    return css;
  }
}

async function fingerprint({ folder, modules }: StyleOptions): Promise<string> {
  const hash = createHash('sha256');
  for (const each of ['sass', 'govuk-frontend']) {
    hash.update(await readFile(join(modules, each, 'package.json')));
  }
  const names = (await readdir(folder, { recursive: true })).filter((each) => each.endsWith('.scss')).sort();
  for (const name of names) {
    hash.update(`\0${name}\0`).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 20);
}

async function compile({ folder, entry, modules }: StyleOptions): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    [
      join(modules, 'sass', 'sass.js'),
      `--load-path=${modules}`,
      '--style=compressed',
      '--no-source-map',
      '--no-error-css',
      '--quiet-deps',
      join(folder, entry),
    ],
    { maxBuffer: 32 * 1024 * 1024 },
  );
  return stdout;
}

async function keep(file: string, css: string): Promise<void> {
  try {
    await mkdir(join(file, '..'), { recursive: true });
    const part = `${file}.${String(process.pid)}`;
    await writeFile(part, css);
    await rename(part, file);
  } catch {
    // A read-only folder only costs the time to compile again.
  }
}
