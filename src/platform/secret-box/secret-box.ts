import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps in the database what must be read again, such as the keys of authenticator apps, so that a copy of it alone tells nothing. */
export interface SecretBox {
  /** The text encrypted; `about` says whose it is and must be the same to open it. */
  seal(text: string, about: string): string;
  /** The text; throws when it was sealed with another key, about something else, or changed. */
  open(sealed: string, about: string): string;
}

export interface SecretBoxOptions {
  /** The installation's secret; empty: one is made and kept as `secret.key` in the data folder. */
  readonly secret: string;
  readonly dataDir: string;
}

/** Opens the box with the configured secret, or with the one of the data folder, which is made when there is none. */
export async function openSecretBox({ secret, dataDir }: SecretBoxOptions): Promise<SecretBox> {
  const given = secret === '' ? await keptSecret(dataDir) : secret;
  const key = Buffer.from(hkdfSync('sha256', given, '', 'calloff secret box 1', 32));
  return {
    seal: (text, about) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
    },
    open: (sealed, about) => {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
      decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

async function keptSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  try {
    await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!there) throw error;
  }
  return readFile(file, 'utf8');
}
