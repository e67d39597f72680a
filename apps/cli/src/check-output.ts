import { checkOutputs, type OutputKind } from '@gait/local';
import type { Context } from './context.ts';
import type { KeyFlagValues } from './key-flags.ts';

/** A file that a command writes, by the path that the user gave. Empty: not asked for. */
export interface NamedOutput {
  readonly path: string;
  readonly kind: OutputKind;
}

/**
 * Refuses outputs over what the command reads, over private keys and over other evidence.
 *
 * @param inputs paths as the user gave them, and those of key files; empty ones are skipped
 * @throws CodedError `output_unsafe`, and those of `checkOutputs`
 */
export function refuseUnsafeOutputs(
  context: Context,
  outputs: readonly NamedOutput[],
  inputs: readonly (string | undefined)[],
): void {
  const wanted = outputs.filter(({ path }) => path.trim() !== '');
  if (wanted.length === 0) return;
  checkOutputs(
    wanted.map(({ path, kind }) => ({ path: context.resolve(path), kind })),
    inputs
      .filter((path): path is string => path !== undefined && path.trim() !== '')
      .map((path) => context.resolve(path)),
  );
}

/** The key and trust files that the flags of a command name. */
export function keyFilesOf(flags: KeyFlagValues): readonly (string | undefined)[] {
  return [flags['private-key'], flags['public-key'], flags.trust];
}
