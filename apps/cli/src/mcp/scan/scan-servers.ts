import { isCodedError, isJsonObject, type Json, type JsonObject } from '@gait/canon';
import { findInTool, type ToolFinding } from '../examine-tool.ts';
import { listTools, type ScannedServer } from './list-tools.ts';

/** What was found in one server. */
export interface ScannedTools {
  readonly server: string;
  /** Undefined: they were listed; else why not. */
  readonly failed: string | undefined;
  readonly tools: readonly string[];
  readonly findings: readonly ServerFinding[];
}

export interface ServerFinding extends ToolFinding {
  readonly tool: string;
}

/** Starts each server, one after the other, and looks at its tools, then at all of them together. */
export async function scanServers(
  servers: readonly ScannedServer[],
  cwd: string,
): Promise<readonly ScannedTools[]> {
  const scanned: ScannedTools[] = [];
  for (const server of servers) {
    try {
      scanned.push(scanTools(server.name, await listTools(server, cwd)));
    } catch (error) {
      if (!isCodedError(error)) throw error;
      scanned.push({
        server: server.name,
        failed: `${error.message} (${error.code})`,
        tools: [],
        findings: [],
      });
    }
  }
  return withCollisions(scanned);
}

/** What is found in the tools of one server. */
export function scanTools(server: string, list: readonly Json[]): ScannedTools {
  const findings: ServerFinding[] = [];
  const names: string[] = [];
  for (const tool of list) {
    if (!isJsonObject(tool) || typeof tool['name'] !== 'string') {
      findings.push({ tool: '', code: 'tool_unreadable', place: '', about: 'it has no name' });
      continue;
    }
    const { name } = tool;
    if (names.includes(name)) {
      findings.push({
        tool: name,
        code: 'tool_repeated',
        place: 'name',
        about: 'the server lists two tools of this name',
      });
    }
    names.push(name);
    for (const found of [...findInTool(definitionOf(tool)), ...broadness(name, tool)]) {
      findings.push({ tool: name, ...found });
    }
  }
  return { server, failed: undefined, tools: names, findings };
}

function definitionOf({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: JsonObject): JsonObject {
  const members = { name, title, description, inputSchema, outputSchema, annotations };
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, Json] => member[1] !== undefined),
  );
}

const RUNS =
  /^(?:command|cmd|commands|shell|script|code|program|argv|sql|query_string|eval|expression)$/iu;

/** A tool that says it only reads, or nothing of what it does, and takes programs to run. */
function broadness(name: string, { inputSchema, annotations }: JsonObject): readonly ToolFinding[] {
  const hints = annotations !== undefined && isJsonObject(annotations) ? annotations : {};
  const properties =
    inputSchema !== undefined && isJsonObject(inputSchema) ? inputSchema['properties'] : undefined;
  const names = properties !== undefined && isJsonObject(properties) ? Object.keys(properties) : [];
  const runs = names.find((one) => RUNS.test(one));
  const found: ToolFinding[] = [];
  if (runs !== undefined) {
    found.push({
      code: 'tool_broad',
      place: `inputSchema.properties.${runs}`,
      about:
        hints['readOnlyHint'] === true
          ? 'it says that it only reads, and runs what it is given'
          : 'it runs what it is given: it may do anything',
    });
  }
  if (
    hints['readOnlyHint'] === true &&
    /(?:^|[_\-.])(?:write|delete|remove|update|create|send|exec|run)(?:$|[_\-.])/iu.test(name)
  ) {
    found.push({
      code: 'tool_hint_false',
      place: 'annotations.readOnlyHint',
      about: 'it says that it only reads, and its name says otherwise',
    });
  }
  return found;
}

/** Tools of several servers that a model, or a person, takes for one another. */
function withCollisions(scanned: readonly ScannedTools[]): readonly ScannedTools[] {
  const owners = new Map<string, { readonly server: string; readonly tool: string }[]>();
  for (const { server, tools } of scanned) {
    for (const tool of tools) {
      const key = foldName(tool);
      owners.set(key, [...(owners.get(key) ?? []), { server, tool }]);
    }
  }
  return scanned.map((one) => ({
    ...one,
    findings: [
      ...one.findings,
      ...one.tools.flatMap((tool) => {
        const other = owners.get(foldName(tool))?.find(({ server }) => server !== one.server);
        if (other === undefined) return [];
        const about = `${other.server} has a tool ${JSON.stringify(other.tool)}, which is easily taken for it`;
        return [{ tool, code: 'tool_name_collision', place: 'name', about }];
      }),
    ],
  }));
}

function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}
