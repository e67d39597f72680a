import type { PackManifest } from '../pack/pack-manifest.ts';
import { compareVersions, inRange, parseVersion } from '../pack/version.ts';
import { refuse, type PackSignature, type Refusal } from './verdict.ts';

/** What must come: from a pin, from the lock, or as the user wrote it. Each part optional. */
export interface ExpectedPack {
  /** SHA-256 of the zip. */
  readonly archiveDigest?: string;
  /** SHA-256 of the manifest. */
  readonly manifestDigest?: string;
  readonly name?: string;
  /** Exactly this version. */
  readonly version?: string;
  /** The pack as the lock holds it: a newer one must not be worse. */
  readonly installed?: InstalledPack;
  /** A lower version than the installed one is wanted, by a person who said so. */
  readonly allowRollback?: boolean;
}

/** What a lock remembers of an installed pack. */
export interface InstalledPack {
  /** Undefined where the lock does not say. */
  readonly name?: string;
  readonly version: string;
  /** '' where nobody vouched for it. */
  readonly publisher: string;
  /** It was signed when it was installed. */
  readonly signed: boolean;
}

/**
 * Holds a pack against what was expected of it; undefined when it fits. A source that is under
 * somebody else's hand now can still serve an older version with a true signature and a known
 * hole, or the same name without a signature: both look fine alone and are refused here.
 */
export function judgeExpected(
  manifest: PackManifest,
  signature: PackSignature,
  expected: ExpectedPack,
): Refusal | undefined {
  const { name, version, installed } = expected;
  if (name !== undefined && name !== manifest.name) {
    return refuse('pack_identity_changed', `${name} was asked for, and ${manifest.name} came`, ASK);
  }
  if (version !== undefined && version !== manifest.version) {
    return refuse(
      'pack_identity_changed',
      `version ${version} was asked for, and ${manifest.version} came`,
      ASK,
    );
  }
  if (installed === undefined) return undefined;
  const before = installed.name ?? manifest.name;
  const wasOf = installed.publisher === '' ? manifest.publisher : installed.publisher;
  if (before !== manifest.name || wasOf !== manifest.publisher) {
    return refuse(
      'pack_identity_changed',
      `${before} of ${wasOf} is installed from here, and ${manifest.name} of ${manifest.publisher} came`,
      'uninstall the old pack first if the change is right',
    );
  }
  if (installed.signed && signature.status !== 'verified') {
    return refuse(
      'pack_downgrade',
      `${manifest.name} was signed when it was installed, and is not now`,
      ASK,
    );
  }
  const older = parseVersion(installed.version);
  const now = parseVersion(manifest.version);
  if (older === undefined || now === undefined || expected.allowRollback === true) return undefined;
  if (compareVersions(now, older) >= 0) return undefined;
  return refuse(
    'pack_rollback',
    `${manifest.name} ${installed.version} is installed, and the older ${manifest.version} came`,
    'allow the older version by name if you want it back',
  );
}

const ASK = 'do not install this pack; ask its publisher';

/** Requirements that what is there does not meet. */
export function unmetRequirements(
  manifest: PackManifest,
  present: ReadonlyMap<string, string>,
): readonly {
  readonly name: string;
  readonly wanted: string;
  readonly found: string | undefined;
}[] {
  return manifest.requires.flatMap(({ name, version: wanted }) => {
    const found = present.get(name);
    const version = found === undefined ? undefined : parseVersion(found);
    const meets = version !== undefined && inRange(version, wanted);
    return meets ? [] : [{ name, wanted, found }];
  });
}
