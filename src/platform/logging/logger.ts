import { type DestinationStream, destination, type Logger, pino } from 'pino';

export interface LoggerOptions {
  readonly level: string;
  /** Where lines go; standard error when left out, because standard output belongs to answers. */
  readonly stream?: DestinationStream;
}

/** Fields that are secrets wherever they turn up in a line. */
const secret = ['authorization', 'cookie', 'password', 'token', 'secret', 'key', 'databaseUrl', 'set-cookie'];

/** Addresses with a password in them, as database drivers quote them in messages. */
const credentials = /([a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi;
/** The one-time link of the operator. */
const link = /(\/operator\/start\/)[^\s?#/"]+/gi;

/** Text without credentials in addresses and one-time links. */
export function withoutSecrets(text: string): string {
  return text.replace(credentials, '$1***@').replace(link, '$1***');
}

/**
 * Structured logs, one JSON object a line. Levels are words and times ISO 8601. Requests are described by their route,
 * never by their query or headers; errors lose credentials.
 */
export function createLogger(options: LoggerOptions): Logger {
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secret.flatMap((each) => [`["${each}"]`, `*["${each}"]`, `*.headers["${each}"]`]),
        censor: '***',
      },
      serializers: {
        // What Fastify logs of its own accord: the address could hold a token or search words.
        req: (request: { method?: string; routeOptions?: { url?: string } }) => ({
          method: request.method,
          route: request.routeOptions?.url,
        }),
        res: (reply: { statusCode?: number }) => ({ status: reply.statusCode }),
      },
      // The last gate: messages quote addresses too.
      hooks: { streamWrite: withoutSecrets },
    },
    options.stream ?? destination({ dest: 2, sync: true }),
  );
}
