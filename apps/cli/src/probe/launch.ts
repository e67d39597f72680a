import type { HookHarnessId } from '@gait/harness';

/** How a coding tool is run once, without a terminal, against a model of ours. */
export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment; the person's own keys are taken out of it. */
  readonly env: Readonly<Record<string, string>>;
  /** What it gets at its standard input. */
  readonly input: string;
  /** Words of a run before, which writes an account into a folder of ours. */
  readonly first?: readonly string[];
  /** A file of settings for this run, and the variable that names it. */
  readonly settings?: { readonly variable: string; readonly content: string };
}

/** What a launch needs to know. */
export interface LaunchRequest {
  /** Of the model, without a path. */
  readonly url: string;
  readonly prompt: string;
  /** Absolute folder that is ours, for a tool that keeps its account in a file. */
  readonly folder: string;
}

type MakeLaunch = (request: LaunchRequest) => Launch;

const KEY = 'gait-probe';

const LAUNCHES: Readonly<Partial<Record<HookHarnessId, MakeLaunch>>> = {
  claude: ({ url, prompt }) => ({
    program: 'claude',
    args: ['-p', '--dangerously-skip-permissions', prompt],
    env: {
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
      // Else it refuses to skip its own questions as root; ours is asked all the same.
      IS_SANDBOX: '1',
    },
    input: '',
  }),
  codex: ({ url, prompt }) => ({
    program: 'codex',
    args: [
      'exec',
      '--skip-git-repo-check',
      ...settings({
        // One that it knows: to an unknown one it offers fewer tools.
        model: 'gpt-5.5',
        model_provider: 'gait',
        approval_policy: 'never',
        sandbox_mode: 'danger-full-access',
        'model_providers.gait.name': 'gait',
        'model_providers.gait.base_url': `${url}/v1`,
        'model_providers.gait.wire_api': 'responses',
        'model_providers.gait.env_key': 'GAIT_PROBE_KEY',
      }),
      prompt,
    ],
    env: { GAIT_PROBE_KEY: KEY },
    input: '',
  }),
  gemini: ({ url, prompt }) => ({
    program: 'gemini',
    args: ['-m', 'gemini-2.5-flash', '--yolo', '-p', prompt],
    env: {
      GEMINI_API_KEY: KEY,
      GOOGLE_GEMINI_BASE_URL: url,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    input: '',
    // A person's own way to sign in would be asked for otherwise.
    settings: {
      variable: 'GEMINI_CLI_SYSTEM_SETTINGS_PATH',
      content: JSON.stringify({ security: { auth: { selectedType: 'gemini-api-key' } } }),
    },
  }),
  qwen: ({ url, prompt }) => ({
    program: 'qwen',
    args: ['--yolo', '--auth-type', 'openai', '-p', prompt],
    env: { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: `${url}/v1`, OPENAI_MODEL: 'scripted' },
    input: '',
  }),
  opencode: ({ url, prompt }) => ({
    program: 'opencode',
    args: ['run'],
    env: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(opencodeSettings(url)),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    },
    // As an argument it would be quoted.
    input: prompt,
  }),
  cline: ({ url, prompt, folder }) => ({
    program: 'cline',
    // A refused call counts as a mistake, and too many end the run.
    args: ['--data-dir', folder, '--retries', '1000', prompt],
    env: { CLINE_TELEMETRY_DISABLED: '1' },
    input: '',
    first: [
      ...['auth', '-p', 'openai-compatible', '-k', KEY, '-b', `${url}/v1`, '-m', 'scripted'],
      ...['--data-dir', folder],
    ],
  }),
};

/** The launch of a tool; undefined: it cannot be run against another model without changing its settings. */
export function launchOf(id: HookHarnessId, request: LaunchRequest): Launch | undefined {
  return LAUNCHES[id]?.(request);
}

function settings(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => [
    '-c',
    `${name}=${JSON.stringify(value)}`,
  ]);
}

function opencodeSettings(url: string): object {
  return {
    model: 'gait/scripted',
    small_model: 'gait/scripted',
    autoupdate: false,
    share: 'disabled',
    permission: { bash: 'allow', edit: 'allow' },
    provider: {
      gait: {
        npm: '@ai-sdk/openai-compatible',
        name: 'gait',
        options: { baseURL: `${url}/v1`, apiKey: KEY },
        models: {
          scripted: {
            name: 'scripted',
            tool_call: true,
            limit: { context: 100_000, output: 4000 },
          },
        },
      },
    },
  };
}
