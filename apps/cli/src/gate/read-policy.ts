import { compilePolicy, parsePolicy, type CompiledPolicy, type Policy } from '@gait/gate';
import { rememberMade } from '@gait/local';

/** A policy, and what decides by it. */
export interface ReadPolicy {
  readonly policy: Policy;
  readonly compiled: CompiledPolicy;
}

const remembered = rememberMade<ReadPolicy>();

/**
 * Reads a policy and makes ready to decide by it; a process that stays does so only when it changed.
 *
 * @param file as errors name it
 * @throws CodedError those of `parsePolicy` and `compilePolicy`
 */
export function readPolicy(file: string, source: Uint8Array): ReadPolicy {
  return remembered(file, source, () => {
    const policy = parsePolicy(source, { file });
    let compiled: CompiledPolicy | undefined;
    return {
      policy,
      get compiled() {
        return (compiled ??= compilePolicy(policy));
      },
    };
  });
}
