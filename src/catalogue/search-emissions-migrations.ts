import { type Migrations, runStatements } from '../platform/database/index.ts';

/** What search keeps of the emissions that makers publish. */
export const searchEmissionsMigrations: Migrations = {
  '0370_search_published_emissions': (handle) =>
    runStatements(
      handle,
      `
-- What making one emits as its maker published it, kg CO2e low, typical and high: as declared_kg is of an offer.
alter table search_product add column published_kg double precision[];
-- Products that were there before: as embodiedKg works it out.
do $body$ begin if to_regclass('product_footprint') is not null then
  update search_product as p set published_kg = array[
      greatest(round(f.typical * (1 - f.error), 6), 0), round(f.typical, 6), round(f.typical * (1 + f.error), 6)]
    from (select product_id, total_kg * (1 - use_share) as typical, coalesce(error_ratio, 0) as error
      from product_footprint where use_share is not null) as f
    where f.product_id = p.product_id; end if; end $body$;
`,
    ),
};
