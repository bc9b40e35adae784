import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { notFound } from '../platform/http/index.ts';
import { attributeTypes, type Category, natures } from './category.ts';
import type { CategoryTree } from './category-tree.ts';

const nullable = <T extends ReturnType<typeof Type.String>>(type: T) => Type.Union([type, Type.Null()]);

const CategorySummarySchema = Type.Object({
  id: Type.String({ description: 'Path in the tree, such as end-user-devices/laptops' }),
  parent: nullable(Type.String()),
  name: Type.String(),
  noun: Type.Object({ one: Type.String(), many: Type.String() }),
  icon: Type.String(),
  summary: Type.String(),
  nature: Type.Enum(natures),
  unit: Type.String({ description: 'What one is counted in when an offer does not say' }),
  holdsProducts: Type.Boolean({ description: 'False for branches and for shortcuts to other categories' }),
});

const AttributeDescriptionSchema = Type.Object({
  key: Type.String(),
  label: Type.String(),
  type: Type.Enum(attributeTypes),
  unit: nullable(Type.String()),
  group: Type.String(),
  required: Type.Boolean(),
  filter: Type.Boolean({ description: 'Whether offers can be narrowed by it' }),
  choices: Type.Array(Type.String()),
  bands: Type.Array(
    Type.Object({
      label: Type.String(),
      from: Type.Union([Type.Number(), Type.String(), Type.Null()]),
      to: Type.Union([Type.Number(), Type.String(), Type.Null()]),
    }),
  ),
  better: Type.Union([Type.Literal('higher'), Type.Literal('lower'), Type.Null()]),
  examples: Type.Array(Type.Union([Type.Number(), Type.String(), Type.Boolean()])),
});

const CategoryDetailSchema = Type.Object({
  ...CategorySummarySchema.properties,
  synonyms: Type.Array(Type.String()),
  unspsc: Type.Array(Type.String()),
  cpv: Type.Array(Type.String()),
  children: Type.Array(Type.String()),
  shortcut: Type.Union([
    Type.Object({ categories: Type.Array(Type.String()), conditions: Type.Array(Type.String()) }),
    Type.Null(),
  ]),
  footprint: Type.Union([
    Type.Object(
      {
        embodiedKg: Type.Object({ low: Type.Number(), typical: Type.Number(), high: Type.Number() }),
        source: Type.String(),
        url: nullable(Type.String()),
        note: Type.String(),
      },
      { description: 'Making one, kilograms of CO2e: a default of the category, not of any maker' },
    ),
    Type.Null(),
  ]),
  attributes: Type.Array(AttributeDescriptionSchema),
});

function summaryJson(category: Category, tree: CategoryTree): Static<typeof CategorySummarySchema> {
  const { id, name, noun, icon, summary, nature, unit } = category;
  const holdsProducts = tree.holdsProducts(id);
  return { id, parent: category.parent ?? null, name, noun, icon, summary, nature, unit, holdsProducts };
}

function detailJson(category: Category, tree: CategoryTree): Static<typeof CategoryDetailSchema> {
  const { footprint } = category;
  return {
    ...summaryJson(category, tree),
    synonyms: [...category.synonyms],
    unspsc: [...category.unspsc],
    cpv: [...category.cpv],
    children: tree.children(category.id).map((each) => each.id),
    shortcut: category.shortcut ?? null,
    footprint: footprint === undefined ? null : { ...footprint, url: footprint.url ?? null },
    attributes: category.attributes.map((each) => ({
      key: each.key,
      label: each.label,
      type: each.type,
      unit: each.unit ?? null,
      group: each.group,
      required: each.required ?? false,
      filter: each.filter !== undefined,
      choices: each.choices ?? [],
      bands: (each.bands ?? []).map(({ label, from, to }) => ({ label, from: from ?? null, to: to ?? null })),
      better: each.better ?? null,
      examples: each.examples ?? [],
    })),
  };
}

/** `GET /api/v1/categories` and `/api/v1/categories/{id}`. */
export function categoryApi({ categories }: { readonly categories: CategoryTree }): FastifyPluginAsyncTypebox {
  const find = (id: string): Static<typeof CategoryDetailSchema> => {
    const category = categories.get(id);
    if (category !== undefined) return detailJson(category, categories);
    throw notFound('There is no category with this id.', 'See /api/v1/categories for their ids.');
  };
  const tags = ['Categories'];
  return async (server) => {
    server.get(
      '/api/v1/categories',
      {
        schema: {
          tags,
          summary: 'The category tree, each category after the one it is in',
          querystring: Type.Object({}, { additionalProperties: false }),
          response: { 200: Type.Object({ items: Type.Array(CategorySummarySchema) }) },
        },
      },
      async () => ({ items: categories.all().map((each) => summaryJson(each, categories)) }),
    );
    server.get(
      '/api/v1/categories/:id',
      {
        schema: {
          tags,
          summary: 'One category: its attributes, filters, codes and the carbon default where there is one',
          description: 'The id is a path; its slashes may be written as they are or as %2F.',
          params: Type.Object({ id: Type.String() }),
          querystring: Type.Object({}, { additionalProperties: false }),
          response: { 200: CategoryDetailSchema },
        },
      },
      async (request) => find(request.params.id),
    );
    server.get(
      '/api/v1/categories/*',
      {
        schema: {
          hide: true,
          params: Type.Object({ '*': Type.String() }),
          querystring: Type.Object({}, { additionalProperties: false }),
          response: { 200: CategoryDetailSchema },
        },
      },
      async (request) => find(request.params['*']),
    );
  };
}
