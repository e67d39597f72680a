import { isCodedError, trimSpace, type CodedError } from '@gait/canon';
import {
  HISTORY_UNAVAILABLE,
  type BrokenCondition,
  type PreparedIntent,
  type SessionHistory,
} from '@gait/gate';
import type { SessionTurn } from '@gait/local';
import { blocked, type Ruling } from './ruling.ts';

/** What is known of the session that a call belongs to. */
export type SessionState =
  /** The gate keeps no journal. */
  | { readonly kind: 'none' }
  /** There is a journal, and this call cannot be judged by it. */
  | { readonly kind: 'unusable'; readonly why: string }
  | { readonly kind: 'known'; readonly turn: SessionTurn };

/** Where the decision stands in its session, for the decision document. */
export interface SessionPlace {
  readonly session_id: string;
  /** The last event that was known when the call was decided, and the head of the chain there. */
  readonly last_sequence: number;
  readonly chain_head: string;
}

const NONE: SessionState = { kind: 'none' };

/**
 * Whose turn it is. The gate's owner fixed the journal; a call that names another session would
 * escape what this one did, and what it does would be missing from both.
 */
export function sessionState(
  turn: SessionTurn | CodedError | undefined,
  prepared: PreparedIntent,
): SessionState {
  if (turn === undefined) return NONE;
  if (isCodedError(turn)) return { kind: 'unusable', why: turn.code };
  const named = trimSpace(prepared.intent.context.session_id);
  return named === '' || named === turn.sessionId
    ? { kind: 'known', turn }
    : { kind: 'unusable', why: 'session_identity_mismatch' };
}

/** The history that rules ask; undefined: they block. */
export function historyOf(state: SessionState): SessionHistory | undefined {
  return state.kind === 'known' ? state.turn.history : undefined;
}

/** A call that could not be put into its journal may not run: later ones would not know of it. */
export function blockUnusable(state: SessionState, ruling: Ruling): Ruling {
  if (state.kind !== 'unusable') return ruling;
  return blocked(ruling, [HISTORY_UNAVAILABLE, state.why], [HISTORY_UNAVAILABLE]);
}

/** What the decision document says of the session: what was known, and what was broken. */
export function describeSession(
  state: SessionState,
  broken: readonly BrokenCondition[],
): SessionDescription | null {
  if (state.kind === 'none' && broken.length === 0) return null;
  return {
    ...(state.kind === 'known' ? placeOf(state.turn) : {}),
    ...(state.kind === 'unusable' ? { unusable: state.why } : {}),
    broken: broken.map(({ rule, condition, reason_code, calls, labels }) => ({
      rule,
      condition,
      reason_code,
      calls,
      labels: [...labels],
    })),
  };
}

function placeOf({ sessionId, lastSequence, head }: SessionTurn): SessionPlace {
  return { session_id: sessionId, last_sequence: lastSequence, chain_head: head };
}

type SessionDescription = Partial<SessionPlace> & {
  readonly unusable?: string;
  readonly broken: readonly (Omit<BrokenCondition, 'labels'> & { readonly labels: string[] })[];
};
