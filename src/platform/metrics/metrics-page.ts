import type { FastifyPluginAsync } from 'fastify';
import type { Policy } from '../access/index.ts';
import type { Metrics } from './metrics.ts';

export const metricsPolicies: readonly Policy[] = [
  { action: 'metrics.read', means: 'read the figures of operation', operator: true, scope: 'metrics:read' },
];

/** Who may read `/metrics`: whoever holds a key with the scope, everybody who reaches the address, or nobody. */
export type MetricsAccess = 'key' | 'open' | 'off';

/** `/metrics` for Prometheus. They tell how much is used and what is slow, so by default a key is asked for. */
export function metricsPage(metrics: Metrics, access: MetricsAccess): FastifyPluginAsync {
  return async (server) => {
    if (access === 'off') return;
    const config = access === 'key' ? { policy: 'metrics.read' } : {};
    server.get('/metrics', { config, schema: { hide: true } }, async (_request, reply) =>
      reply
        .header('cache-control', 'no-store')
        .type(metrics.contentType)
        .send(await metrics.text()),
    );
  };
}
