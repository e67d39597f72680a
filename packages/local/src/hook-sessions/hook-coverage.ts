import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, parseJson, prettyJson, sha256Hex, type Json } from '@gait/canon';
import { isThere } from '../files/is-there.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';

/** Which hook of which project. */
export interface CoveredTool {
  readonly harness: string;
  /** Absolute folder. */
  readonly project: string;
}

/** What is known of a tool's hook on this machine. Times are RFC 3339. */
export interface HookCoverage {
  readonly installedAt: string;
  /** When the gate first saw a call of each kind through this hook. */
  readonly seen: Readonly<Record<string, string>>;
  /** When it last did, to within ten seconds. */
  readonly last: Readonly<Record<string, string>>;
  /** The version that the tool told with the last noted call; `''`: none. */
  readonly version: string;
  /** What the last probe of each kind of call found. */
  readonly probes: Readonly<Record<string, HookProbe>>;
}

/** What a canary call showed. */
export interface HookProbe {
  readonly at: string;
  readonly result: 'covered' | 'uncovered' | 'unknown';
  /** The version of the tool that was run. */
  readonly version: string;
  readonly detail: string;
}

const NOTHING: HookCoverage = { installedAt: '', seen: {}, last: {}, version: '', probes: {} };
/** So often the last call is noted: a file for each would be too many. */
const NOTED_EVERY_MS = 10_000;
const LONGEST = 1024 * 1024;

function fileOf({ harness, project }: CoveredTool, at: Surroundings): string {
  return join(stateHome(at), 'hooks', `${sha256Hex(project).slice(0, 16)}-${harness}.json`);
}

/** What is known; nothing where there is no record, or none that can be read. */
export function readCoverage(tool: CoveredTool, at: Surroundings): HookCoverage {
  const file = fileOf(tool, at);
  if (!isThere(file)) return NOTHING;
  try {
    return coverageOf(parseJson(readWhole(file, { maxBytes: LONGEST })));
  } catch {
    // It is only what was seen before: the next call, or the next probe, tells again.
    return NOTHING;
  }
}

/** Keeps what changed of what is known. */
export function keepCoverage(
  tool: CoveredTool,
  change: (before: HookCoverage) => HookCoverage,
  at: Surroundings,
): void {
  const before = readCoverage(tool, at);
  const after = change(before);
  if (after === before) return;
  const text = prettyJson({ ...tool, ...after } as unknown as Json);
  writeWhole(fileOf(tool, at), text, { makeFolders: true, sync: false });
}

/** Notes that the gate saw a call of a kind; at most one file is written in ten seconds. */
export function noteSeen(
  tool: CoveredTool,
  call: { readonly kind: string; readonly now: string; readonly version?: string | undefined },
  at: Surroundings,
): void {
  const { kind, now, version = '' } = call;
  keepCoverage(
    tool,
    (before) => {
      const { seen, last } = before;
      const age = Date.parse(now) - Date.parse(last[kind] ?? '');
      // A clock that was set back makes the age negative.
      const isNoted = seen[kind] !== undefined && version === before.version;
      if (isNoted && age >= 0 && age < NOTED_EVERY_MS) return before;
      return {
        ...before,
        seen: { ...seen, [kind]: seen[kind] ?? now },
        last: { ...last, [kind]: now },
        version,
      };
    },
    at,
  );
}

/** The hook was removed. */
export function forgetCoverage(tool: CoveredTool, at: Surroundings): void {
  rmSync(fileOf(tool, at), { force: true });
}

/** The tools and projects in which a hook was installed, probed or asked; what cannot be read is passed over. */
export function coveredTools(at: Surroundings): readonly CoveredTool[] {
  const folder = join(stateHome(at), 'hooks');
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      try {
        const read = parseJson(readWhole(join(folder, name), { maxBytes: LONGEST }));
        const { harness, project } = isJsonObject(read) ? read : {};
        return typeof harness === 'string' && typeof project === 'string'
          ? [{ harness, project }]
          : [];
      } catch {
        return [];
      }
    });
}

function coverageOf(value: Json): HookCoverage {
  if (!isJsonObject(value)) return NOTHING;
  const { installedAt, seen, last, version, probes } = value;
  const found = isJsonObject(probes ?? null) ? Object.entries(probes as object) : [];
  return {
    installedAt: typeof installedAt === 'string' ? installedAt : '',
    seen: timesOf(seen),
    last: timesOf(last),
    version: typeof version === 'string' ? version : '',
    probes: Object.fromEntries(found.filter(([, probe]) => isProbe(probe as Json))),
  };
}

function timesOf(value: Json | undefined): Readonly<Record<string, string>> {
  const times = isJsonObject(value ?? null) ? Object.entries(value as object) : [];
  return Object.fromEntries(times.filter(([, time]) => typeof time === 'string'));
}

function isProbe(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const { at, result, version, detail } = value;
  return (
    [at, version, detail].every((text) => typeof text === 'string') &&
    ['covered', 'uncovered', 'unknown'].includes(String(result))
  );
}
