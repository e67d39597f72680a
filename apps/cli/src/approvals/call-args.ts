import { compactJson, isJsonObject, type Json, type JsonObject } from '@gait/canon';
import { factsName } from '@gait/boundary';
import type { WaitingCall } from '@gait/gate';

/** What a call was given, and what the gate itself put beside it. */
export interface CallArguments {
  /** The tool is an MCP server's. */
  readonly isForeign: boolean;
  readonly args: JsonObject;
  /** Name and value: the folder first. */
  readonly facts: readonly (readonly [string, string])[];
}

/** Tools whose arguments name all that they touch: what stands there is the caller's. */
const WITHOUT_FACTS = /^(?:fs|web|agent)\./u;

/** The arguments of a waiting call. */
export function callArguments({ intent }: WaitingCall): CallArguments {
  const given = intent as Json;
  if (!isJsonObject(given)) return { args: {}, facts: [], isForeign: true };
  const { tool_name: tool } = given;
  const isForeign = typeof tool !== 'string' || tool.startsWith('mcp.');
  // Of a script each step has the arguments of the whole.
  const script = given['script'] ?? null;
  const steps = isJsonObject(script) ? script['steps'] : undefined;
  const [step] = Array.isArray(steps) ? (steps as readonly Json[]) : [];
  const of = step !== undefined && isJsonObject(step) ? step : given;
  const args = of['args'] ?? null;
  if (!isJsonObject(args)) return { args: {}, facts: [], isForeign };
  const name = WITHOUT_FACTS.test(String(tool)) ? undefined : factsName(args);
  const own = name === undefined ? null : (args[name] ?? null);
  if (name === undefined || !isJsonObject(own) || typeof own['folder'] !== 'string')
    return { args, facts: [], isForeign };
  const { folder, ...more } = own;
  const { [name]: _, ...rest } = args;
  return {
    args: rest,
    isForeign,
    facts: [
      ['folder', folder],
      ...Object.entries(more).flatMap(([fact, value]) => factsOf(fact, value ?? null)),
    ],
  };
}

/** An object of texts, such as the digest of each script, is told one by one. */
function factsOf(name: string, value: Json): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (isJsonObject(value)) {
    return Object.entries(value).map(([key, item]): readonly [string, string] => [
      `${name} ${key}`,
      typeof item === 'string' ? item : compactJson(item ?? null),
    ]);
  }
  return [[name, compactJson(value)]];
}
