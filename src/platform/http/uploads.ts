import multipart, { type Multipart, type MultipartFile } from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Problem } from '../../kernel/outcome.ts';
import { plainFileName, type Scanner, ScannerAway, tooLarge } from '../files/index.ts';
import { HttpError } from './errors.ts';
import { isStorable } from './hostile-input.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** What looks at files for malicious content; undefined where none is configured. */
    scanner: Scanner | undefined;
  }
  interface FastifyContextConfig {
    /** The route takes a form with a file, read by `receiveUpload`. All others refuse one. */
    upload?: boolean;
  }
}

/** A form with one file. */
export interface Upload {
  /** The other fields, each sent once and before the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly file: {
    /** A plain name, whatever was sent. */
    readonly name: string;
    /** To be read once, to its end: it throws what to answer if the sender goes away or the file is refused on the way. */
    readonly stream: AsyncIterable<Uint8Array>;
  };
}

const FIELDS = 20;
const FIELD_BYTES = 16_384;
/** What a form adds to its file: fields, part headings and boundaries. */
const FORM_BYTES = FIELDS * (FIELD_BYTES + 1024);

/** Teaches the server forms with files, on routes that say `upload`. */
export async function registerUploads(server: FastifyInstance, scanner?: Scanner): Promise<void> {
  server.decorate('scanner', scanner);
  await server.register(multipart, {
    throwFileSizeLimit: false,
    limits: {
      files: 1,
      fields: FIELDS,
      parts: FIELDS + 2,
      fieldSize: FIELD_BYTES,
      fieldNameSize: 100,
      headerPairs: 20,
      // Counted as it is read, by the limit of the route.
      fileSize: Number.MAX_SAFE_INTEGER,
    },
  });
  // What nobody reads any more is let run dry: a browser shows the answer only once it has sent everything.
  server.addHook('onSend', async (request) => {
    if (!request.isMultipart() || request.raw.readableEnded) return;
    request.raw.unpipe();
    request.raw.resume();
  });
}

/**
 * Reads a form up to its file. The file then streams: nothing of it is kept here. Throws an HttpError with what to do for a form
 * that is not one, has no file or more than one, or is larger than `maxBytes` says.
 */
export async function receiveUpload(
  request: FastifyRequest,
  { maxBytes }: { readonly maxBytes: number },
): Promise<Upload> {
  if (!request.isMultipart()) {
    throw refusal(415, {
      code: 'not-a-form',
      message: 'This address takes a form with a file.',
      remedy: 'Send it as multipart/form-data, with the file in its last field.',
    });
  }
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > maxBytes + FORM_BYTES) throw refusal(413, tooLarge(maxBytes));
  const parts = request.parts();
  const fields = new Map<string, string>();
  for (;;) {
    const next = await readable(parts.next());
    if (next.done === true) throw missing();
    const part = next.value;
    if (part.type === 'file') {
      if (part.filename === '') throw missing();
      return {
        fields: Object.fromEntries(fields),
        file: { name: plainFileName(part.filename), stream: fileStream(part, parts, maxBytes, request.server.scanner) },
      };
    }
    if (fields.has(part.fieldname)) {
      throw refusal(400, {
        code: 'field-twice',
        path: part.fieldname,
        message: `The field ${part.fieldname} was sent twice.`,
        remedy: 'Send each field once.',
      });
    }
    fields.set(part.fieldname, textOf(part));
  }
}

function textOf(part: Exclude<Multipart, MultipartFile>): string {
  const { fieldname: name, value } = part;
  if (part.valueTruncated) {
    throw refusal(413, {
      code: 'field-too-long',
      path: name,
      message: `The field ${name} is longer than ${FIELD_BYTES / 1024} kB.`,
      remedy: 'Make it shorter.',
    });
  }
  if (typeof value === 'string' && isStorable(value) && isStorable(name)) return value;
  throw refusal(400, {
    code: 'characters',
    message: 'What was sent holds characters that cannot be stored, or a field that is not text.',
    remedy: 'Take out NUL characters and broken text, and send it again.',
  });
}

async function* fileStream(
  part: MultipartFile,
  parts: AsyncIterator<Multipart>,
  maxBytes: number,
  scanner: Scanner | undefined,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  const scan = scanner?.begin();
  try {
    for await (const chunk of part.file) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A file arrives as bytes');
      size += chunk.length;
      if (size > maxBytes) throw refusal(413, tooLarge(maxBytes));
      await scan?.take(chunk);
      yield chunk;
    }
    // Whoever reads the file has not ended yet: what throws here leaves nothing of it.
    const found = await scan?.finding();
    if (found !== undefined) throw malicious(found);
  } catch (error) {
    throw asRefusal(error);
  } finally {
    scan?.stop();
  }
  const next = await readable(parts.next());
  if (next.done === true) return;
  throw refusal(400, {
    code: 'after-the-file',
    path: next.value.fieldname,
    message: `The field ${next.value.fieldname} came after the file.`,
    remedy: 'Put the file last: fields that come after it are not read.',
  });
}

function malicious(found: string): HttpError {
  return refusal(422, {
    code: 'file-malicious',
    message: `The file holds something known to do harm (${found}), so nothing of it was kept.`,
    remedy: 'Scan the machine it comes from, and send a clean file.',
  });
}

function missing(): HttpError {
  return refusal(400, {
    code: 'file-missing',
    message: 'There is no file in what was sent.',
    remedy: 'Choose a file and send it again.',
  });
}

function refusal(status: number, problem: Problem): HttpError {
  return new HttpError(status, status === 413 ? 'The file is too large' : 'The file could not be taken', [problem]);
}

async function readable<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** What the parser found wrong, in words. */
const limits: Readonly<Record<string, readonly [string, string]>> = {
  FST_FILES_LIMIT: ['More than one file was sent.', 'Send one file at a time.'],
  FST_FIELDS_LIMIT: [`More than ${FIELDS} fields were sent.`, 'Send only the fields this address takes.'],
  FST_PARTS_LIMIT: [`More than ${FIELDS} fields were sent.`, 'Send only the fields this address takes.'],
};

function asRefusal(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  if (error instanceof ScannerAway) {
    return refusal(503, {
      code: 'scanner-away',
      message: 'Files cannot be scanned now, so none is taken.',
      remedy: 'Try again in a few minutes.',
    });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [message, remedy] = limits[code] ?? [
    'The file did not arrive whole, or what was sent is not a form.',
    'Send it again.',
  ];
  return refusal(code in limits ? 413 : 400, { code: 'upload', message, remedy });
}
