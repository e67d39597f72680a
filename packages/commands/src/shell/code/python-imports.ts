import type { Token } from './lex-code.ts';
import { NO_ATTRIBUTE, NO_NAME, OS, STRONG_MODULES, SYS } from './python-names.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Modules that only compute or tell. */
const MODULES = words(
  'json sys os math cmath re datetime time calendar collections itertools functools string random secrets statistics decimal fractions hashlib base64 textwrap pprint platform uuid csv typing dataclasses enum unicodedata struct binascii html copy bisect heapq tomllib ast yaml urllib.parse importlib.metadata importlib.util os.path difflib zlib locale keyword numbers array pathlib colorsys ipaddress types abc contextlib zoneinfo glob fnmatch inspect site sqlite3 zipfile xml.etree.ElementTree argparse configparser shlex warnings html.parser stringprep graphlib',
);
/** Of these a name may be used only behind the module's own. */
const BY_NAME_ONLY = /^(?:sqlite3|zipfile|glob|inspect|xml\.etree\.ElementTree)$/;
export interface Imports {
  /** Names of modules that only compute. */
  readonly known: ReadonlySet<string>;
  /** Names of all other modules, and of what was taken out of them → the module. */
  readonly foreign: ReadonlyMap<string, string>;
  /** Names taken out of a module → what they are called there. */
  readonly from: ReadonlyMap<string, string>;
  /** Names that may be called. */
  readonly defined: ReadonlySet<string>;
  /** Tokens of the import statements. */
  readonly used: ReadonlySet<number>;
}

/** What a text imports. Undefined: in a way that is not followed. */
export function readImports(tokens: readonly Token[]): Imports | undefined {
  const known = new Set<string>();
  const foreign = new Map<string, string>();
  const from = new Map<string, string>();
  const defined = new Set<string>();
  const used = new Set<number>();
  for (let at = 0; at < tokens.length; at += 1) {
    const { kind, text } = tokens[at] as Token;
    if (kind !== 'name') continue;
    const name = tokens[at + 1]?.text ?? '';
    if (text === 'def') defined.add(name);
    if (text === 'class') return undefined;
    const starts = at === 0 || /^[\n;:]$/.test(tokens[at - 1]?.text ?? '');
    if (text !== 'import' && text !== 'from') continue;
    // `yield from`, `raise … from` begin no statement.
    if (!starts) {
      if (text === 'import') return undefined;
      continue;
    }
    let end = at + 1;
    while (end < tokens.length && !/^[\n;]$/.test(tokens[end]?.text ?? '')) end += 1;
    for (let index = at; index < end; index += 1) used.add(index);
    const parts = tokens.slice(at + 1, end);
    if (parts.some((part) => part.kind === 'string' || !/^[\w.,()*]+$/.test(part.text)))
      return undefined;
    const statement = parts
      .map((part) => part.text)
      .join(' ')
      .replaceAll(' . ', '.');
    const names = { known, foreign, from, defined };
    if (!(text === 'from' ? readFrom(statement, names) : readImport(statement, names)))
      return undefined;
    at = end;
  }
  return { known, foreign, from, defined, used };
}

interface Names {
  readonly known: Set<string>;
  readonly foreign: Map<string, string>;
  readonly from: Map<string, string>;
  readonly defined: Set<string>;
}

function readImport(statement: string, names: Names): boolean {
  for (const item of statement.split(',')) {
    const [module = '', alias] = item.trim().split(/ as /);
    const name = alias?.trim() ?? module.split('.')[0] ?? '';
    const mayBeRenamed = !/^(?:os|sys|pathlib|sqlite3)/.test(module);
    if (MODULES.has(module.trim()) && (alias === undefined || mayBeRenamed)) {
      names.known.add(name);
      // What is looked for by the module's own name.
      if (alias !== undefined || module.includes('.')) names.known.add(module.trim());
    } else names.foreign.set(name, module.trim());
  }
  return true;
}

function readFrom(statement: string, names: Names): boolean {
  const [modulePart = '', namePart] = statement.split(/ import /);
  if (namePart === undefined || namePart.includes('*')) return false;
  const module = modulePart.trim();
  for (const item of namePart.replaceAll(/[()]/g, '').split(',')) {
    const [name = '', alias] = item
      .trim()
      .split(/ as /)
      .map((part) => part.trim());
    if (name === '') continue;
    if (STRONG_MODULES.has(name) && !(module === 'os' || module === 'sys')) return false;
    const plain = MODULES.has(module) && !NO_ATTRIBUTE.test(name) && !NO_NAME.test(name);
    const allowed =
      plain &&
      !BY_NAME_ONLY.test(module) &&
      (module !== 'os' || OS.has(name)) &&
      (module !== 'sys' || SYS.has(name));
    if (module === 'pathlib') names.known.add('pathlib');
    // `from datetime import datetime` is the class, `from x import os` the module.
    if (!allowed || (MODULES.has(name) && name !== module)) {
      const whole = `${module}.${name}`;
      const isImage = whole === 'PIL.Image';
      names.foreign.set(alias ?? name, isImage ? whole : module);
      if (!isImage) names.from.set(alias ?? name, name);
    } else names.defined.add(alias ?? name);
  }
  return true;
}
