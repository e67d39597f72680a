import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  digest,
  isJsonObject,
  parseJson,
  sha256Hex,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { cacheHome, isThere, readWhole, writeWhole } from '@gait/local';
import type { Context } from '../../context.ts';
import { VERSION } from '../../version.ts';

/** What is remembered; of several sources each has a selection of its own. */
export type RememberedKind = 'selection' | `selection ${string}` | 'rendering';

/**
 * What an install came to the last time, by the digest of everything that it followed from: the
 * same again need not be worked out again. It lies in the user's cache and not in the repository,
 * where whoever sends a change could write it; and it holds digests of whole sets only, which count
 * where the lock has just these files. No byte that is written comes from here.
 */
export interface InstallMemory {
  /** What `keep` was given for the same input, by the same program. */
  readonly recall: (about: RememberedKind, input: string) => JsonObject | undefined;
  readonly keep: (about: RememberedKind, input: string, value: JsonObject) => void;
  /** Writes what was kept, where anything was. A cache that cannot be written is none. */
  readonly save: () => void;
}

/** @param root absolute folder of the project */
export function openInstallMemory(context: Context, root: string): InstallMemory {
  const home = cacheHome(context);
  const program = programOf(context);
  if (program === undefined || !isAbsolute(home)) return NO_MEMORY;
  const file = join(home, 'installs', `${sha256Hex(root).slice(0, 32)}.json`);
  const known = new Map(Object.entries(readMemory(file)));
  let changed = false;
  return {
    recall(about, input) {
      const found = known.get(about);
      if (!isJsonObject(found) || found['input'] !== keyOf(program, input)) return undefined;
      const { value } = found as { readonly value?: Json };
      return value !== undefined && isJsonObject(value) ? value : undefined;
    },
    keep(about, input, value) {
      known.set(about, { input: keyOf(program, input), value });
      changed = true;
    },
    save() {
      if (!changed) return;
      try {
        writeWhole(file, Buffer.from(JSON.stringify(Object.fromEntries(known))), {
          makeFolders: true,
          mode: 0o600,
          // Half of it after a power cut is no memory, and that is all.
          sync: false,
        });
      } catch {
        // The next install works it out again.
      }
    },
  };
}

const NO_MEMORY: InstallMemory = {
  recall: () => undefined,
  keep: () => undefined,
  save: () => undefined,
};

/** Another build may select and render otherwise, whatever it calls itself. */
function programOf({ version, executable }: Context): string | undefined {
  if (VERSION === '0.0.0-dev' && version === VERSION) return undefined;
  try {
    const { size, mtimeMs } = statSync(executable);
    return `${version} ${size} ${mtimeMs}`;
  } catch {
    return undefined;
  }
}

function keyOf(program: string, input: string): string {
  return digest([program, input]);
}

function readMemory(file: string): JsonObject {
  try {
    const found = isThere(file) ? parseJson(readWhole(file)) : {};
    return isJsonObject(found) ? found : {};
  } catch {
    return {};
  }
}
