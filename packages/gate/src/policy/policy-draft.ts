import type {
  DataflowPolicy,
  EndpointPolicy,
  FailClosedPolicy,
  FreezeWindowPolicy,
  FreezeWindowRange,
  McpTrustPolicy,
  Policy,
  PolicyMatch,
  PolicyRule,
  RateLimitPolicy,
  SequencePolicy,
  TaintPolicy,
} from './policy.ts';

/** May still be changed; enumerations are text until they are checked. */
type Open<T> = { -readonly [K in keyof T]: [T[K]] extends [string] ? string : T[K] };

export type McpTrustDraft = Open<McpTrustPolicy>;
export type FailClosedDraft = Open<FailClosedPolicy>;
export type EndpointDraft = Open<EndpointPolicy>;
export type DataflowDraft = Open<DataflowPolicy>;
export type RateDraft = Open<RateLimitPolicy>;
export type FreezeWindowDraft = Omit<Open<FreezeWindowPolicy>, 'windows'> & {
  windows: readonly Open<FreezeWindowRange>[];
};
export type SequenceDraft = Open<SequencePolicy>;
export type TaintDraft = Open<TaintPolicy>;

/** Every field of the YAML, aliases too: what is formatted, and what a rule is made from. */
export interface MatchDraft extends Open<PolicyMatch> {
  tool_name: string;
  endpoint_class: readonly string[];
}

export interface RuleDraft extends Omit<
  Open<PolicyRule>,
  | 'match'
  | 'endpoint'
  | 'dataflow'
  | 'rate_limit'
  | 'destructive_budget'
  | 'freeze_window'
  | 'sequence'
  | 'taint'
> {
  action: string;
  match: MatchDraft;
  endpoint: EndpointDraft;
  dataflow: DataflowDraft;
  rate_limit: RateDraft;
  destructive_budget: RateDraft;
  freeze_window: FreezeWindowDraft;
  sequence: SequenceDraft | null;
  taint: TaintDraft | null;
}

export interface PolicyDraft extends Omit<Open<Policy>, 'rules' | 'mcp_trust' | 'fail_closed'> {
  default_action: string;
  mcp_trust: McpTrustDraft;
  fail_closed: FailClosedDraft;
  rules: readonly RuleDraft[];
}

/** Refuses a value: where it is (keys and indexes), what is wrong, what to write. */
export type Refuse = (path: readonly (string | number)[], message: string, hint: string) => Error;
