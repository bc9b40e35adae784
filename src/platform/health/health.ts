import type { FastifyPluginAsync } from 'fastify';
import { sql } from 'kysely';
import type { Database } from '../database/index.ts';

/** How long the database may take to say it is there, in milliseconds. */
const PATIENCE = 3000;

/**
 * `/healthz`: the process lives. `/readyz`: it can serve, so the database answers; 503 while it does not and while the
 * server is stopping. Migrations are applied before the server listens.
 */
export function healthPages(services: {
  readonly database: Database;
  readonly stopping: () => boolean;
}): FastifyPluginAsync {
  return async (server) => {
    const options = { config: { rateLimit: false as const }, schema: { hide: true } };
    server.get('/healthz', options, async (_request, reply) =>
      reply.header('cache-control', 'no-store').send({ status: 'alive' }),
    );
    server.get('/readyz', options, async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      if (services.stopping()) return reply.status(503).send({ status: 'stopping' });
      const answers = await databaseAnswers(services.database);
      return reply.status(answers ? 200 : 503).send({ status: answers ? 'ready' : 'database does not answer' });
    });
  };
}

async function databaseAnswers(database: Database): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => (timer = setTimeout(resolve, PATIENCE, false)));
  const asked = sql`select 1`.execute(database.handle).then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
