/** What a history is made of: the decided calls of a session, and what came of them. */
export type SessionEntry = SessionCall | SessionOutcome;

/** One decided call as the journal tells it. */
export interface SessionCall {
  readonly kind: 'call';
  /** Its place in the journal, from 1. */
  readonly sequence: number;
  /** Names that later provenance may use for its result: trace, event, intent. */
  readonly refs: readonly string[];
  /** What the gate answered in the end. Only `allow` counts as happened. */
  readonly verdict: string;
  readonly tool: string;
  /** What it did, step by step; undefined when whoever wrote the event did not say. */
  readonly steps: readonly SessionStep[] | undefined;
}

/** What came of a call that was allowed. */
export interface SessionOutcome {
  readonly kind: 'outcome';
  /** Sequence of the call. */
  readonly of: number;
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** SHA-256 of the result, hex; `''` when it was not recorded. */
  readonly resultDigest: string;
}

/** One call, or one step of a script; lists sorted and unique. */
export interface SessionStep {
  /** Lower case. */
  readonly tool: string;
  readonly endpointClasses: readonly string[];
  /** Sensitivities of its targets, lower case. */
  readonly dataClasses: readonly string[];
  readonly destructive: boolean;
  /** What its result, and what it wrote, may hold. */
  readonly labels: readonly string[];
  /** Where it may have put what it held (`placesOf`); empty when it held nothing. */
  readonly places: readonly string[];
}

/** A condition of a matched rule that earlier calls broke. */
export interface BrokenCondition {
  readonly rule: string;
  /** `history`: what happened before is not known. */
  readonly condition: 'after' | 'counts' | 'history' | 'requires_success' | 'taint';
  readonly reason_code: string;
  /** How many earlier calls are selected; 0 where none must be. */
  readonly calls: number;
  /** The labels that would flow on. */
  readonly labels: readonly string[];
}
