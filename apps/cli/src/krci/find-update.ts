import { compareVersions, parseVersion } from '@gait/agents';
import { CodedError, singleKey } from '@gait/canon';
import { fetchReleaseIndex, loadVerifyKey, REAL_NETWORK } from '@gait/local';
import { newestRelease, openReleaseIndex, type Release } from '@gait/registry';
import type { Context } from '../context.ts';
import { keySurroundings } from '../key-flags.ts';
import { timePhaseAsync } from './debug-log.ts';
import { updateSettingsFile, type UpdateSettings } from './update-settings.ts';

/** What the index offers beside this version. */
export interface FoundUpdate {
  readonly available: boolean;
  /** The newest of the channel; undefined: it has none. */
  readonly newest: Release | undefined;
  readonly index: string;
  readonly signedBy: string;
}

/**
 * Asks the release index. What it says is believed only with the signature of the key that was named.
 *
 * @throws CodedError `release_index_missing` (nobody said where, or by which key), those of
 *   `fetchReleaseIndex`, `openReleaseIndex` and of keys
 */
export async function findUpdate(
  context: Context,
  { index, key, channel }: UpdateSettings,
  timeoutMs: number,
): Promise<FoundUpdate> {
  if (index === undefined || key === undefined) {
    const what = index === undefined ? 'where the release index is' : 'which key signs the index';
    throw new CodedError('release_index_missing', `nobody said ${what}`, {
      hint: `use --index URL --index-key FILE, KRCI_AI_RELEASE_INDEX and KRCI_AI_RELEASE_KEY, or ${updateSettingsFile(context)}`,
    });
  }
  const publicKey = await loadVerifyKey({ publicKeyPath: key }, keySurroundings(context));
  context.debug?.(`release index ${index.href}`);
  const fetched = await timePhaseAsync(context, 'fetch', () =>
    fetchReleaseIndex({ url: index, timeoutMs, network: REAL_NETWORK }),
  );
  const { releases, signedBy } = openReleaseIndex(fetched.index, fetched.signatures, {
    keys: singleKey(publicKey),
    now: context.now(),
  });
  const newest = newestRelease(releases, channel);
  const own = parseVersion(context.version);
  const available =
    newest !== undefined && (own === undefined || compareVersions(newest.parsed, own) > 0);
  return { available, newest, index: index.href, signedBy };
}
