import type { FileChange } from '../hook-message.ts';

const HEADER = /^\*\*\* (Add File|Update File|Delete File|Move to): (.+)$/;
const END_OF_FILE = '*** End of File';

/**
 * The files that a patch in the format of Codex and OpenCode changes; undefined when a line could
 * mean something else to the tool than to us. The tools trim a header line before they look at it
 * and take wrapped patches too. A header that is not exactly as the format writes it could name a
 * file that we do not see, so such a patch is not read at all.
 */
export function readPatch(patch: string): readonly FileChange[] | undefined {
  const lines = patch.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
  if (lines[0] !== '*** Begin Patch' || lines.at(-1) !== '*** End Patch') return undefined;
  const changes: FileChange[] = [];
  for (const line of lines.slice(1, -1)) {
    const header = HEADER.exec(line);
    if (header !== null) {
      const change = readHeader(header[1] ?? '', (header[2] ?? '').trim(), changes);
      if (change === undefined) return undefined;
      continue;
    }
    if (line === END_OF_FILE || !line.trimStart().startsWith('***')) continue;
    // A line of stars in the text of a file; a header of any spelling is none.
    if (/^\s*\*{3,}\s*$/.test(line)) continue;
    return undefined;
  }
  return changes.length === 0 ? undefined : changes;
}

/** Adds what a header says to the changes. */
function readHeader(what: string, path: string, changes: FileChange[]): true | undefined {
  if (path === '' || path.includes('\0')) return undefined;
  if (what !== 'Move to') {
    const kind = what === 'Add File' ? 'add' : what === 'Delete File' ? 'delete' : 'update';
    changes.push({ kind, path });
    return true;
  }
  const last = changes.pop();
  if (last?.kind !== 'update' || last.movedTo !== undefined) return undefined;
  changes.push({ ...last, movedTo: path });
  return true;
}
