import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { FastifyReply } from 'fastify';
import type { ReadyFile } from '../price-lists/index.ts';

/** Sends a file that was made for this answer, and removes it, sent or not. */
export async function sendFile(reply: FastifyReply, file: ReadyFile): Promise<FastifyReply> {
  const { size } = await stat(file.path);
  const stream = createReadStream(file.path);
  stream.once('close', () => void rm(file.path, { force: true }));
  const plain = file.fileName.replace(/[^\w. -]/g, '_');
  return reply
    .type(file.contentType)
    .header('content-length', size)
    .header(
      'content-disposition',
      `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)}`,
    )
    .send(stream);
}
