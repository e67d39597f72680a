import { afterEach, beforeEach } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyRecord, type JsonObject } from '@gait/canon';
import { intentRecord, recordRun, refsRecord, resultRecord, runRecord } from '@gait/evidence';
import { runInProcess, type Ran } from '../../testing.ts';

let folder = '';

/** Gives each test of a file a folder of its own. */
export function eachInItsFolder(): void {
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-regress-cli-')));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });
}

/** Absolute path of a file in the folder. */
export function at(name: string): string {
  return join(folder, name);
}

export function put(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

export function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

export function json(name: string): Record<string, unknown> {
  return JSON.parse(read(name)) as Record<string, unknown>;
}

export function exists(name: string): boolean {
  return existsSync(join(folder, name));
}

/** Runs a command in the folder. */
export async function gait(...args: string[]): Promise<Ran> {
  return await runInProcess(args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', MY_TOKEN: 'tok-987654', FOLDER: folder },
  });
}

/** The fine code of a refusal. */
export function code(ran: Ran): unknown {
  return (ran.json?.['detail'] as { code?: string } | undefined)?.code;
}

/** A runpack whose calls were all answered with one result. */
export function recorded(
  runId: string,
  tools: readonly string[] = ['tool.read', 'tool.write'],
  result: JsonObject = {},
): Uint8Array {
  const { zip } = recordRun(
    {
      run: { ...emptyRecord(runRecord), run_id: runId, producer_version: '1.4.0' },
      intents: tools.map((tool_name, i) => ({
        ...emptyRecord(intentRecord),
        intent_id: `i${i}`,
        tool_name,
        args: {},
      })),
      results: tools.map((_, i) => ({
        ...emptyRecord(resultRecord),
        intent_id: `i${i}`,
        status: 'ok',
        result,
      })),
      refs: emptyRecord(refsRecord),
      captureMode: 'raw',
    },
    { createdAt: '2026-03-01T09:15:00Z', os: 'linux', arch: 'amd64' },
  );
  return zip;
}

/** A suite of fixtures, each from a run of its own. */
export async function suite(...names: string[]): Promise<void> {
  for (const name of names) {
    put(`${name}.zip`, recorded(`run_${name}`));
    await gait('regress', 'init', '--from', `${name}.zip`, '--name', name);
  }
}
