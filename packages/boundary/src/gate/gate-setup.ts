import type { KeySet, SigningKey } from '@gait/canon';
import type {
  AgentSet,
  ApprovalAudit,
  ApprovedScript,
  ApprovalToken,
  BoundEnvelope,
  CompiledPolicy,
  CredentialRecordFacts,
  DelegationAudit,
  DelegationToken,
  Intent,
  IntentContext,
  KillSwitchDecision,
  KillSwitchView,
  McpTrustDecision,
  Profile,
  ReadCommandFacts,
  ReadToken,
  RevocationList,
  WrkrTool,
} from '@gait/gate';
import type { DecisionDocument, TraceRecord } from '@gait/evidence';
import type { Broker, LimitStore, SealedSecret, SessionJournal, SpendLedger } from '@gait/local';

/** What a gate knows and uses for every call. Built once; nothing of it comes from a caller. */
export interface GateSetup {
  readonly profile: Profile;
  readonly policy: CompiledPolicy;
  /** Policies of the user and the organisation: of each call the stricter answer counts. */
  readonly overlays?: readonly CompiledPolicy[] | undefined;
  /** What the gate knows of the agents of its project; replaces what callers claim. */
  readonly agentSet?: AgentSet | undefined;
  /** Signs traces. */
  readonly signer: SigningKey;
  readonly producerVersion: string;
  /** Nanoseconds since 1970, of this machine. */
  readonly clock: () => bigint;
  /** Keys of approvers, when somebody asks for them; undefined: no approval counts. */
  readonly approvalKeys: () => Promise<KeySet | undefined>;
  readonly delegationKeys: () => Promise<KeySet | undefined>;
  /** The state of the kill switch now. */
  readonly killSwitch: (intent: Intent) => KillSwitchView;
  readonly inventory: { readonly tools: ReadonlyMap<string, WrkrTool>; readonly source: string };
  /** What whoever set the gate up says that tools do; the policy may have a table of its own. */
  readonly toolClasses?: ReadonlyMap<string, string> | undefined;
  /** The project's file system takes names for one that differ only in case or Unicode form. */
  readonly foldsCase?: boolean | undefined;
  /** Reads the command of a call, where a rule asks what it would do. */
  readonly commandOf?: ReadCommandFacts | undefined;
  /** Verified entries of the registry of approved scripts; undefined: none is configured. */
  readonly approvedScripts: readonly ApprovedScript[] | undefined;
  /** Opened when a limit applies: most calls have none, and a short process must not load it. */
  readonly limits: () => Promise<LimitStore>;
  /**
   * The journal of the session that this gate serves: calls are decided one after the other and
   * each is written down. Undefined: rules over earlier calls block.
   */
  readonly session?: SessionJournal | undefined;
  /** Remembers the tokens that work once; undefined: those count without it, outside `strict`. */
  readonly ledger: () => Promise<SpendLedger | undefined>;
  /** Denials that this machine keeps for an intent. */
  readonly denials: (intentDigest: string) => Promise<readonly ReadToken<ApprovalToken>[]>;
  /** Withdrawn tokens. */
  readonly revoked: () => Promise<RevocationList | undefined>;
  readonly broker: Broker | undefined;
  /**
   * Puts the secret of an issued credential where the caller asked for it, before the evidence
   * says that the call may run. Gives back how to take it away again, should that fail.
   */
  readonly handOver?: ((secret: SealedSecret) => () => void) | undefined;
  /** Writes what is decided; settles when it is on the disk. */
  readonly record: (evidence: Evidence) => Promise<EvidencePlaces>;
  /** Further stages that may only tighten, such as the protection of the gate itself. */
  readonly guards: readonly Guard[];
}

/** A stage that looks at the prepared call before the policy's answer counts. */
export interface Guard {
  readonly name: string;
  /** Grounds to block; empty lists: none. */
  readonly judge: (intent: Intent) => {
    readonly reasonCodes: readonly string[];
    readonly violations: readonly string[];
  };
}

/** Tokens that came with a call. */
type Brought<T> = readonly ReadToken<T>[] | Promise<readonly ReadToken<T>[]>;

/** One call that asks to run, and what came with it. */
export interface Call {
  readonly intent: Intent;
  /** Moment that conditions on time are judged at; the clock's when left out. Never revives a token. */
  readonly evaluationTime?: bigint | undefined;
  readonly envelope?: BoundEnvelope | undefined;
  /**
   * Tokens are read only when the verdict depends on them; given the digest of the judged intent.
   * Undefined: nobody is asked, and what needs an approval stays waiting for one.
   */
  readonly approvals: ((intentDigest: string) => Brought<ApprovalToken>) | undefined;
  readonly delegations: () => Brought<DelegationToken>;
  /** A reference of the caller's own, for the trace. */
  readonly approvalRef: string;
  /** Only says what would be: decides nothing and spends nothing. */
  readonly simulate: boolean;
  readonly correlationId: string;
  /**
   * Asked before a token is used up and before an allow is recorded: false when the caller was
   * told already that there is no decision in time. The call is a block then. Left out: always.
   */
  readonly stillWanted?: (() => boolean) | undefined;
  readonly credential: { readonly reference: string; readonly scopes: readonly string[] };
  /** What is thought of the server that runs the call, where the policy asks for trust. */
  readonly mcpTrust?: McpTrustDecision | undefined;
}

/** What is written of one decision, all of it or nothing. */
export interface Evidence {
  readonly trace: TraceRecord;
  /** The signed trace as one line of JSON. */
  readonly traceText: string;
  readonly document: DecisionDocument | undefined;
  /** Its canonical bytes, as text; `''`: there is none. */
  readonly documentText: string;
  readonly approvalAudit: ApprovalAudit | undefined;
  readonly delegationAudit: DelegationAudit | undefined;
  readonly credential: CredentialRecordFacts | undefined;
  /** Null unless a kill switch stopped the call. */
  readonly killSwitch: KillSwitchDecision | null;
  readonly context: IntentContext;
}

/** Where the evidence was put; `''` for what was not written. */
export interface EvidencePlaces {
  readonly trace: string;
  readonly document: string;
  readonly approvalAudit: string;
  readonly delegationAudit: string;
  readonly credential: string;
}
