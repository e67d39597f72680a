import type { ErrorCode } from '@gait/canon';

/**
 * How strict a verifier is.
 *
 * - `standard`: the reference's verdicts plus this product's refusals.
 * - `compat`: what the reference accepts is accepted; each refusal that this spared is listed.
 * - `strict`: `standard`, signatures required, and checks that other producers may fail.
 */
export type Profile = 'standard' | 'compat' | 'strict';

/** Something the reference accepts and this product does not. */
export interface Refusal {
  readonly code: ErrorCode;
  /** Entry of the container it is about. */
  readonly entry?: string;
  /** Line of that entry, from 1. */
  readonly line?: number;
  /** Sequence of the session event it is about. */
  readonly sequence?: number;
  readonly message: string;
}

/** Where a refusal lies. */
export interface RefusalPlace {
  readonly entry?: string;
  readonly line?: number;
  readonly sequence?: number;
}

/** Collects refusals in the order in which they are found. */
export interface Findings {
  readonly profile: Profile;
  /** Makes the verdict false; under `compat` only what was demanded. */
  readonly refusals: readonly Refusal[];
  /** What `compat` let pass. */
  readonly tolerated: readonly Refusal[];
  refuse(code: ErrorCode, message: string, place?: RefusalPlace): void;
  /** Refuses under every profile: for what the caller asked for in words, such as a signature. */
  demand(code: ErrorCode, message: string, place?: RefusalPlace): void;
  /** Refuses under `strict` only; other profiles do not mention it. */
  refuseStrictly(code: ErrorCode, message: string, place?: RefusalPlace): void;
}

/** An artifact with a million faults must not fill the memory with their descriptions. */
const MAX_FINDINGS = 200;

/** A new, empty collection for one verification. */
export function collectFindings(profile: Profile): Findings {
  const refusals: Refusal[] = [];
  const tolerated: Refusal[] = [];
  const refuse = (code: ErrorCode, message: string, place: RefusalPlace = {}): void => {
    const list = profile === 'compat' ? tolerated : refusals;
    if (list.length < MAX_FINDINGS) list.push({ code, ...place, message });
  };
  return {
    profile,
    refusals,
    tolerated,
    refuse,
    demand: (code, message, place = {}) => {
      if (refusals.length < MAX_FINDINGS) refusals.push({ code, ...place, message });
    },
    refuseStrictly: (code, message, place) => {
      if (profile === 'strict') refuse(code, message, place);
    },
  };
}
