/**
 * A letter's text without what would let its reader in: parts of addresses that look like secrets (20 letters and digits
 * or more; ids of ours are shorter), and codes of six to eight digits that stand alone.
 */
export function maskSecrets(text: string): string {
  return text
    .replace(/(?:https?:\/\/|\/)[^\s]+/g, (address) => address.replace(/[\w-]{20,}/g, '…'))
    .replace(/^(\s*)\d{6,8}(\s*)$/gm, '$1…$2');
}
