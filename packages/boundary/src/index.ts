export { bindEnvelope } from './gate/bind-envelope.ts';
export { decideCall, type Decision } from './gate/decide-call.ts';
export { findHeldTargets, heldCodes, type HeldTarget } from './gate/find-held-targets.ts';
export type { Simulated } from './gate/simulate-call.ts';
export type { Call, Evidence, EvidencePlaces, GateSetup, Guard } from './gate/gate-setup.ts';
export { decideOrBlock, faultOf, type Answer, type Fault } from './gate/decide-or-block.ts';

// serving
export type { Admission, Caller, CallerToken } from './serve/authorize-request.ts';
export { parseCallerTokens, printCallerTokens } from './serve/caller-tokens.ts';
export { createDecisionQueue, type DecisionQueue } from './serve/decision-queue.ts';
export { createGateMetrics, type GateMetrics } from './serve/gate-metrics.ts';
export type { GateService } from './serve/handle-request.ts';
export { evidenceLine, JOURNAL_SCHEMA, journalEvidence } from './serve/journal-evidence.ts';
export { serveGate, type GateAddress, type ServingGate } from './serve/serve-gate.ts';
export { strictClock } from './serve/strict-clock.ts';

// calls of coding tools
export {
  buildIntent,
  factsName,
  type HookCall,
  type HookIntent,
  type IntentSurroundings,
} from './hook/build-intent.ts';
export { commandFactsBy } from './hook/command-facts.ts';

// MCP
export type { AdapterCall } from './mcp/adapters/call-records.ts';
export { intentOfCall, usesFallback } from './mcp/adapters/intent-of-call.ts';
export {
  adapterNamed,
  readAdapterCall,
  type McpAdapter,
} from './mcp/adapters/read-adapter-call.ts';
export { createFrameSplitter, type Frame } from './mcp/proxy/frame-splitter.ts';
export { createRelay } from './mcp/proxy/create-relay.ts';
export { LONGEST_CLIENT_FRAME, LONGEST_SERVER_FRAME } from './mcp/proxy/protocol.ts';
export type { AskedCall, CallEnd, CallRuling, Relay } from './mcp/proxy/relay-ports.ts';
export type { SeenTool, ToolFault } from './mcp/tools/seen-tool.ts';
export { trustTools, type ToolPin, type ToolPins } from './mcp/tools/tool-pins.ts';
export {
  commandDigestOf,
  parseToolPins,
  printToolPins,
  readProjectPins,
  toolPinsFile,
  watchTools,
  type ToolWatch,
} from './mcp/tools/watch-tools.ts';
export {
  serversIn,
  unwrapServers,
  wrapServers,
  type NamedServer,
} from './mcp/settings/wrap-servers.ts';
