import { compilePolicy, parsePolicy, type CompiledPolicy } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** Reads a policy and makes it ready to decide. @throws CodedError those of `readWhole` and `parsePolicy`. */
export function loadPolicy(context: Context, path: string): CompiledPolicy {
  return compilePolicy(parsePolicy(readWhole(context.resolve(path)), { file: path }));
}
