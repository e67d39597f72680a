import { isCodedError } from '@gait/canon';
import { findHook, type HookRow, type HookState } from '@gait/harness';
import { readCoverage, type HookCoverage } from '@gait/local';
import type { Context } from '../context.ts';
import { commandOf, placesOf, readSettings } from './hook-places.ts';

/** What is known of one tool in one project. */
export interface ToolState {
  readonly row: HookRow;
  readonly files: readonly (HookState & { readonly path: string })[];
  readonly coverage: HookCoverage;
  /** `covered` only what was seen, or what a probe showed, through a hook that stands as we write it. */
  readonly kinds: readonly KindState[];
}

/** One kind of call. */
export interface KindState {
  readonly kind: 'shell' | 'file' | 'mcp';
  readonly state: 'covered' | 'uncovered' | 'unknown';
  /** RFC 3339; `''`: never. */
  readonly since: string;
  readonly why: string;
}

const KINDS = ['shell', 'file', 'mcp'] as const;

/** Looks at the settings of a tool and at what was seen through its hook. */
export function toolState(context: Context, row: HookRow, project: string): ToolState {
  const command = commandOf(context, row, project);
  const files = (['project', 'user'] as const)
    .flatMap((scope) =>
      row.files[scope].length === 0 ? [] : placesOf(row, scope, { project, home: context.home }),
    )
    .map(({ file, path }) => ({
      path,
      ...stateOf(() => findHook(file, readSettings(path), command)),
    }));
  const coverage = readCoverage({ harness: row.id, project }, context);
  const stands = files.some(({ state }) => state === 'installed');
  return { row, files, coverage, kinds: KINDS.map((kind) => kindState(kind, stands, coverage)) };
}

function stateOf(find: () => HookState): HookState {
  try {
    return find();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { state: 'unreadable', findings: [{ code: 'file_unreadable', detail: error.message }] };
  }
}

function kindState(
  kind: KindState['kind'],
  stands: boolean,
  { seen, probes }: HookCoverage,
): KindState {
  if (!stands)
    return {
      kind,
      state: 'uncovered',
      since: '',
      why: 'no hook of the gate stands in its settings',
    };
  const probe = probes[kind];
  if (probe?.result === 'uncovered') {
    return { kind, state: 'uncovered', since: probe.at, why: probe.detail };
  }
  const first = seen[kind];
  if (first !== undefined) return { kind, state: 'covered', since: first, why: 'a call was seen' };
  if (probe?.result === 'covered') {
    return { kind, state: 'covered', since: probe.at, why: 'a canary call was seen' };
  }
  return { kind, state: 'unknown', since: '', why: 'the hook stands there; no call was seen yet' };
}

/** What a failing hook comes to, in one line. */
export function closedText({ failClosed }: HookRow): string {
  switch (failClosed.kind) {
    case 'setting':
      return `the call is blocked by the setting ${failClosed.setting}${failClosed.since === undefined ? '' : `, from ${failClosed.since} on`}`;
    case 'always':
      return `the call is blocked, but for ${failClosed.except}`;
    case 'none':
      return 'the call RUNS: the tool has no setting against it';
    case 'unknown':
      return 'not known';
  }
}
