import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const BUILT = join(import.meta.dirname, '..', '..', 'dist', 'conformance');
const BINARIES = {
  gait: resolve(process.env['GAIT_CONFORMANCE_BIN'] ?? join(BUILT, 'gait')),
  'krci-ai': resolve(process.env['KRCI_CONFORMANCE_BIN'] ?? join(BUILT, 'krci-ai')),
};

/** Versions that were released, as the folders here are named. */
export const versions: readonly string[] = readdirSync(import.meta.dirname).filter((name) =>
  /^\d+\.\d+\.\d+$/u.test(name),
);

/** What the executable said of a folder. */
export interface Answer {
  readonly exit: number | null;
  readonly json: {
    readonly ok?: boolean;
    readonly detail?: { readonly code?: string };
    readonly reason_codes?: readonly string[];
    readonly findings?: readonly unknown[];
  };
}

/** Changes a copy of a version's folder. */
export type Change = (folder: string) => void;

/** The state of the user in such a folder; others may not write to it, whatever the checkout's umask. */
const HOME_STATE = [
  'home/state/gait/approvals/spent.jsonl',
  'home/config/gait/trusted-policies.json',
];

/** Runs one command in a copy of a version's folder, after `change` has altered the copy. */
export function run(
  folder: string,
  words: readonly string[],
  change?: Change,
  program: keyof typeof BINARIES = 'gait',
): Answer {
  const copy = mkdtempSync(join(tmpdir(), 'gait-upgrade-'));
  try {
    cpSync(join(import.meta.dirname, folder), copy, { recursive: true });
    for (const file of HOME_STATE)
      if (existsSync(join(copy, file))) chmodSync(join(copy, file), 0o600);
    change?.(copy);
    const { status, stdout } = spawnSync(BINARIES[program], [...words, '--json'], {
      cwd: copy,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: copy,
        XDG_STATE_HOME: join(copy, 'home/state'),
        XDG_CONFIG_HOME: join(copy, 'home/config'),
        TZ: 'UTC',
      },
    });
    return { exit: status, json: JSON.parse(stdout) as Answer['json'] };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Makes a text file say that it is of a later schema, in its first `schema_version`. */
export function laterText(file: string, from = '1.0.0'): Change {
  return (folder) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const later = text.replace(
      new RegExp(`("?schema_version"?:\\s*"?)${from.replaceAll('.', '\\.')}`, 'u'),
      '$12.0.0',
    );
    if (later === text) throw new Error(`${file} names no version`);
    writeFileSync(path, later);
  };
}

/** The code of a refusal, wherever the answer has it. */
export function codeOf({ json }: Answer): string | undefined {
  return json.detail?.code ?? /"code":"([a-z_]+)"/u.exec(JSON.stringify(json))?.[1];
}
