export { bindEnvelope } from './gate/bind-envelope.ts';
export { decideCall, type Decision, type Simulated } from './gate/decide-call.ts';
export type { Call, Evidence, EvidencePlaces, GateSetup, Guard } from './gate/gate-setup.ts';
export { decideOrBlock, faultOf, type Answer, type Fault } from './gate/decide-or-block.ts';
