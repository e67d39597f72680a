import { encodeRecord, mcpTrustRecord, type JsonObject } from '@gait/canon';

/** What is thought of a server, with the fields that traces record (gait-formats §7.6). */
export interface McpTrustDecision {
  readonly server_id: string;
  readonly server_name: string;
  readonly publisher: string;
  readonly source: string;
  readonly status: string;
  readonly decision_source: string;
  readonly score: number;
  readonly threshold: number;
  /** The zero time when the snapshot does not know the server. */
  readonly updated_at: string;
  readonly max_age_seconds: number;
  /** The policy asks for trust at this risk. */
  readonly required: boolean;
  /** The policy's action applies. */
  readonly enforced: boolean;
  readonly registry_verified: boolean;
  readonly publisher_allowed: boolean;
  /** Sorted. */
  readonly reason_codes: readonly string[];
}

/** A decision as answers and traces show it. */
export function mcpTrustJson(decision: McpTrustDecision): JsonObject {
  return encodeRecord(mcpTrustRecord, { ...decision, reason_codes: [...decision.reason_codes] });
}
