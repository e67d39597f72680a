import { isCodedError } from '@gait/canon';
import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import {
  findHook,
  findSwitches,
  installedFor,
  type HookCommand,
  type HookRow,
  type HookState,
} from '@gait/harness';
import { readCoverage, type HookCoverage } from '@gait/local';
import type { Context } from '../context.ts';
import { commandOf, placesOf, readSettings } from './hook-places.ts';

/** What is known of one tool in one project. */
export interface ToolState {
  readonly row: HookRow;
  readonly files: readonly FileState[];
  /** Settings that keep the tool from starting hooks. */
  readonly switchedOff: readonly OffSwitch[];
  readonly coverage: HookCoverage;
  /** `covered` only what was seen, or what a probe showed, through a hook that stands as we write it. */
  readonly kinds: readonly KindState[];
}

/** One settings file in which a hook may stand. */
export interface FileState extends HookState {
  readonly path: string;
  /** Projects that the hooks of ours in it were installed for. */
  readonly projects: readonly string[];
}

/** A setting that switches hooks off. */
export interface OffSwitch {
  readonly path: string;
  readonly setting: string;
  /** From 1; 0: not known. */
  readonly line: number;
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
  const places = (['project', 'user'] as const).flatMap((scope) =>
    row.files[scope].length === 0 ? [] : placesOf(row, scope, { project, home: context.home }),
  );
  const texts = places.map((place) => ({ ...place, text: textOf(place.path) }));
  const files = texts.map(({ file, path, text }): FileState => {
    if (typeof text === 'object') return { path, projects: [], ...text };
    const projects = text === undefined ? [] : installedFor(file, text, row.id);
    return { path, projects, ...findHook(file, text, command) };
  });
  const standing = texts.flatMap(({ file, path, text }) =>
    typeof text === 'string' ? [{ file, path, text }] : [],
  );
  const switches = (row.switchFiles ?? []).map((file) => ({
    file,
    path: isAbsolute(file.path)
      ? file.path
      : file.path.startsWith('~/')
        ? join(context.home, file.path.slice(2))
        : join(project, file.path),
  }));
  const switchedOff = [
    ...files,
    ...switches.map(({ file, path }) => {
      const text = textOf(path);
      const findings = typeof text === 'string' ? findSwitches(file, text, command, standing) : [];
      return { path, findings };
    }),
  ].flatMap(({ path, findings }) =>
    findings
      .filter(({ code }) => code === 'switched_off')
      .map(({ detail, line = 0 }) => ({ path, setting: detail, line })),
  );
  const coverage = readCoverage({ harness: row.id, project }, context);
  const facts: ToolFacts = {
    off: switchedOff[0],
    stands: files.some(({ state }) => state === 'installed' || state === 'off'),
    whose: whoseHook(files, command),
    changed: lastChange([...files, ...switches].map(({ path }) => path)),
    coverage,
  };
  const kinds = KINDS.map((kind) => kindState(kind, facts));
  return { row, files, switchedOff, coverage, kinds };
}

/** The text of a file; undefined: there is none; a state: it cannot be read. */
function textOf(path: string): string | undefined | HookState {
  try {
    return readSettings(path);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { state: 'unreadable', findings: [{ code: 'file_unreadable', detail: error.message }] };
  }
}

/** Another project whose gate the hooks that stand there ask; undefined: none. */
function whoseHook(files: readonly FileState[], { project }: HookCommand): string | undefined {
  return files.flatMap(({ projects }) => projects).find((other) => other !== project);
}

interface LastChange {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The file that was changed last. */
function lastChange(paths: readonly string[]): LastChange | undefined {
  return paths
    .flatMap((path) => {
      const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      return at === undefined ? [] : [{ path, at: Math.floor(at) }];
    })
    .toSorted((one, other) => other.at - one.at)[0];
}

interface ToolFacts {
  readonly off: OffSwitch | undefined;
  readonly stands: boolean;
  readonly whose: string | undefined;
  readonly changed: LastChange | undefined;
  readonly coverage: HookCoverage;
}

function kindState(kind: KindState['kind'], facts: ToolFacts): KindState {
  const { off, stands, whose, changed, coverage } = facts;
  const { seen, last, probes } = coverage;
  const uncovered = (why: string, since = ''): KindState => ({
    kind,
    state: 'uncovered',
    since,
    why,
  });
  if (off !== undefined && (stands || whose !== undefined)) return uncovered(offText(off));
  if (!stands) {
    return uncovered(
      whose === undefined
        ? 'no hook of the gate stands in its settings as it was written'
        : `its hook asks the gate of ${whose}, under the policy there`,
    );
  }
  const probe = probes[kind];
  const lastSeen = last[kind] ?? seen[kind] ?? '';
  if (probe?.result === 'uncovered' && !(Date.parse(lastSeen) > Date.parse(probe.at))) {
    return uncovered(probe.detail, probe.at);
  }
  const proofs = [
    ...(seen[kind] === undefined
      ? []
      : [{ since: seen[kind], at: lastSeen, why: 'a call was seen' }]),
    ...(probe?.result === 'covered'
      ? [{ since: probe.at, at: probe.at, why: 'a canary call was seen' }]
      : []),
  ];
  const [proof] = proofs.filter(({ at }) => changed === undefined || Date.parse(at) >= changed.at);
  if (proof !== undefined) return { kind, state: 'covered', since: proof.since, why: proof.why };
  const why =
    proofs.length === 0 || changed === undefined
      ? 'the hook stands there; no call was seen yet'
      : `no call was seen since ${changed.path} changed`;
  return { kind, state: 'unknown', since: '', why };
}

/** Which setting switches hooks off, for a person. */
export function offText({ path, setting, line }: OffSwitch): string {
  return `hooks are switched off in ${path}${line === 0 ? '' : ` line ${line}`} (${setting})`;
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
