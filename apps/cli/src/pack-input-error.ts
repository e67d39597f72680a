import { isCodedError } from '@gait/canon';
import type { JsonAnswer, Outcome } from './command.ts';

/**
 * Commands that only read a pack do not judge it: a pack that cannot be read is invalid
 * input there (exit 6), as in the reference. A container with two entries of one name
 * stays a failed verification, whoever opens it.
 */
export async function asInvalidInput(
  errorJson: JsonAnswer,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    if (!isCodedError(error) || error.facts.exit !== 2 || error.code === 'zip_duplicate_entry')
      throw error;
    return { exit: 6, json: errorJson, error };
  }
}
