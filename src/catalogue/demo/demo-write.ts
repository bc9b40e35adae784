import type { Handle } from '../../platform/database/index.ts';
import type { CategoryTree } from '../category-tree.ts';
import { productTitle, type Product } from '../product.ts';
import { addIntervals, addOffers, type IntervalRow } from '../offer-store.ts';
import { addProducts, reserveIds } from '../product-store.ts';
import type { Offer, OfferIdentity } from '../offer.ts';
import { searchOffer, searchProduct, type SearchOffer } from '../search-row.ts';
import { writeSearchRows } from '../search-write-store.ts';
import type { DemoItem } from './demo-generator.ts';

/** Writes products with their offers, prices and search rows, all in the caller's transaction. */
export async function writeItems(transaction: Handle, items: readonly DemoItem[], tree: CategoryTree): Promise<void> {
  const offerCount = items.reduce((sum, each) => sum + each.offers.length, 0);
  const productIds = await reserveIds(transaction, 'product', items.length);
  const offerIds = await reserveIds(transaction, 'offer', offerCount);
  const products: Product[] = [];
  const offers: OfferIdentity[] = [];
  const intervals: IntervalRow[] = [];
  const searched: SearchOffer[] = [];
  for (const [index, item] of items.entries()) {
    const product = {
      ...item.product,
      id: productIds[index] ?? '',
      title: productTitle(item.product.manufacturer, item.product.name),
    };
    const category = { value: product.category, label: tree.get(product.category)?.name ?? product.category };
    products.push(product);
    for (const each of item.offers) {
      const identity = { ...each.identity, id: offerIds[offers.length] ?? '', productId: product.id };
      offers.push(identity);
      for (const terms of each.intervals) {
        const offer: Offer = { ...identity, ...terms };
        intervals.push({ ...terms, offerId: identity.id, supplierId: identity.supplierId });
        searched.push(searchOffer(offer, category));
      }
    }
  }
  await addProducts(
    transaction,
    products.map(({ manufacturer, ...each }) => ({ ...each, manufacturerId: manufacturer.id })),
  );
  await addOffers(transaction, offers);
  await addIntervals(transaction, intervals);
  await writeSearchRows(transaction, { products: products.map((each) => searchProduct(each, tree)), offers: searched });
}
