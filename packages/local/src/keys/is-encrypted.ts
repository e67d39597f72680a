/** First line of an encrypted private key (RFC 5958, RFC 7468). */
export const BEGIN_ENCRYPTED = '-----BEGIN ENCRYPTED PRIVATE KEY-----';

/** True for text that holds an encrypted private key. */
export function isEncrypted(text: string): boolean {
  return text.includes(BEGIN_ENCRYPTED);
}
