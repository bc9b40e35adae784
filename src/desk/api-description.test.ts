import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeApi } from './api-description.ts';

const document = {
  openapi: '3.1.0',
  components: {
    schemas: {
      Money: { type: 'string', examples: ['395.00'] },
      Tree: {
        type: 'object',
        properties: {
          name: { type: 'string' },
          parts: { type: 'array', items: { $ref: '#/components/schemas/Tree' } },
        },
      },
    },
  },
  paths: {
    '/api/v1/things': {
      get: {
        tags: ['Things'],
        summary: 'List things',
        parameters: [
          { in: 'query', name: 'q', schema: { type: 'string', examples: ['laptop 14 inch'] }, description: 'Words.' },
          { in: 'query', name: 'sort', schema: { anyOf: [{ const: 'price' }, { const: '-price' }], default: 'price' } },
          { in: 'query', name: 'lot', schema: { type: 'array', items: { type: 'string' } } },
          { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, default: 20 } },
        ],
        responses: {
          200: {
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  properties: {
                    total: { type: 'integer' },
                    price: { $ref: '#/components/schemas/Money' },
                    from: { type: 'string', format: 'date' },
                    next: { anyOf: [{ type: 'null' }, { type: 'string' }] },
                  },
                },
              },
            },
          },
        },
      },
      post: { tags: ['Things'], security: [{ key: [] }], requestBody: { content: {} }, responses: { 201: {} } },
    },
    '/api/v1/things/{id}': {
      get: {
        tags: ['Things'],
        parameters: [{ in: 'path', name: 'id', required: true, schema: { type: 'string', examples: ['a/b'] } }],
        responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Tree' } } } } },
      },
    },
  },
};

describe('the description of the interface', () => {
  const [group] = describeApi(document);
  const [listing, adding, one] = group?.operations ?? [];

  it('groups operations by their first tag, in the order of the document', () => {
    assert.equal(group?.name, 'Things');
    assert.deepEqual(
      group.operations.map((each) => each.id),
      ['get-api-v1-things', 'post-api-v1-things', 'get-api-v1-things-id'],
    );
  });

  it('says in words what a parameter takes, what is allowed and what happens when it is left out', () => {
    assert.deepEqual(
      listing?.parameters.map((each) => [each.name, each.type, each.allowed, each.text]),
      [
        ['q', 'text', [], 'Words.'],
        ['sort', 'text', ['price', '-price'], 'If left out: price.'],
        ['lot', 'text, may be repeated', [], ''],
        ['limit', 'whole number', [], 'If left out: 20.'],
      ],
    );
  });

  it('makes an example address from the examples of the parameters, encoded', () => {
    assert.equal(listing?.example, '/api/v1/things?q=laptop%2014%20inch');
    assert.equal(one?.example, '/api/v1/things/a%2Fb');
  });

  it('shows the shape of the answer, following references', () => {
    assert.deepEqual(JSON.parse(listing?.answer ?? ''), {
      total: 1,
      price: '395.00',
      from: 'YYYY-MM-DD',
      next: 'text',
    });
  });

  it('ends a shape that contains itself', () => {
    assert.match(one?.answer ?? '', /"parts": \[/);
    assert.ok((one?.answer.length ?? 0) < 2000);
  });

  it('marks what needs a key', () => {
    assert.deepEqual([listing?.scopes, adding?.scopes], [false, true]);
  });

  it('describes nothing rather than failing on a document that is not one', () => {
    for (const odd of [undefined, null, 'text', [], { paths: 3 }, { paths: { '/x': { get: null } } }]) {
      assert.ok(Array.isArray(describeApi(odd)));
    }
  });
});
