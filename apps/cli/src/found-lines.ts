import type { TrustNote } from '@gait/canon';
import type { Refusal } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import type { Paint } from './paint.ts';

/** What a verification found beyond the reference's own checks. */
export interface Found {
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly notes: readonly TrustNote[];
}

/** The additional keys of a verifier's answer; none where nothing was found. */
export function foundAnswer({ refusals, tolerated, notes }: Found): JsonAnswer {
  return {
    refusals: refusals.length === 0 ? undefined : refusals,
    tolerated: tolerated.length === 0 ? undefined : tolerated,
    trust_notes:
      notes.length === 0
        ? undefined
        : notes.map(({ code, keyId, message }) => ({ code, key_id: keyId, message })),
  };
}

/** The same for a person. */
export function foundLines({ refusals, tolerated, notes }: Found, paint: Paint): string[] {
  return [
    ...refusals.map((found) => paint.bad(`refused: ${describe(found)}`)),
    ...tolerated.map((found) => paint.warn(`tolerated: ${describe(found)}`)),
    ...notes.map(({ message }) => paint.warn(`note: ${message}`)),
  ].flatMap(paint.prose);
}

function describe({ code, entry, line, message }: Refusal): string {
  const place = [entry, line].filter((part) => part !== undefined).join(':');
  return `${code}: ${place === '' ? '' : `${place}: `}${message}`;
}
