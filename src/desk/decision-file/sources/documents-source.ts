import { type Contracts, orderFormPdf } from '../../../contracts/index.ts';
import { formatDate } from '../../../kernel/dates.ts';
import { canonicalJson } from '../../../platform/signed-bundle/index.ts';
import type { FactRow, FileDocument } from '../decision-file.ts';
import type { DecisionSource } from '../decision-files.ts';

/**
 * The documents of the contract: the order form as people and programs read it, the copy both signed on paper, and the
 * form of every variation. The bundle's manifest has the hash of each file.
 */
export function documentsSource({
  callOffs,
  signedCopies,
}: Pick<Contracts, 'callOffs' | 'signedCopies'>): DecisionSource {
  return {
    key: 'documents',
    read: async ({ order, actor }) => {
      const rows: FactRow[] = [];
      const data: object[] = [];
      const documents: FileDocument[] = [];
      const form = await callOffs.document(actor, order.callOff);
      if (form !== undefined) {
        const { title, reference } = form.form;
        rows.push({ label: title, value: reference, source: `SHA-256 ${form.hash}` });
        data.push({ title, reference, sha256: form.hash });
        documents.push(
          { name: 'order-form.pdf', title, bytes: await orderFormPdf(form) },
          { name: 'order-form.json', title: `${title}, for programs`, bytes: Buffer.from(canonicalJson(form.form)) },
        );
      }
      const view = await callOffs.get(actor, order.callOff);
      const copy = await signedCopies.read(actor, order.callOff);
      const signed = view?.callOff.signedCopy ?? null;
      if (signed !== null && copy !== undefined) {
        const title = 'Copy both signed on paper';
        rows.push({
          label: title,
          value: `Last signed ${formatDate(signed.signedOn)}`,
          source: `SHA-256 ${signed.hash}`,
        });
        data.push({ title, signedOn: signed.signedOn, sha256: signed.hash });
        documents.push({ name: 'signed-copy.pdf', title, bytes: copy });
      }
      for (const [index, variation] of (await callOffs.variationForms(actor, order.callOff)).entries()) {
        const { title, reference } = variation.form;
        const name = `variation-${String(index + 1)}`;
        rows.push({ label: title, value: reference, source: `SHA-256 ${variation.hash}` });
        data.push({ title, reference, sha256: variation.hash });
        documents.push(
          { name: `${name}.pdf`, title, bytes: await orderFormPdf(variation) },
          {
            name: `${name}.json`,
            title: `${title}, for programs`,
            bytes: Buffer.from(canonicalJson(variation.form)),
          },
        );
      }
      if (documents.length === 0) return undefined;
      return { blocks: [{ kind: 'facts', rows }], data, documents };
    },
  };
}
