import type { FileTree, TreeEntry } from './file-tree.ts';

/** A name that some system cannot keep, and why. */
export interface NameFault {
  readonly path: string;
  readonly fault: 'collision' | 'unportable' | 'encoding';
  /** What is wrong, to follow the name. */
  readonly why: string;
  /** Of a collision: the name that was there first. */
  readonly other?: string;
}

/** Characters that no name on Windows has; control characters besides. */
const RESERVED_CHARS = /[<>:"|?*\\\u0000-\u001f]/;
const RESERVED_NAMES =
  /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?$/i;
const LONGEST_NAME = 255;

/** Names that cannot be the same everywhere: what Windows refuses, and what macOS or Windows take for one. */
export function findNameFaults(tree: FileTree): readonly NameFault[] {
  const faults: NameFault[] = [];
  const seen = new Map<string, string>();
  for (const entry of tree.entries.values()) {
    if (entry.fault === 'name_encoding') {
      faults.push({ path: entry.path, fault: 'encoding', why: 'is not UTF-8' });
      continue;
    }
    const why = whyUnportable(entry);
    if (why !== undefined) faults.push({ path: entry.path, fault: 'unportable', why });
    const folded = foldName(entry.path);
    const other = seen.get(folded);
    if (other === undefined) seen.set(folded, entry.path);
    else {
      const differ = other.normalize('NFC') === entry.path.normalize('NFC');
      const only = differ ? 'in the Unicode form of a letter' : 'in capitals';
      faults.push({
        path: entry.path,
        fault: 'collision',
        why: `differs from ${other} only ${only}`,
        other,
      });
    }
  }
  return faults;
}

/** How a system that keeps neither case nor Unicode forms apart looks at a name. */
export function foldName(path: string): string {
  // ASCII, as nearly all names are, needs no Unicode tables.
  return /^[ -~]*$/.test(path)
    ? path.toLowerCase()
    : path.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/** True for the name of a file or folder that every system can have. */
export function isPortableName(name: string): boolean {
  return name !== '' && !name.includes('/') && whyUnportable({ path: name }) === undefined;
}

/** Only the last part of a path: those above it are entries of their own. */
function whyUnportable({ path }: Pick<TreeEntry, 'path'>): string | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const char = RESERVED_CHARS.exec(name)?.[0];
  if (char !== undefined) return `holds ${JSON.stringify(char)}, which no name on Windows may hold`;
  if (/[. ]$/.test(name)) return 'ends in a point or a blank, which Windows takes off';
  if (RESERVED_NAMES.test(name)) return 'is the name of a device on Windows';
  if (name.length > LONGEST_NAME)
    return `has ${name.length} characters, ${LONGEST_NAME} are allowed`;
  return undefined;
}
