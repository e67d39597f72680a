import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, parsePublicKey, trimSpace } from '@gait/canon';
import {
  hasPrivateSource,
  loadSigningKey,
  loadVerifyKey,
  PROJECT_CONFIG,
  readWhole,
  type GateDefaults,
  type KeySources,
  type KeySurroundings,
} from '@gait/local';
import { fail, pass, shellQuote, warn, type Check } from './check.ts';
import type { Place } from './check-folders.ts';

/** A key file and how it is shown. */
export interface KeyFile extends Place {
  readonly half: 'private' | 'public';
}

/** Key files by the names that `gait keys init` gives, in these folders. A missing folder has none. */
export function findKeyFiles(folders: readonly Place[]): KeyFile[] {
  return folders.flatMap((folder) => {
    let names: string[];
    try {
      names = readdirSync(folder.path).sort();
    } catch {
      return [];
    }
    return names.flatMap((name): KeyFile[] => {
      const half = name.endsWith('_private.key')
        ? 'private'
        : name.endsWith('_public.key')
          ? 'public'
          : undefined;
      return half === undefined
        ? []
        : [{ half, shown: join(folder.shown, name), path: join(folder.path, name) }];
    });
  });
}

/** A private key that others can read is theirs too; a public key that others can write is theirs to choose. */
export function checkKeyPermissions(files: readonly KeyFile[], platform: NodeJS.Platform): Check[] {
  const name = 'key_permissions';
  if (files.length === 0) return [pass(name, 'no key files found')];
  const found = files.flatMap((file) => judgePermissions(name, file, platform));
  return found.length > 0
    ? found
    : [pass(name, `${count(files.length, 'key file')} with strict permissions`)];
}

function judgePermissions(name: string, file: KeyFile, platform: NodeJS.Platform): Check[] {
  const path = shellQuote(file.shown);
  let mode: number;
  try {
    const about = statSync(file.path);
    if (!about.isFile()) return [fail(name, `${file.shown} is not a file`, `ls -ld ${path}`)];
    mode = about.mode & 0o777;
  } catch {
    return [fail(name, `${file.shown} cannot be read`, `ls -l ${path}`)];
  }
  if (platform === 'win32') return [];
  const shown = mode.toString(8).padStart(4, '0');
  if (file.half === 'private' && (mode & 0o077) !== 0) {
    const all = (mode & 0o007) === 0 ? 'the group' : 'everybody';
    return [
      fail(
        name,
        `${all} can use the private key ${file.shown} (mode ${shown})`,
        `chmod 600 ${path}`,
      ),
    ];
  }
  if ((mode & 0o022) !== 0)
    return [
      fail(
        name,
        `others can replace the public key ${file.shown} (mode ${shown})`,
        `chmod go-w ${path}`,
      ),
    ];
  return [];
}

/** Whether found key files can be read as keys and belong together. Encrypted ones are not opened. */
export async function checkKeyFiles(
  files: readonly KeyFile[],
  at: KeySurroundings,
): Promise<Check[]> {
  const name = 'key_files';
  const found: Check[] = [];
  for (const file of files) {
    const fault = await readFault(file, files, at);
    if (fault === undefined) continue;
    const folder = shellQuote(join(file.shown, '..'));
    found.push(fail(name, `${file.shown}: ${fault}`, `gait keys rotate --out-dir ${folder}`));
  }
  if (found.length > 0) return found;
  return files.length === 0 ? [] : [pass(name, `${count(files.length, 'key file')} can be read`)];
}

async function readFault(
  file: KeyFile,
  files: readonly KeyFile[],
  at: KeySurroundings,
): Promise<string | undefined> {
  try {
    const text = Buffer.from(readWhole(file.path, { maxBytes: 64 * 1024 })).toString('utf8');
    if (file.half === 'public') {
      parsePublicKey(text);
      return undefined;
    }
    if (text.includes('-----BEGIN ENCRYPTED')) return undefined;
    const partner = files.find(
      (other) => other.path === file.path.replace(/_private\.key$/u, '_public.key'),
    );
    await loadSigningKey(
      { mode: 'prod', privateKeyPath: file.path, publicKeyPath: partner?.path },
      at,
    );
    return undefined;
  } catch (error) {
    return isCodedError(error) ? error.message : 'cannot be read';
  }
}

/** Whether the key flags of this call name one source for each half. */
export function checkKeySources(flags: {
  readonly privateBoth: boolean;
  readonly publicBoth: boolean;
}): Check {
  const name = 'key_source_ambiguity';
  if (flags.privateBoth)
    return fail(
      name,
      'both --private-key and --private-key-env are given',
      'unset one of them: gait doctor --help',
    );
  if (flags.publicBoth)
    return fail(
      name,
      'both --public-key and --public-key-env are given',
      'unset one of them: gait doctor --help',
    );
  return pass(name, 'each key has one source');
}

/**
 * Whether the keys that the flags name can sign and check in this mode. Where no flag names one,
 * what counts are the defaults of the project: its key itself is looked at with the other files.
 */
export async function checkKeyConfig(
  sources: KeySources,
  at: KeySurroundings,
  defaults?: GateDefaults,
): Promise<Check> {
  const name = 'key_config';
  const mode = sources.mode === undefined || sources.mode === '' ? 'dev' : sources.mode;
  if (mode !== 'dev' && mode !== 'prod')
    return fail(name, `unknown key mode ${mode}`, 'gait doctor --key-mode prod --private-key FILE');
  try {
    if (mode === 'prod') {
      const { key } = await loadSigningKey(sources, at);
      return pass(name, `signs with key ${key.keyId.slice(0, 16)}…`);
    }
    if (hasPrivateSource(sources)) {
      return warn(
        name,
        'a private key is given, but key mode dev makes its own',
        'gait doctor --key-mode prod --private-key FILE',
      );
    }
    const hasPublic = (sources.publicKeyPath ?? '') !== '' || (sources.publicKeyEnv ?? '') !== '';
    if (!hasPublic && defaults !== undefined && trimSpace(defaults.key_mode) === 'prod')
      return ofProject(name, defaults);
    if (!hasPublic)
      return pass(name, 'no key given: signatures last for one process (key mode dev)');
    const key = await loadVerifyKey(sources, at);
    return pass(name, `checks with key ${key.keyId.slice(0, 16)}…`);
  } catch (error) {
    const message = isCodedError(error) ? error.message : 'the key cannot be read';
    return fail(name, message, 'gait keys init');
  }
}

function ofProject(name: string, defaults: GateDefaults): Check {
  const { private_key: file, private_key_env: variable } = defaults;
  if (file !== '') return pass(name, `the gate of this project signs with ${file} (key mode prod)`);
  if (variable !== '')
    return pass(name, `the gate of this project signs with the key in ${variable} (key mode prod)`);
  const why = 'gate.key_mode is prod, and neither gate.private_key nor gate.private_key_env is set';
  return warn(name, why, `"\${EDITOR:-vi}" ${PROJECT_CONFIG}`);
}

function count(number: number, thing: string): string {
  return number === 1 ? `1 ${thing}` : `${number} ${thing}s`;
}
