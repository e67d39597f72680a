import {
  FOLDER_OF,
  joinInside,
  kindOfAsset,
  localFolderOf,
  type AssetKind,
} from '../tree/asset-places.ts';
import { FRAMEWORK, type FileTree } from '../tree/file-tree.ts';
import type { Reach } from './graph.ts';
import { reachOf, resolveReference } from './resolve-reference.ts';

/** Where in the project an inline link leads. */
export interface LinkTarget {
  readonly path: string;
  /** Undefined below `.krci-ai` but in no folder of a kind. */
  readonly kind: AssetKind | undefined;
  readonly reach: Reach;
  /** How it was written: from the project's root, or from the file that it stands in. */
  readonly style: 'root' | 'relative';
  /** What follows `#`, or undefined. */
  readonly anchor: string | undefined;
}

/** Not for a file: a scheme, a host, an anchor of the same file, or something still to be filled in. */
const NO_FILE = /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/|#|$)|[{}$*<>|]/;

/**
 * The file of the framework that an inline link means: `./.krci-ai/…` from the project's root, or
 * a path from the file itself. Undefined for what lies elsewhere, which is not looked at.
 */
export function frameworkTarget(
  tree: FileTree,
  file: string,
  written: string,
): LinkTarget | undefined {
  if (NO_FILE.test(written)) return undefined;
  const hash = written.indexOf('#');
  const raw = (hash < 0 ? written : written.slice(0, hash)).replace(/\?.*$/, '');
  const anchor = hash < 0 ? undefined : decodePath(written.slice(hash + 1));
  const path = decodePath(raw);
  const style = /^(?:\.?\/)?\.krci-ai(?:\/|$)/.test(path) ? 'root' : 'relative';
  const folder = style === 'root' ? '' : file.slice(0, file.lastIndexOf('/'));
  const whole = style === 'relative' && path.startsWith('/') ? undefined : normalise(folder, path);
  if (whole === undefined || (whole !== FRAMEWORK && !whole.startsWith(`${FRAMEWORK}/`))) {
    return undefined;
  }
  const local = localKindOf(whole);
  if (local !== undefined) {
    const { reach, path: id } = resolveReference(tree, local, whole);
    return { path: id, kind: local, reach, style, anchor };
  }
  const kind = kindOfAsset(whole);
  if (kind === undefined || kind === 'skill') {
    return { path: whole, kind, reach: reachOf(tree, whole), style, anchor };
  }
  const relative = whole.slice(FOLDER_OF[kind].length + 1);
  const { reach } =
    relative === '' ? { reach: reachOf(tree, whole) } : resolveReference(tree, kind, relative);
  return { path: whole, kind, reach, style, anchor };
}

function normalise(folder: string, path: string): string | undefined {
  const joined = joinInside('', `${folder}/${path}`);
  return joined === undefined ? undefined : joined.slice(1);
}

/** The kind of a file below `.krci-ai/local`: a link to it means the asset that it stands for. */
function localKindOf(path: string): AssetKind | undefined {
  return (Object.keys(FOLDER_OF) as AssetKind[]).find((kind) => {
    const folder = localFolderOf(kind);
    return folder !== undefined && path.startsWith(`${folder}/`);
  });
}

/** Escapes of a link undone; what is no escape stays. */
function decodePath(text: string): string {
  const plain = text.replaceAll(/\\([!-/:-@[-`{-~])/g, '$1');
  if (!plain.includes('%')) return plain;
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
