import { goPathClean } from '../text/go-path.ts';

const MOST_READINGS = 48;
const SCHEME =
  /^(?:jar:|view-source:)?(?:file|vscode|vscode-insiders|cursor|localfile):(?:\/{2}[^/\\]*)?/iu;
const VARIABLE = /\$(?:env:)?([A-Za-z_]\w*)|\$\{(?:env:)?([A-Za-z_]\w*)[^}]*\}|%([A-Za-z_]\w*)%/giu;
/** Overlong UTF-8 that careless decoders take for `.`, `/` and `\`. */
const OVERLONG: readonly (readonly [RegExp, string])[] = [
  [/%c0%ae|%e0%80%ae/giu, '.'],
  [/%c0%af|%e0%80%af/giu, '/'],
  [/%c1%9c|%e0%81%9c/giu, '\\'],
];

/** A place that text may name: absolute, with slashes, not cleaned: `..` behind a link leads elsewhere. */
export type PathReading = string;

/**
 * Everything that one text may mean to a tool that opens it: shortened at a NUL, decoded, with
 * variables and `~` filled in, as a URL, with backslashes, through `/proc`, relative to each base.
 * `undefined` in the list: it leads where nobody can say (a file descriptor).
 *
 * @param bases absolute folders that relative paths may start from
 */
export function readPathText(
  text: string,
  bases: readonly string[],
  variables: ReadonlyMap<string, string>,
): readonly (PathReading | undefined)[] {
  if (!isOrdinary(text, bases)) return everyReading(text, bases, variables);
  return text.startsWith('/') ? [text] : [...new Set(bases.map((base) => `${base}/${text}`))];
}

/** The readings of any text, also of one that has but one. */
export function everyReading(
  text: string,
  bases: readonly string[],
  variables: ReadonlyMap<string, string>,
): readonly (PathReading | undefined)[] {
  const spellings = spellingsOf(text, variables);
  const readings = new Set<PathReading | undefined>();
  for (const spelling of spellings) {
    for (const path of absolutesOf(spelling, bases)) {
      for (const seen of throughProc(path, bases)) readings.add(seen);
    }
  }
  return [...readings];
}

/** Begins and ends with nothing that is cut off, and holds no character that means something else. */
const ORDINARY = /^(?!\/\/)[^\s"'`<~\0%:?#\\$](?:[^\0%:?#\\$]*[^\s"'`>\0%:?#\\$])?$/u;
const KERNEL = /proc|dev/iu;
const IN_KERNEL = /^\/+(?:\.{1,2}\/+)*(?:proc|dev)(?:\/|$)|\.\./iu;

/** Most texts mean one thing only: to work out all readings of those would come to the same. */
function isOrdinary(text: string, bases: readonly string[]): boolean {
  return ORDINARY.test(text) && !KERNEL.test(text) && !bases.some((base) => IN_KERNEL.test(base));
}

function spellingsOf(text: string, variables: ReadonlyMap<string, string>): ReadonlySet<string> {
  const found = new Set<string>();
  const pending = [text];
  const add = (spelling: string): void => {
    if (spelling !== '' && !found.has(spelling) && found.size + pending.length < MOST_READINGS) {
      pending.push(spelling);
    }
  };
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    found.add(next);
    const nul = next.indexOf('\0');
    if (nul >= 0) {
      add(next.slice(0, nul));
      add(next.replaceAll('\0', ''));
    }
    const trimmed = next.replaceAll(/^[\s"'`<]+|[\s"'`>]+$/gu, '');
    if (trimmed !== next) add(trimmed);
    if (next.includes('%')) add(decodePercent(next));
    if (SCHEME.test(next)) add(next.replace(SCHEME, '').replace(/^(?!\/)/u, '/'));
    if (/[?#]/u.test(next)) add(next.replace(/[?#].*$/su, ''));
    if (next.includes('\\')) add(next.replaceAll('\\', '/'));
    if (/[$%]/u.test(next)) add(fillIn(next, variables));
    if (next.startsWith('~')) add(fillHome(next, variables));
  }
  return found;
}

function decodePercent(text: string): string {
  let plain = text;
  for (const [pattern, character] of OVERLONG) plain = plain.replaceAll(pattern, character);
  return plain.replaceAll(/(?:%[0-9a-f]{2})+/giu, (run) => {
    const bytes = Uint8Array.from(run.slice(1).split('%'), (hex) => Number.parseInt(hex, 16));
    return new TextDecoder().decode(bytes);
  });
}

function fillIn(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(VARIABLE, (whole, ...names: (string | undefined)[]) => {
    const name = (names[0] ?? names[1] ?? names[2] ?? '').toUpperCase();
    return variables.get(name) ?? whole;
  });
}

function fillHome(text: string, variables: ReadonlyMap<string, string>): string {
  const home = variables.get('HOME') ?? '';
  const [, user = '', rest = ''] = /^~([^/\\]*)(.*)$/su.exec(text) ?? [];
  if (user === '+' || user === '-') return `./${rest}`;
  const own = home.slice(home.lastIndexOf('/') + 1);
  if (home === '' || (user !== '' && user.toLowerCase() !== own.toLowerCase())) return text;
  return `${home}${rest}`;
}

const DRIVE = /^([A-Za-z]):(.*)$/su;

function absolutesOf(spelling: string, bases: readonly string[]): string[] {
  const drive = DRIVE.exec(spelling);
  if (drive !== null) {
    const [, letter = '', rest = ''] = drive;
    // `C:name` is relative to the folder that the drive is in.
    if (!rest.startsWith('/')) return bases.map((base) => `${base}/${rest}`);
    const mounted = [`/mnt/${letter.toLowerCase()}${rest}`, `/${letter.toLowerCase()}${rest}`];
    return [`${letter.toLowerCase()}:${rest}`, rest, ...mounted];
  }
  if (!spelling.startsWith('/')) return bases.map((base) => `${base}/${spelling}`);
  const all = [spelling];
  // \\?\C:\x, \\.\C:\x, \\host\c$\x, \\host\share\x, \\wsl$\distribution\x
  const device = /^\/{2}[?.]\/(?:unc\/)?(.*)$/isu.exec(spelling)?.[1];
  if (device !== undefined)
    all.push(...absolutesOf(DRIVE.test(device) ? device : `//${device}`, bases));
  const remote = /^\/{2}[^/?.][^/]*\/([^/]+)(\/.*)?$/su.exec(spelling);
  if (remote !== null) {
    const [, share = '', rest = ''] = remote;
    all.push(rest === '' ? '/' : rest, `/${share}${rest}`);
    const shared = /^([A-Za-z])\$$/u.exec(share)?.[1];
    if (shared !== undefined) all.push(`${shared.toLowerCase()}:${rest === '' ? '/' : rest}`);
  }
  return all;
}

const PROC =
  /^\/+(?:\.\/+)*proc\/+(?:self|thread-self|[0-9]+)\/+(?:task\/+[0-9]+\/+)?(root|cwd|fd|exe)(?:\/+(.*))?$/isu;
const DESCRIPTOR = /^\/+dev\/+fd\/+([0-9]+)/u;

/** What the kernel's own links lead to; they lead elsewhere in the gate's process than in the call's. */
function throughProc(path: string, bases: readonly string[]): (string | undefined)[] {
  const cleaned = path.includes('proc') || path.includes('dev') ? goPathClean(path) : path;
  const descriptor = DESCRIPTOR.exec(cleaned);
  if (descriptor !== null) return Number(descriptor[1]) <= 2 ? [] : [undefined];
  const proc = PROC.exec(path) ?? PROC.exec(cleaned);
  if (proc === null) return [path];
  const rest = proc[2] ?? '';
  switch ((proc[1] as string).toLowerCase()) {
    case 'root':
      return throughProc(`/${rest}`, bases);
    case 'cwd':
      return bases.map((base) => `${base}/${rest}`);
    case 'fd':
      return /^[0-2]$/u.test(rest) ? [] : [undefined];
    default:
      return [path];
  }
}
