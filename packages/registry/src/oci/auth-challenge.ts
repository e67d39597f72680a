/** How a registry wants to be asked. RFC 9110 section 11.6.1; distribution token specification. */
export type AuthChallenge =
  | { readonly scheme: 'basic' }
  | {
      readonly scheme: 'bearer';
      /** Address of the token service, as given. */
      readonly realm: string;
      readonly service: string;
      readonly scope: string;
    };

const LONGEST = 4096;
const PARAMETER = /([a-z_-]{1,32})="([^"\\]{0,2048})"(?:, *|$)/giy;

/** Reads a `WWW-Authenticate` header; undefined for what cannot be answered. */
export function readChallenge(header: string): AuthChallenge | undefined {
  if (header.length > LONGEST) return undefined;
  const text = header.trim();
  if (/^basic(?:\s|$)/iu.test(text)) return { scheme: 'basic' };
  const start = /^bearer +/iu.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  const values = new Map<string, string>();
  PARAMETER.lastIndex = start;
  for (;;) {
    const at = PARAMETER.lastIndex;
    const [whole, name = '', value = ''] = PARAMETER.exec(text) ?? [];
    if (whole === undefined || values.has(name.toLowerCase())) return undefined;
    values.set(name.toLowerCase(), value);
    if (at + whole.length >= text.length) break;
  }
  const realm = values.get('realm') ?? '';
  if (realm === '') return undefined;
  return {
    scheme: 'bearer',
    realm,
    service: values.get('service') ?? '',
    scope: values.get('scope') ?? '',
  };
}
