import { accessSync, constants } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Flags for a browser that talks to nobody but the pages under test. */
const flags = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function attempt(command: string, ...args: readonly string[]): string {
  try {
    execFileSync(command, [...args], { stdio: 'pipe', timeout: 300_000 });
    return '';
  } catch (error) {
    return `${[command, ...args].join(' ')}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`;
  }
}

/**
 * The browser to test with: `CALLOFF_CHROMIUM`, else one on the path, else one it can install.
 * Throws with what was tried; browser tests are never skipped in silence.
 */
export function findChromium(): string {
  const named = process.env['CALLOFF_CHROMIUM'] ?? '';
  if (named !== '') {
    if (isProgram(named)) return named;
    throw new Error(`CALLOFF_CHROMIUM is "${named}", which is not a program that can be run.`);
  }
  const found = onPath() ?? [chromium.executablePath()].find(isProgram);
  if (found !== undefined) return found;
  const cli = join(import.meta.dirname, '../../node_modules/playwright-core/cli.js');
  const tried = [attempt(process.execPath, cli, 'install', 'chromium')];
  if (isProgram(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0) {
    tried.push(attempt('apt-get', 'install', '-y', '--no-install-recommends', 'chromium'));
    const installed = onPath();
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `No Chromium was found for the browser tests. Install one, or name it in CALLOFF_CHROMIUM. Tried:\n${tried.join('\n')}`,
  );
}

/** Starts a browser with a user-data folder of its own; close it when done. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    headless: true,
    args: process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags,
  });
}
