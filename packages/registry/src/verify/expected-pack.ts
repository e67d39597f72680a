import { compareVersions, inRange, parseVersion } from '@gait/agents';
import type { PackManifest } from '../pack/pack-manifest.ts';
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
  /** As `installed`, where several packs are: which of them one of this name is held against. */
  readonly installedAs?: (name: string) => InstalledPack | undefined;
  /** A lower version than the installed one is wanted, by a person who said so. */
  readonly allowRollback?: boolean;
  /**
   * The publisher that a person accepts in the place of the installed one, by name; `none`: a pack
   * that nobody known signed.
   */
  readonly allowPublisher?: string;
}

/** What `allowPublisher` calls a pack that nobody vouches for. */
export const NO_PUBLISHER = 'none';

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
  const { name, version } = expected;
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
  const installed = expected.installed ?? expected.installedAs?.(manifest.name);
  if (installed === undefined) return undefined;
  const worse = judgeOwner(manifest, signature, installed, expected.allowPublisher);
  if (worse !== undefined) return worse;
  const older = parseVersion(installed.version);
  const now = parseVersion(manifest.version);
  if (older === undefined || now === undefined || expected.allowRollback === true) return undefined;
  if (compareVersions(now, older) >= 0) return undefined;
  return refuse(
    'pack_rollback',
    `${manifest.name} ${installed.version} is installed, and the older ${manifest.version} came`,
    'pass --allow-older if you want the older version back',
  );
}

/** Whether a pack is by whoever the installed one is by, and is vouched for as that one was. */
function judgeOwner(
  manifest: PackManifest,
  signature: PackSignature,
  installed: InstalledPack,
  allowed: string | undefined,
): Refusal | undefined {
  const { name, publisher } = manifest;
  const before = installed.name ?? name;
  const wasOf = installed.publisher === '' ? publisher : installed.publisher;
  if (before !== name) {
    return refuse(
      'pack_identity_changed',
      `${before} of ${wasOf} is installed from here, and ${name} of ${publisher} came`,
      'uninstall the old pack first if the change is right',
    );
  }
  const isVerified = signature.status === 'verified';
  if (allowed === (isVerified ? publisher : NO_PUBLISHER)) return undefined;
  if (wasOf !== publisher) {
    return refuse(
      'pack_identity_changed',
      `${name} of ${wasOf} is installed, and one of ${publisher} came`,
      `${ASK}; if the change is right, pass --allow-publisher ${isVerified ? publisher : NO_PUBLISHER}`,
    );
  }
  if (!installed.signed || isVerified) return undefined;
  if (signature.status === 'unknown') {
    // The pack may be as good as ever: whoever checks it may have left his policy at home.
    return refuse(
      'pack_signer_unknown',
      `${name} was signed by ${wasOf} when it was installed; this one is signed by ${signature.strangers.join(', ')}, and nobody in your trust policy signed it`,
      'give the trust policy that it was installed with: --trust FILE (or --public-key FILE)',
    );
  }
  return refuse(
    'pack_downgrade',
    `${name} was signed when it was installed, and is not now`,
    `${ASK}; without a signature it comes with --allow-publisher ${NO_PUBLISHER} only`,
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
