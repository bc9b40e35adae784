import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { conditions } from '../../catalogue/index.ts';
import { quartileMethod } from './price-band.ts';
import type { PriceBands } from './price-bands.ts';

/** `/api/v1/paid-prices`: what buyers paid for a part number lately, where enough did. */
export function priceBandApi({ priceBands }: { readonly priceBands: PriceBands }): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/api/v1/paid-prices',
      {
        config: { policy: 'purchases.read' },
        schema: {
          tags: ['Buying'],
          summary:
            'Quartiles of the prices accepted lately for a part number; null where too few orders stand behind them',
          querystring: Type.Object({
            mpn: Type.String({ minLength: 1, maxLength: 100, examples: ['NV-N14-E8'] }),
            quantity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
            condition: Type.Enum([...conditions], { default: 'new' }),
          }),
        },
      },
      async (request) => {
        const { days, orders, buyers, assumed, quantityFactor } = priceBands.limits;
        const band = await priceBands.find(request.query);
        return {
          ...request.query,
          band: band ?? null,
          method: quartileMethod,
          limits: { days, orders, buyers, quantityFactor, assumed },
        };
      },
    );
  };
}
