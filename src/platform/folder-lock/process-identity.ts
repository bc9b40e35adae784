import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one run of a process from another that later got the same number. Empty text where a system cannot say. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own unit: only to be compared for equality. */
  readonly started: string;
  /** The run of the machine, and the container (its space of process numbers), in which the number means something. */
  readonly boot: string;
  readonly space: string;
  readonly host: string;
}

function quietly(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** When the process with this number started; empty when there is none or the system cannot say. */
export function processStarted(pid: number): string {
  if (process.platform === 'linux') {
    // Field 22 of /proc/<pid>/stat; the name in field 2 may hold spaces and brackets.
    const stat = quietly(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  }
  if (process.platform === 'win32') return '';
  return quietly(() => execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }));
}

export function ownIdentity(): ProcessIdentity {
  return {
    pid: process.pid,
    started: processStarted(process.pid),
    boot: quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    space: quietly(() => readlinkSync('/proc/self/ns/pid')),
    host: hostname(),
  };
}

/** Whether the process is alive: `unknown` when it ran where this process cannot look (another container or machine). */
export function lives(of: ProcessIdentity, own: ProcessIdentity = ownIdentity()): boolean | 'unknown' {
  // The same machine after a restart: nothing of before lives.
  if (of.boot !== own.boot) return of.host === own.host ? false : 'unknown';
  if (of.space !== own.space) return 'unknown';
  try {
    process.kill(of.pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return of.started === processStarted(of.pid);
}
