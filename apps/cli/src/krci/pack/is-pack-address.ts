/** True for what only a transport of packs can bring: `https://`, `git+…`, `oci://`, or a zip. */
export function isPackAddress(from: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//u.test(from) || from.endsWith('.zip');
}
