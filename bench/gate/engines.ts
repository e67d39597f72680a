import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FlatCall, FlatRule } from './equal-policy.ts';

/** An engine with the equal policy loaded. */
export type Decider = (call: FlatCall) => string;

type Opener = (load: NodeJS.Require, rules: readonly FlatRule[]) => Decider | Promise<Decider>;

/** Engine by name → how it is told the rules: each in the form that its makers document. */
export const ENGINES: Readonly<Record<string, Opener>> = {
  'cedar-wasm': openCedar,
  casbin: openCasbin,
  'agent-governance-sdk': openGovernance,
  'agent-governance-sdk, flat': openFlatGovernance,
};

/** Opens an engine from the folder that it is installed in; the promise fails when it is not there. */
export async function openEngine(
  name: string,
  folder: string,
  rules: readonly FlatRule[],
): Promise<Decider> {
  const open = ENGINES[name];
  if (open === undefined) throw new Error(`no engine ${name}`);
  return await open(createRequire(join(folder, 'package.json')), rules);
}

interface CedarAnswer {
  readonly type: string;
  readonly response: { readonly diagnostics: { readonly reason: readonly string[] } };
}

/** Cedar knows two verdicts: each rule permits, and the first by priority says which of ours it is. */
function openCedar(load: NodeJS.Require, rules: readonly FlatRule[]): Decider {
  const cedar = load('@cedar-policy/cedar-wasm/nodejs') as {
    preparsePolicySet: (id: string, policies: object) => { readonly type: string };
    statefulIsAuthorized: (call: object) => CedarAnswer;
  };
  const staticPolicies = Object.fromEntries(
    rules.map(({ name, tool, ...rule }) => {
      const conditions = (['risk', 'identity', 'kind'] as const)
        .filter((key) => rule[key] !== undefined)
        .map((key) => `context.${key} == "${rule[key]}"`);
      return [
        name,
        `permit(principal, action == Action::"${tool}", resource) when { ${conditions.join(' && ')} };`,
      ];
    }),
  );
  if (cedar.preparsePolicySet('bench', { staticPolicies }).type !== 'success') {
    throw new Error('cedar refuses the policy');
  }
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  return ({ tool, risk, identity, kind }) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'User', id: identity },
      action: { type: 'Action', id: tool },
      resource: { type: 'Target', id: kind },
      context: { risk, identity, kind },
      preparsedPolicySetId: 'bench',
      entities: [],
    });
    let first: FlatRule | undefined;
    for (const name of answer.response.diagnostics.reason) {
      const rule = byName.get(name);
      if (rule !== undefined && rule.priority < (first?.priority ?? Infinity)) first = rule;
    }
    return first?.verdict ?? 'block';
  };
}

const CASBIN_MODEL = `
[request_definition]
r = tool, risk, identity, kind
[policy_definition]
p = tool, risk, identity, kind, verdict, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = r.tool == p.tool && (p.risk == '*' || r.risk == p.risk) && (p.identity == '*' || r.identity == p.identity) && (p.kind == '*' || r.kind == p.kind)
`;

/** The first matching line counts; its column says the verdict. */
async function openCasbin(load: NodeJS.Require, rules: readonly FlatRule[]): Promise<Decider> {
  const casbin = load('casbin') as {
    newModelFromString: (text: string) => unknown;
    newEnforcer: (model: unknown) => Promise<{
      addPolicies: (lines: readonly (readonly string[])[]) => Promise<boolean>;
      enforceExSync: (...values: readonly string[]) => [boolean, readonly string[]];
    }>;
  };
  const enforcer = await casbin.newEnforcer(casbin.newModelFromString(CASBIN_MODEL));
  await enforcer.addPolicies(
    rules.map(({ tool, risk = '*', identity = '*', kind = '*', verdict }) => [
      tool,
      risk,
      identity,
      kind,
      verdict,
      'allow',
    ]),
  );
  return ({ tool, risk, identity, kind }) =>
    enforcer.enforceExSync(tool, risk, identity, kind)[1][4] ?? 'block';
}

interface GovernanceEngine {
  loadPolicy: (policy: object) => void;
  evaluatePolicy: (agent: string, context: object) => { readonly action: string };
  evaluate: (action: string, context: object) => string;
}
interface Governance {
  readonly PolicyEngine: new (rules?: readonly object[]) => GovernanceEngine;
}

/** Its policy documents: conditions are expressions, higher priority first. */
function openGovernance(load: NodeJS.Require, rules: readonly FlatRule[]): Decider {
  const { PolicyEngine } = load('@microsoft/agent-governance-sdk') as Governance;
  const engine = new PolicyEngine();
  engine.loadPolicy({
    apiVersion: 'governance.toolkit/v1',
    name: 'bench',
    scope: 'global',
    default_action: 'deny',
    rules: rules.map(({ name, priority, verdict, ...rule }) => ({
      name,
      priority: -priority,
      ruleAction: verdict === 'block' ? 'deny' : verdict,
      condition: (['tool', 'risk', 'identity', 'kind'] as const)
        .filter((key) => rule[key] !== undefined)
        .map((key) => `${key} == '${rule[key]}'`)
        .join(' and '),
    })),
  });
  return (call) => {
    const { action } = engine.evaluatePolicy(call.identity, call);
    return action === 'deny' ? 'block' : action;
  };
}

/** Its older list of rules: the first match counts, values are compared, nothing is explained. */
function openFlatGovernance(load: NodeJS.Require, rules: readonly FlatRule[]): Decider {
  const { PolicyEngine } = load('@microsoft/agent-governance-sdk') as Governance;
  const engine = new PolicyEngine(
    rules.map(({ tool, risk, identity, kind, verdict }) => ({
      action: tool,
      effect: { allow: 'allow', block: 'deny', require_approval: 'review' }[verdict],
      conditions: {
        ...(risk === undefined ? {} : { risk }),
        ...(identity === undefined ? {} : { identity }),
        ...(kind === undefined ? {} : { kind }),
      },
    })),
  );
  return ({ tool, risk, identity, kind }) => {
    const effect = engine.evaluate(tool, { risk, identity, kind });
    return effect === 'deny' ? 'block' : effect === 'review' ? 'require_approval' : effect;
  };
}
