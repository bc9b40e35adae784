import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Search } from './search-service.ts';

const SuggestionsSchema = Type.Object({
  items: Type.Array(
    Type.Object({
      kind: Type.Enum(['category', 'manufacturer', 'product']),
      value: Type.String({ description: 'Category path, identifier of the maker, or slug of the product' }),
      label: Type.String(),
      mpn: Type.Optional(Type.String({ description: 'Part number of a product' })),
    }),
    { description: 'Categories first, then makers, then products' },
  ),
  corrected: Type.Optional(
    Type.Object(
      { from: Type.String(), to: Type.String() },
      { description: 'Words that nothing is called by, and those looked for instead' },
    ),
  ),
});

/** `GET /api/v1/suggestions`: what a person may be typing. */
export function suggestionsApi({ search }: { readonly search: Search }): FastifyPluginAsyncTypebox {
  return async (server) => {
    server.get(
      '/api/v1/suggestions',
      {
        schema: {
          tags: ['Offers'],
          summary: 'Complete what is typed: categories, makers, products and part numbers',
          querystring: Type.Object(
            {
              q: Type.String({
                maxLength: 1000,
                description: 'What has been typed so far; from two characters on there are suggestions',
              }),
            },
            { additionalProperties: false },
          ),
          response: { 200: SuggestionsSchema },
        },
      },
      async (request) => {
        const { items, corrected } = await search.suggest(request.query.q);
        return { items: [...items], ...(corrected === undefined ? {} : { corrected }) };
      },
    );
  };
}
