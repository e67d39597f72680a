import { startSha256, toLower } from '@gait/canon';
import type { RecordVisitor } from '../runpack/record-visitor.ts';

/** Reads intents and results one by one; `end` answers with a digest of what they tell, in their order. */
export interface EventTale extends RecordVisitor {
  end(): string;
}

/**
 * What the runpack of a checkpoint and the journal both tell of its events: intent,
 * tool, digest of the arguments, outcome, digest of the result. Equal digests: both
 * tell the same. A digest, because a checkpoint may cover a million events.
 */
export function startTale(): EventTale {
  const intents = startSha256();
  const results = startSha256();
  return {
    intent({ intent_id, tool_name, args_digest }) {
      intents.update(row([intent_id, tool_name, toLower(args_digest)]));
    },
    result({ intent_id, status, result_digest }) {
      results.update(row([intent_id, status, toLower(result_digest)]));
    },
    end: () => `${intents.hex()}:${results.hex()}`,
  };
}

function row(fields: readonly string[]): Uint8Array {
  return Buffer.from(`${JSON.stringify(fields)}\n`, 'utf8');
}
