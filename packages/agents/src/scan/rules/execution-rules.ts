import type { ScanRule } from '../scan-rule.ts';
import { stretchAt } from '../text/read-regions.ts';
import type { ScannedText } from '../text/scanned-text.ts';
import { anyOf, excerpt, inProse, inSource } from './finders.ts';
import { FETCH, inOtherLanguages } from './other-languages.ts';

const SHELLS =
  '(?:sudo\\s{1,4}(?:-\\S{1,12}\\s{1,4}){0,2})?(?:\\S{0,30}\\/)?(?:(?:ba|z|da|k|fi|c|tc)?sh|pwsh|powershell|iex|invoke-expression)\\b';
/** With `-c`, `-m` or `-e` an interpreter takes its program from there and the rest as data. */
const INTERPRETERS =
  '(?:sudo\\s{1,4})?(?:\\S{0,30}\\/)?(?:python[23]?(?:\\.\\d{1,2})?|perl|ruby|node|php|deno|bun|osascript)\\b(?!\\s{1,8}-{1,2}[a-z]{0,5}[cempn])(?!\\s{1,8}[\\w./-]{1,60}\\.(?:py|pl|rb|js|ts|php))';

/** Instructions to fetch a program and run it, and programs that do harm by themselves. */
export const EXECUTION_RULES = {
  exec_pipe_shell: {
    severity: 'error',
    about: 'Runs what a server answers: a download goes straight into an interpreter.',
    hint: 'download to a file, check its digest or signature, and only then run it',
    quotable: true,
    find: inSource({
      needs: [
        'curl',
        'wget',
        'iwr',
        'irm',
        'invoke-',
        'downloadstring',
        'aria2c',
        'mshta',
        'regsvr32',
        'certutil',
      ],
      patterns: [
        new RegExp(
          `\\b(?:curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod|aria2c)\\b[^\\n|]{0,300}\\|(?:\\s{0,40}(?:tee|tr|sed|gunzip|zcat|tac|rev|base64|openssl)\\b[^\\n|]{0,80}\\|){0,2}\\s{0,40}(?:${SHELLS}|${INTERPRETERS})`,
          'gi',
        ),
        /(?:\b(?:ba|z|da|k)?sh\s{1,8}(?:-[a-z]{1,4}\s{1,8}){0,2}|\beval\s{1,8}|\bsource\s{1,8}|(?:^|[\s;&|])\.\s{1,8}|\bpython[23]?\s{1,8}(?:-c\s{1,8})?|\b(?:perl|ruby|node|php)\s{1,8}(?:-[er]\s{1,8})?|\bexec\s{1,8})["']?(?:<\(|\$\(|<<<\s{0,4}["']?\$\()\s{0,8}(?:curl|wget)\b[^\n]{0,120}/gim,
        /\beval\s{1,8}["']?`(?:curl|wget)\b[^\n`]{0,120}/gi,
        /\b(?:iex|invoke-expression)\b[^\n]{0,80}(?:downloadstring|\biwr\b|\birm\b|invoke-webrequest|invoke-restmethod|net\.webclient)[^\n]{0,80}/gi,
        /\bdownloadstring\s{0,2}\([^\n)]{0,200}\)[^\n|]{0,20}\|\s{0,8}(?:iex|invoke-expression)/gi,
        /\b(?:mshta|regsvr32|rundll32)\b[^\n]{0,60}https?:[^\s]{0,100}|\bcertutil\b[^\n]{0,40}-urlcache[^\n]{0,80}/gi,
      ],
      says: (match) => `runs what a server answers: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
  exec_download_run: {
    severity: 'error',
    about: 'Downloads a program and runs it without any check between.',
    hint: 'check the digest or signature of the file before it is run',
    quotable: true,
    find: inSource({
      needs: ['curl', 'wget', 'iwr', 'invoke-webrequest', 'urlretrieve'],
      patterns: [/\b(?:curl|wget|iwr|invoke-webrequest|urlretrieve)\b[^\n;&]{0,300}/gi],
      says: downloadIsRun,
    }),
  },
  exec_unpinned_package: {
    severity: 'warning',
    about: 'Fetches and runs a package of whatever version is the newest by then.',
    hint: 'name the exact version: npx NAME@1.2.3',
    quotable: true,
    find: inSource({
      needs: ['npx', 'bunx', 'uvx', 'pnpx', 'dlx', 'npm exec', 'pipx run', 'uv tool run', 'npm x'],
      patterns: [
        /\b(npx|bunx|uvx|pnpx|(?:pnpm|yarn) dlx|npm (?:exec|x)|pipx run|uv tool run)[ \t]{1,4}((?:-{1,2}[a-z][a-z-]{0,20}(?:=\S{1,60})?[ \t]{1,4}){0,4})(?:--[ \t]{1,4})?((?:@[\w.-]{1,60}\/)?[a-z\d][\w.-]{0,80})(@[\w.^~*<>=-]{1,40}|==[\w.]{1,40})?(?![\w/@])/gi,
      ],
      says: unpinnedPackage,
    }),
  },
  exec_decoded: {
    severity: 'error',
    about: 'Decodes or fetches a text and runs it as a program: what runs cannot be read here.',
    hint: 'put the program itself into the file',
    quotable: true,
    find: inSource({
      needs: [
        'base64',
        'b64decode',
        'atob',
        'fromhex',
        'buffer.from',
        'xxd',
        'encodedcommand',
        ' -enc',
        ' -e ',
        ' -ec ',
        'eval',
        'exec',
        'function(',
        'openssl',
        'marshal',
        'zlib',
      ],
      patterns: [
        new RegExp(
          `\\b(?:base64\\s{1,4}(?:-d|-D|--decode|-di|-id)|xxd\\s{1,4}-r(?:\\s{1,4}-p|p)?|openssl\\s{1,4}(?:enc\\s{1,4})?(?:-)?base64\\s{1,4}-d|base64 -d(?:ecode)?)\\b[^\\n|]{0,80}\\|(?:\\s{0,8}(?:gunzip|zcat|xz)\\b[^\\n|]{0,20}\\|)?\\s{0,40}(?:${SHELLS}|${INTERPRETERS})`,
          'gi',
        ),
        /\b(?:ba|z|da)?sh\b[^\n|]{0,40}(?:\$\(|<\()[^\n)]{0,300}(?:base64\s{1,4}(?:-d|-D|--decode)|xxd\s{1,4}-r)|\beval\s{1,4}["']?(?:\$\(|`)[^\n)]{0,300}(?:base64\s{1,4}(?:-d|-D|--decode)|xxd\s{1,4}-r)/gi,
        /\b(?:eval|exec|execSync|execFileSync|spawnSync|os\.system|popen|Function|iex|check_output|compile)\s{0,4}\(?[^\n]{0,60}(?:\batob|b64decode|frombase64string|base64_decode|bytes\.fromhex|Buffer\.from|zlib\.decompress|marshal\.loads|gzinflate)\s{0,2}\(/gi,
        /\b(?:eval|exec|execSync|Function|runInThisContext|runInNewContext|os\.system|compile)\s{0,4}\(\s{0,4}(?:await\s{1,4})?[^\n]{0,60}(?:requests\.get|urlopen|urllib|fetch\s{0,2}\(|https?\.get|axios|file_get_contents\s{0,2}\(\s{0,2}["']https?)/gi,
        /\b(?:pwsh|powershell)(?:\.exe)?\b[^\n]{0,80}\s-e(?:nc|c|ncodedcommand|ncoded)?\s{1,4}["']?[A-Za-z0-9+/=]{16,}/gi,
      ],
      says: (match) =>
        `runs a text that is made readable only then: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
  exec_remote_instructions: {
    severity: 'error',
    about: 'Tells the model to load instructions from an address and to follow them.',
    hint: 'put the instructions into the framework, where they are checked and pinned',
    quotable: true,
    find: anyOf(
      inProse({
        needs: ['http'],
        patterns: [
          /\b(?:fetch|download|open|visit|read|load|retrieve|get|go to|navigate to|browse to|curl|pull|access|consult)\b[^\n]{0,80}?https?:\/\/[^\n]{1,140}?\b(?:follow|execute|run|obey|apply|carry out|perform|do exactly|treat|act on|comply with|adopt)(?:s|ing)? (?:the |its |any |all |every |whatever |each |those |these |what |it |them |them\b)(?:\w{2,14} ){0,3}(?:instructions?|steps?|commands?|script|says|say|directions?|it contains|written|you find|there|rules|prompt|code|in it|file|as)\b/g,
          /\b(?:follow|execute|run|obey|apply|carry out|perform|use) (?:the |any |all |every |whatever |latest |current |your |further |additional |remaining ){0,3}(?:instructions?|steps|commands|rules|directives?|prompt|script)(?: \w{2,12}){0,4} (?:at|from|on|in|found at|located at|published at|hosted at|served by) https?:\/\//g,
        ],
        says: (match) => `instructions come from an address: ${JSON.stringify(excerpt(match[0]))}`,
      }),
      inOtherLanguages(FETCH, 'instructions come from an address'),
    ),
  },
  exec_reverse_shell: {
    severity: 'error',
    about: 'Opens a shell for somebody else.',
    hint: 'delete it',
    quotable: true,
    find: inSource({
      needs: [
        '/dev/tcp',
        '/dev/udp',
        'nc ',
        'ncat',
        'socat',
        'bash -i',
        'socket',
        'mkfifo',
        'pty.spawn',
      ],
      patterns: [
        /\/dev\/(?:tcp|udp)\/[\w.${}-]{1,80}/gi,
        /\b(?:nc|ncat|netcat)\b[^\n]{0,60}\s-[a-z]{0,4}[ec]\s{1,4}\S{0,20}(?:sh|cmd|powershell)/gi,
        /\b(?:ba|z)?sh\s{1,4}-i\s{0,4}(?:[<>&]|2>)/gi,
        /\bsocat\b[^\n]{0,80}\bexec:/gi,
        /\bsocket\.socket\s{0,2}\([^\n]{0,300}(?:subprocess|pty\.spawn|os\.dup2)/gi,
        /\bmkfifo\b[^\n]{0,80}\b(?:nc|ncat|openssl s_client)\b/gi,
      ],
      says: 'opens a shell to another machine',
    }),
  },
  exec_destructive: {
    severity: 'error',
    about: 'Deletes or overwrites a whole disk, home or system.',
    hint: 'name the one folder that is meant, below the project',
    quotable: true,
    find: inSource({
      needs: ['rm ', 'mkfs', 'dd ', ':(){', ':()', 'format ', 'remove-item', 'shred', 'del /'],
      patterns: [
        /\brm\s{1,4}(?:-{1,2}[a-zA-Z-]{1,20}\s{1,4}){0,4}-(?:[a-zA-Z]{0,6}[rR][a-zA-Z]{0,6}|-recursive)\s{1,4}(?:-{1,2}[a-zA-Z-]{1,20}\s{1,4}){0,4}["']?(?:\/(?:\*|etc|usr|var|home|boot|bin|lib)?|~\/?\*?|\$\{?HOME\}?\/?\*?)["']?(?=[\s;&|"'`)]|$)/g,
        /\bmkfs(?:\.\w{2,6})?\s{1,4}[^\n]{0,30}\/dev\/|\bdd\b[^\n]{0,80}\bof=\/dev\/(?:sd|nvme|hd|vd|disk|mmcblk)|\bshred\b[^\n]{0,40}\/dev\//gi,
        /:\s{0,2}\(\)\s{0,2}\{\s{0,2}:\s{0,2}\|\s{0,2}:\s{0,2}&/g,
        /\b(?:remove-item|rd|del)\b[^\n]{0,40}(?:\bC:\\\*?(?:["'\s]|$)|\$env:USERPROFILE)/gi,
      ],
      says: (match) => `destroys more than a project: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
  exec_persist: {
    severity: 'warning',
    about:
      'Leaves something on the machine that runs later: keys, jobs, hooks of git, start files.',
    hint: 'leave the machine as it was; let the person set up what must run later',
    quotable: true,
    find: inSource({
      needs: [
        'authorized_keys',
        'crontab',
        'hookspath',
        'sshcommand',
        'rc',
        'profile',
        'launchctl',
        'schtasks',
        '.git/hooks',
        'systemctl',
      ],
      patterns: [
        />{1,2}\s{0,4}["']?[^\s"']{0,60}authorized_keys/gi,
        /\|\s{0,4}crontab\s{1,4}-(?=[\s`"'\n]|$)|\bcrontab\s{1,4}<\(|>{1,2}\s{0,4}["']?\/etc\/cron[^\s]{0,40}/gi,
        /\bgit\s{1,4}config\s{1,4}(?:--(?:global|system)\s{1,4})(?:core\.(?:hooksPath|sshCommand|pager|editor)|alias\.\w{1,30})\s{1,4}\S{1,80}/gi,
        /\b(?:curl|wget|nc|eval|base64|python3?)\b[^\n]{0,200}>>\s{0,4}["']?(?:~|\$HOME)\/\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv)/gi,
        /\b(?:launchctl\s{1,4}(?:load|bootstrap)|schtasks\s{1,4}\/create)\b[^\n]{0,80}/gi,
        />{1,2}\s{0,4}["']?[^\s"']{0,60}\.git\/hooks\/[\w-]{1,30}/gi,
      ],
      says: (match) => `stays on the machine: ${JSON.stringify(excerpt(match[0]))}`,
    }),
  },
} as const satisfies Readonly<Record<string, ScanRule>>;

const RUN_AHEAD = 400;
const CHECKS =
  /sha(?:256|512|1)sum|shasum|gpg\s{1,4}--verify|cosign\s{1,4}verify|minisign|openssl\s{1,4}dgst|get-filehash|signify/i;

function downloadIsRun(match: RegExpExecArray, text: ScannedText): string | undefined {
  const [call] = match;
  if (!/https?:|\$\{?\w|ftp:/i.test(call)) return undefined;
  const target =
    /\s(?:-[a-zA-Z]{0,6}o|--output(?:-document)?|-outfile)[\s=]{1,4}["']?([^\s"'|]{1,120})/i.exec(
      call,
    )?.[1] ??
    />\s{0,4}["']?([^\s"'|]{1,120})/.exec(call)?.[1] ??
    /https?:\/\/[^\s"'?#]{1,300}\/([^\s"'?#/]{1,120})/i.exec(call)?.[1];
  const name = target?.slice(target.lastIndexOf('/') + 1);
  if (name === undefined || name.length < 2) return undefined;
  const end = match.index + call.length;
  const after = text.joined().slice(end, end + RUN_AHEAD);
  const at = after.indexOf(name);
  if (at < 0) return undefined;
  const runs = runsNamed(after, name);
  if (runs < 0 || CHECKS.test(after.slice(0, runs))) return undefined;
  return `downloads ${JSON.stringify(excerpt(name, 40))} and runs it unchecked`;
}

/** Where a file is run in a text, or -1. */
function runsNamed(after: string, name: string): number {
  for (let at = after.indexOf(name); at >= 0; at = after.indexOf(name, at + 1)) {
    const lead = after.slice(Math.max(0, at - 60), at);
    if (
      /(?:^|[\s;&|`"'(])(?:sudo\s{1,4})?(?:(?:ba|z|da)?sh|source|\.|python3?|node|perl|ruby|start|open|chmod\s{1,4}(?:\+x|[0-7]{3,4}|[ugoa]\+x))\s{1,4}(?:-\S{1,8}\s{1,4})?["']?(?:\S{0,60}\/)?$/i.test(
        lead,
      )
    ) {
      return at;
    }
    if (
      /(?:^|[\s;&|`"'(])(?:sudo\s{1,4})?(?:\.\/|\/tmp\/|~\/|\/var\/tmp\/)(?:\S{0,40}\/)?$/.test(
        lead,
      )
    )
      return at;
  }
  return -1;
}

/** Programs that projects install and `npx` then finds there. */
const LOCAL_PROGRAMS = new Set(
  'tsc eslint prettier jest vitest playwright cypress tsx ts-node mocha nx turbo lerna lefthook husky lint-staged commitlint changeset semantic-release webpack vite rollup esbuild tailwindcss prisma drizzle-kit knex storybook stylelint oxlint biome ng vue-tsc next astro nuxt wrangler serverless cdk markdownlint markdownlint-cli2 depcheck knip madge typedoc nyc c8 cucumber-js wdio testcafe gait krci-ai'.split(
    ' ',
  ),
);

function unpinnedPackage(match: RegExpExecArray, text: ScannedText): string | undefined {
  const [whole, runner = '', options = '', name = '', version = ''] = match;
  if (/--no-install|--no\b|--offline|--from|--with|-p\b|--package/i.test(options)) return undefined;
  if (/^[@=]{1,2}v?\d/.test(version)) return undefined;
  if (
    /^\.{0,2}\/|[<{$]/.test(name) ||
    /^(?:is|and|or|the|of|with|to|from|for|in|a|an|if|it|can|will|does|name|commands?|packages?)$/i.test(
      name,
    )
  )
    return undefined;
  const yes = /(?:^|\s)(?:-y|--yes|--quiet|-q)\b/.test(options);
  if (runner === 'npx' && !yes && version === '' && LOCAL_PROGRAMS.has(name)) return undefined;
  const written = yes || name.includes('-') || name.startsWith('@') || version !== '';
  if (text.kind === 'markdown' && !written && !isCode(text, match.index)) return undefined;
  return `runs the newest ${JSON.stringify(name)}, whatever that will be: ${JSON.stringify(excerpt(whole))}`;
}

function isCode(text: ScannedText, at: number): boolean {
  if (stretchAt(text.regions().fences, at) !== undefined) return true;
  return /(?:[`"'$]|\brun )\s{0,3}$/i.test(text.raw.slice(Math.max(0, at - 8), at));
}
