import type { Finding } from '../findings/finding.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import { FRAMEWORK, type FileTree, type TreeEntry } from '../tree/file-tree.ts';
import { FOLDER_OF, LOCAL, LOCAL_KINDS, localFolderOf } from '../tree/asset-places.ts';
import { findNameFaults, type NameFault } from '../tree/check-names.ts';
import { findingAt } from './finding-at.ts';

/** Checks of the tree itself: names, links, files that cannot be read, and files in the wrong place. */
export function checkTree(tree: FileTree): readonly Finding[] {
  const findings: Finding[] = findNameFaults(tree).map(nameFinding);
  for (const entry of tree.entries.values()) {
    const finding = entryFinding(entry, tree);
    if (finding !== undefined) findings.push(finding);
  }
  if (tree.truncated) {
    findings.push(
      findingAt(
        'tree_truncated',
        FRAMEWORK,
        'there are more entries than a framework may have',
        'take out what is no asset',
      ),
    );
  }
  return findings;
}

const NAME_CODES: Readonly<Record<NameFault['fault'], FindingCode>> = {
  collision: 'name_collision',
  unportable: 'name_unportable',
  encoding: 'name_encoding',
};

function nameFinding({ path, fault, why, other }: NameFault): Finding {
  const finding = findingAt(
    NAME_CODES[fault],
    path,
    `the name ${why}`,
    'rename it, and what refers to it',
  );
  return other === undefined ? finding : { ...finding, about: [other] };
}

function entryFinding(entry: TreeEntry, tree: FileTree): Finding | undefined {
  const { path, kind, fault, size } = entry;
  if (kind === 'link') {
    return findingAt(
      'file_link',
      path,
      'is a symbolic link, and links are not followed',
      'put the file itself here',
    );
  }
  if (fault === 'too_large') {
    return findingAt(
      'file_too_large',
      path,
      `has ${size} bytes, more than an asset may have`,
      'split it, or keep it outside of the framework',
    );
  }
  if (fault === 'unreadable') {
    return findingAt('file_unreadable', path, 'cannot be read', 'check its owner and mode');
  }
  if (kind === 'other') {
    return findingAt('file_foreign', path, 'is no plain file', 'take it out');
  }
  if (kind === 'file') return misplaced(path);
  const isSkill = path.startsWith(`${FOLDER_OF.skill}/`) && path.split('/').length === 3;
  if (isSkill && tree.entries.get(`${path}/SKILL.md`)?.kind !== 'file') {
    return findingAt(
      'skill_file_missing',
      path,
      'has no SKILL.md, and is no skill without it',
      'add SKILL.md with its name and description',
    );
  }
  return undefined;
}

function misplaced(path: string): Finding | undefined {
  if (path.startsWith(`${FOLDER_OF.agent}/`)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (name.endsWith('.yaml') && name !== '.yaml') return undefined;
    const agent = /\.ya?ml$/i.test(name);
    return findingAt(
      'file_foreign',
      path,
      'is not read as an agent',
      agent ? 'name it NAME.yaml' : 'keep only agents here',
    );
  }
  if (path.startsWith(`${LOCAL}/`)) {
    const known = LOCAL_KINDS.map((kind) => `${localFolderOf(kind)}/`);
    if (known.some((folder) => path.startsWith(folder))) return undefined;
    return findingAt(
      'file_foreign',
      path,
      'stands among the local files where nothing reads it',
      `move it below ${known.join(' or ')}`,
    );
  }
  if (path.startsWith(`${FOLDER_OF.skill}/`) && path.split('/').length === 3) {
    return findingAt(
      'file_foreign',
      path,
      'belongs to no skill',
      'put it into the folder of its skill',
    );
  }
  return undefined;
}
