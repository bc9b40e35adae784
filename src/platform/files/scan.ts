import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Looks at files for known malicious content. */
export interface Scanner {
  /** Begins to look at one file. */
  begin(): Scan;
}

/** One file on its way through the scanner. Whatever fails, also a scanner that is away, throws from `take` or `finding`. */
interface Scan {
  take(bytes: Uint8Array): Promise<void>;
  /** After the last byte: what was found, in the scanner's name for it; undefined: nothing. */
  finding(): Promise<string | undefined>;
  /** The file is not wanted any more. */
  stop(): void;
}

/** The scanner did not answer, or not with a verdict. */
export class ScannerAway extends Error {}

/** Longest wait for the scanner, in milliseconds. */
const PATIENCE = 60_000;

/**
 * Scans by clamd's INSTREAM command (`man clamd`): lengths as four bytes, most significant first, before each piece, and a
 * zero at the end; it answers `stream: OK` or `stream: NAME FOUND`. `address` is host:port or the path of a socket.
 */
export function clamdScanner(address: string): Scanner {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(address) ?? [];
  return { begin: () => beginScan(host === '' ? connect(address) : connect(Number(port), host)) };
}

function beginScan(socket: Socket): Scan {
  let said = '';
  socket.setTimeout(PATIENCE, () => socket.destroy(new Error('clamd took too long')));
  socket.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
  const ended = new Promise<void>((done, failed) => {
    socket.once('end', done);
    socket.once('error', failed);
    socket.once('close', () => {
      failed(new Error('clamd went away'));
    });
  });
  // Told by whichever of the two comes next.
  ended.catch(() => undefined);
  const send = async (bytes: Uint8Array): Promise<void> => {
    if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), ended]);
  };
  const away = (error: unknown): never => {
    throw new ScannerAway('The scanner of files does not answer', { cause: error });
  };
  socket.write('zINSTREAM\0');
  return {
    take: async (bytes) => {
      if (bytes.length === 0) return;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      await send(length).catch(away);
      await send(bytes).catch(away);
    },
    finding: async () => {
      await send(Buffer.alloc(4)).catch(away);
      await ended.catch(away);
      socket.destroy();
      const answer = said.replaceAll('\0', '').trim();
      if (answer === 'stream: OK') return undefined;
      return /^stream: (.+) FOUND$/.exec(answer)?.[1] ?? away(new Error(`clamd said: ${answer}`));
    },
    stop: () => {
      socket.destroy();
    },
  };
}
