import type { Passage, ScanRule } from '../scan-rule.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { stretchAt } from '../text/read-regions.ts';
import { anyOf, excerpt, inSource } from './finders.ts';
import { alsoParsed, settingsOf, startsSomething } from './parsed-settings.ts';

/** Rights that a file takes for itself. */
export const GRANT_RULES = {
  grant_wildcard: {
    severity: 'error',
    about: 'Grants every tool, every command or every path.',
    hint: 'name the tools and commands that are needed, one by one',
    quotable: true,
    find: alsoParsed(
      anyOf(
        inSource({
          needs: ['(*', '(**', '(:*', '*'],
          patterns: [
            /\b(?:Bash|Shell|Execute|PowerShell|Terminal|run_shell_command|ShellTool|execute_command|shell)\s{0,2}\(\s{0,2}["']?(?:\*{1,2}|\*:\*|:\*|\.\*)["']?\s{0,2}\)/gi,
            /\b(?:Bash|Shell|PowerShell)\s{0,2}\(\s{0,2}(?:sudo|rm|curl|wget|sh|bash|zsh|eval|python3?|node|ssh|chmod|dd|nc)(?:\s[^()\n]{0,40})?\s{0,2}:?\s{0,2}\*\s{0,2}\)/gi,
            /\b(?:Write|Edit|MultiEdit|Read|Delete)\s{0,2}\(\s{0,2}(?:\/{1,2}\*\*?|~\/?\*{0,2}|\/\*{1,2}\/\*|\*\*?)\s{0,2}\)/g,
            /^[ \t-]{0,12}["']?(?:allowed-?_?tools|tools|allow|alwaysAllow|autoApprove|auto_approve|permissions|allowlist|coreTools|trustedTools|allowed_commands)["']?[ \t]{0,2}[:=][ \t]{0,2}\[?[ \t\n]{0,8}["']?\*["']?[ \t]{0,2}(?:[\],\n#]|$)/gim,
            /["'\s[(,]mcp__(?:\*|\w{1,40}__\*)(?=["'\s\]),]|$)/g,
            /^[ \t-]{0,12}["']?(?:allowed-?_?tools|tools|allow|alwaysAllow|autoApprove)["']?[ \t]{0,2}:[ \t]{0,2}\n(?:[ \t]{1,12}-[ \t][^\n]{1,80}\n){0,20}[ \t]{1,12}-[ \t]{1,4}["']?\*["']?[ \t]{0,2}$/gim,
          ],
          says: grantsEverything,
        }),
        bareShell,
      ),
    ),
  },
  grant_bypass: {
    severity: 'error',
    about: 'Takes the question away that stands before each dangerous call.',
    hint: 'leave the tool in its usual mode; allow single commands where the question is a burden',
    quotable: true,
    find: alsoParsed(
      inSource({
        needs: [
          'bypass',
          'dangerously',
          'yolo',
          'auto-approve',
          'autoapprove',
          'auto_approve',
          'danger-full-access',
          'approval',
          'enableallprojectmcpservers',
          'dontask',
          'allow-all',
          'trust',
          'skip-permissions',
          'disableallhooks',
          'autorun',
          'auto_run',
          'acceptedits',
          'full-auto',
        ],
        patterns: [
          /\bbypassPermissions\b|--dangerously-skip-permissions|--dangerously-bypass-approvals-and-sandbox|--allow-dangerously-skip-permissions/g,
          /(?<![\w-])--(?:yolo|allow-all-tools|allow-all-paths|trust-all-tools|auto-approve|auto-accept|no-approval|approval-mode[ =]yolo|full-auto|skip-trust|skip-permissions)(?![\w-])/gi,
          /["']?\b(?:permissionMode|defaultMode|permission_mode)["']?\s{0,3}[:=]\s{0,3}["']?(?:bypass\w{0,14}|dontAsk|acceptEdits|yolo|allow-?all)\b/gi,
          /["']?\b(?:approval_policy|approvalPolicy|ask_for_approval|approval-policy)["']?\s{0,3}[:=]\s{0,3}["']?never\b/gi,
          /["']?\b(?:sandbox_mode|sandboxMode|sandbox)["']?\s{0,3}[:=]\s{0,3}["']?(?:danger-full-access|off|none|disabled|false)\b/gi,
          /["']?\b(?:enableAllProjectMcpServers|chat\.tools\.(?:global\.)?autoApprove|chat\.tools\.terminal\.autoApprove|autoApprove|auto_approve|autoRun|auto_run|disableAllHooks|skipDangerousModePermissionPrompt|alwaysAllowExecute|yolo|dangerouslyDisableSandbox)["']?\s{0,3}[:=]\s{0,3}(?:true|["']?(?:all|always|on)\b)/gi,
          /["']trust["']\s{0,3}:\s{0,3}true/g,
        ],
        says: (match) => `takes the question away: ${JSON.stringify(excerpt(match[0]))}`,
      }),
    ),
  },
  grant_hook: {
    severity: 'error',
    about: 'A hook: a command that the tool runs by itself, before or after what the model does.',
    hint: 'take the hook out of the asset; the person who trusts it adds it to the settings of the tool',
    quotable: true,
    find: anyOf(parsedHooks, hooksWithCommands),
  },
  grant_mcp_remote: {
    severity: 'error',
    about: 'An MCP server that is started from a package of whatever version is the newest.',
    hint: 'name the exact version of the package, or install it and name its program',
    quotable: true,
    find: inSource({
      needs: ['command'],
      patterns: [
        /["']?\bcommand["']?\s{0,4}[:=]\s{0,4}["']?(npx|uvx|bunx|pnpx|pipx|npm|pnpm|yarn|bun|deno|docker|podman|cmd|bash|sh|uv)["']?\s{0,4}[,\n][^{}]{0,40}?["']?\bargs["']?\s{0,4}[:=]\s{0,4}([^{}]{1,400})/gi,
        /["']?\bargs["']?\s{0,4}[:=]\s{0,4}(\[[^{}\]]{1,400}\])\s{0,4},?\s{0,8}["']?\bcommand["']?\s{0,4}[:=]\s{0,4}["']?(?:npx|uvx|bunx|pnpx|pipx)["']?/gi,
      ],
      says: startsNewest,
    }),
  },
  grant_endpoint: {
    severity: 'error',
    about:
      'Sends what the tool says to its model to another server, or takes checks of certificates away.',
    hint: 'leave the address of the model to the settings of the person',
    quotable: true,
    find: alsoParsed(
      inSource({
        needs: [
          'base_url',
          'api_base',
          'apibase',
          '_proxy',
          'node_tls_reject',
          'node_extra_ca',
          'baseurl',
          'node_options',
          'ld_preload',
          'bun_options',
          'pythonstartup',
        ],
        patterns: [
          /\b(?:ANTHROPIC|OPENAI|GEMINI|GOOGLE_GEMINI|AZURE_OPENAI|CLAUDE|MISTRAL|OPENROUTER|CODEX)_(?:BASE_URL|API_BASE|API_URL|ENDPOINT)["']?\s{0,3}[:=]\s{0,3}["']?https?:\/\/(?!(?:localhost|127\.0\.0\.1|api\.anthropic\.com|api\.openai\.com))[^\s"']{1,120}/gi,
          /\bNODE_TLS_REJECT_UNAUTHORIZED["']?\s{0,3}[:=]\s{0,3}["']?0|\b(?:NODE_OPTIONS|BUN_OPTIONS)["']?\s{0,3}[:=]\s{0,3}["']?[^\n"']{0,40}--(?:require|import|preload)[^\n"']{0,80}|\b(?:LD_PRELOAD|DYLD_INSERT_LIBRARIES|PYTHONSTARTUP)["']?\s{0,3}[:=]\s{0,3}["']?\/[^\s"']{1,80}/g,
        ],
        says: (match) => `changes where the tool's words go: ${JSON.stringify(excerpt(match[0]))}`,
      }),
    ),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

/** A list of what is refused grants nothing. */
function grantsEverything(match: RegExpExecArray, { raw }: ScannedText): string | undefined {
  const before = raw.slice(Math.max(0, match.index - 400), match.index);
  const [list] = [
    ...before.matchAll(
      /["']?\b(allow\w{0,12}|deny|denied|disallowed-?_?tools|ask|tools)["']?\s{0,2}[:=]/gi,
    ),
  ].slice(-1);
  if (/^(?:den|dis|ask)/i.test(list?.[1] ?? '')) return undefined;
  return `grants everything: ${JSON.stringify(excerpt(match[0]))}`;
}

/** `Bash` without a command among the tools that need no question: every command is meant. */
function bareShell(text: ScannedText): readonly Passage[] {
  if (!/allow|approve/i.test(text.raw)) return [];
  const { head } = text.regions();
  const where = text.kind === 'config' ? text.raw : text.raw.slice(0, head.end);
  const found = where.matchAll(
    /^[ \t]{0,12}["']?(?:allowed-?_?tools|alwaysAllow|autoApprove|allow)["']?[ \t]{0,2}:[ \t]{0,2}([^\n]{0,300}(?:\n[ \t]{1,12}-[ \t][^\n]{1,80}){0,30})/gim,
  );
  return [...found].flatMap((match) => {
    const shell = /(?:^|[\s,["'-])(?:Bash|Shell|PowerShell)(?=["'\s,\]]|$)/.exec(match[1] ?? '');
    if (shell === null) return [];
    const message = 'allows every command of a shell without a question';
    return [{ start: match.index, end: match.index + match[0].length, message }];
  });
}

const EVENTS =
  '(?:PreToolUse|PostToolUse|UserPromptSubmit|SessionStart|SessionEnd|Stop|SubagentStop|SubagentStart|Notification|PreCompact|PermissionRequest|BeforeTool|AfterTool|beforeShellExecution|afterFileEdit|beforeMCPExecution|beforeReadFile|beforeSubmitPrompt|preToolUse|postToolUse|sessionStart|onSave|on_start)';
const HOOK = new RegExp(
  `(?:["']?\\bhooks["']?\\s{0,4}:[^\\n]{0,4}\\s{0,40}|^[ \\t]{0,8}|[{,]\\s{0,8})["']?${EVENTS}["']?\\s{0,4}:[^\\n]{0,80}(?:\\n[^\\n]{0,160}){0,10}?["']?\\b(?:command|bash|run)["']?\\s{0,4}:\\s{0,4}["']?[^\\s"'][^\\n]{0,160}`,
  'gm',
);

/** In configuration, front matter and fences: prose about hooks is none. */
function hooksWithCommands(text: ScannedText): readonly Passage[] {
  const { raw } = text;
  if (
    !/hooks|PreToolUse|PostToolUse|SessionStart|UserPromptSubmit/i.test(raw) &&
    !/before(?:Shell|MCP|Read|Submit)|preToolUse|BeforeTool/.test(raw)
  ) {
    return [];
  }
  const { head, fences } = text.regions();
  return [...raw.matchAll(HOOK)].flatMap((match) => {
    const inHead = match.index < head.end;
    if (text.kind !== 'config' && !inHead && stretchAt(fences, match.index) === undefined)
      return [];
    const command = /(?:command|bash|run)["']?\s{0,4}:\s{0,4}["']?([^\n"']{1,120})[^\n]*$/.exec(
      match[0],
    )?.[1];
    const message = `a hook runs ${JSON.stringify(excerpt(command ?? match[0]))}`;
    return [{ start: match.index, end: match.index + match[0].length, message }];
  });
}

const EVENT_NAME = new RegExp(`^${EVENTS}$`);
const COMMAND_KEYS: ReadonlySet<string> = new Set(['command', 'bash', 'run']);
const HOOK_KEYS: ReadonlySet<string> = new Set([...COMMAND_KEYS, 'prompt', 'url', 'script']);

/** As a tool reads a head or a configuration: whatever stands between a hook and its command. */
function parsedHooks(text: ScannedText): readonly Passage[] {
  return settingsOf(text).flatMap(({ key, value, above, start, end }) => {
    const inHooks = above.includes('hooks');
    const isHook =
      (text.kind === 'markdown' && above.length === 0 && key === 'hooks') ||
      (EVENT_NAME.test(key) && (inHooks || above.length === 0));
    const keys = inHooks || key === 'hooks' ? HOOK_KEYS : COMMAND_KEYS;
    if (!isHook || !startsSomething(value, keys)) return [];
    const message = `a hook runs something: ${JSON.stringify(excerpt(key))}`;
    return [{ start, end, message, certain: text.kind === 'markdown' }];
  });
}

function startsNewest(match: RegExpExecArray): string | undefined {
  const [whole, first = '', second = ''] = match;
  const runner = second === '' ? 'npx' : first.toLowerCase();
  const args = (second === '' ? first : second)
    .replaceAll(/["'[\],\n]|^\s*-\s/gm, ' ')
    .split(/\s+/)
    .filter(Boolean);
  if (/^(?:bash|sh|cmd)$/.test(runner)) {
    if (!/curl|wget|npx|uvx/.test(args.join(' '))) return undefined;
  } else if (/^(?:docker|podman)$/.test(runner)) {
    const image = args.find((arg) =>
      /^[\w.-]+(?:\.[a-z]{2,})?(?:\/[\w.-]+){1,4}(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/.test(arg),
    );
    if (image === undefined || image.includes('@sha256:') || /:v?\d+\.\d+/.test(image))
      return undefined;
  } else if (
    /^(?:npm|pnpm|yarn|bun|deno|pipx|uv)$/.test(runner) &&
    !/^(?:exec|dlx|x|run|tool)$/.test(args[0] ?? '')
  ) {
    return undefined;
  } else {
    const words = args.filter(
      (arg) => !arg.startsWith('-') && !/^(?:exec|dlx|x|run|tool)$/.test(arg),
    );
    const name = words[0] ?? '';
    if (name === '' || /[@=]{1,2}v?\d+\.\d+/.test(name) || /^(?:\.{0,2}\/|\$|\{|<)/.test(name))
      return undefined;
    if (/^(?:bun|deno)$/.test(runner) && /\.(?:ts|js|mjs)$/.test(name) && !/https?:/.test(name))
      return undefined;
  }
  return `an MCP server comes from whatever is the newest: ${JSON.stringify(excerpt(whole))}`;
}
