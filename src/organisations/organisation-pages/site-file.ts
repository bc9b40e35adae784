import type { FastifyRequest } from 'fastify';
import { receiveUpload } from '../../platform/http/index.ts';
import { largestSiteList } from '../membership/site-table.ts';

/** The file of a form; throws what to answer where there is none, or too large a one. */
export async function siteFile(request: FastifyRequest): Promise<Uint8Array> {
  const { file } = await receiveUpload(request, { maxBytes: largestSiteList.maxBytes });
  const parts: Uint8Array[] = [];
  for await (const part of file.stream) parts.push(part);
  return Buffer.concat(parts);
}
