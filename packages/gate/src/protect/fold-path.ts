/** Characters that HFS+ leaves out when it compares names, and others that show nothing. */
const INVISIBLE =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/gu;
const PLAIN = /^[\x20-\x7e]*$/u;

/**
 * Text of a path as the most lenient file system compares it: composed or not, in any case, in
 * full width, with invisible characters. Two paths that fold alike may be one file; whether they
 * are does not matter for what is refused.
 */
export function foldPath(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  // Twice: composing may make characters that fold further.
  const once = text.normalize('NFKC').replaceAll(INVISIBLE, '').toUpperCase().toLowerCase();
  // A dotted capital I folds to an i with a dot of its own.
  return once.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll('i\u0307', 'i');
}

/** A folded component as Windows opens it: without trailing dots and spaces, without a stream. */
export function bareComponent(component: string): string {
  if (component === '.' || component === '..') return component;
  const stream = component.indexOf(':', 1);
  const name =
    stream < 0 || (stream === 1 && component.length === 2) ? component : component.slice(0, stream);
  const bare = name.replace(/[. ]+$/u, '');
  return bare === '' ? component : bare;
}

/** True when `short` is the 8.3 name that Windows may have given `name`; both folded. */
export function isShortName(short: string, name: string): boolean {
  const parts = /^([^.~]{1,6})~[0-9]{1,6}(?:\.([^.]{0,3}))?$/u.exec(short);
  if (parts === null) return false;
  const full = name.replace(/^\.+/u, '');
  const dot = full.lastIndexOf('.');
  const stem = (dot < 0 ? full : full.slice(0, dot)).replaceAll(/[ .]/gu, '');
  const extension = dot < 0 ? '' : full.slice(dot + 1, dot + 4);
  // Where names collide Windows keeps two letters and puts a hash behind them.
  const front = parts[1] as string;
  return (
    (parts[2] ?? '') === extension && (stem.startsWith(front) || front.startsWith(stem.slice(0, 2)))
  );
}
