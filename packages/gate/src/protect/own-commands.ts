/** A word that runs this product, as a path too. */
export const OWN_PROGRAM =
  /^(?:.*[/\\])?(?:gait|krci-ai)(?:\.(?:exe|cmd|bat|ps1))?(?:@[\w.^~*-]+)?$/u;

/** Commands that only read and write nothing; `''`: whatever follows the first word. */
const READING: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    verify: '',
    version: '',
    help: '',
    completion: '',
    doctor: '',
    check: '',
    'list-scripts': '',
    trace: 'verify show',
    pack: 'verify inspect diff',
    guard: 'verify',
    run: 'inspect receipt diff replay',
    policy: 'validate fmt test simulate lint coverage explain',
    delegate: 'verify',
    'kill-switch': 'list',
    mcp: 'verify',
    keys: 'verify',
    trust: 'list',
    approvals: 'list show',
    hooks: 'status',
    validate: '',
    scan: '',
    list: '',
    status: '',
  }).map(([name, inner]) => [name, new Set(inner === '' ? [] : inner.split(' '))]),
);

/** Commands that write, but nothing that the gate stands on; their own outputs are looked at as paths. */
const WRITING: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    demo: '',
    capture: '',
    migrate: '',
    run: 'record reduce',
    regress: '',
    pack: 'build export',
    guard: 'pack',
  }).map(([name, inner]) => [name, new Set(inner === '' ? [] : inner.split(' '))]),
);

/** Words that change what the gate stands on, wherever they stand behind the program's name. */
const CHANGING =
  /^(?:approve|approve-script|untrust|init|install|uninstall|update|upgrade|add|remove|rollback|enrol|enroll|mint|rotate|disable|expire|--write|-w|--write=.*|--revoke|--force)$/u;

/** Help and nothing else: `--help` behind a flag may be the value of that flag. */
function isHelp(args: readonly string[]): boolean {
  const rest = args.slice(0, -1);
  if (args[0] === 'help') return args.every((argument) => /^[\w-]+$/u.test(argument));
  return (
    /^(?:--help|-h)$/u.test(args.at(-1) ?? '') &&
    rest.length <= 3 &&
    rest.every((argument) => !argument.startsWith('-'))
  );
}

function isListed(
  list: ReadonlyMap<string, ReadonlySet<string>>,
  args: readonly string[],
): boolean {
  const [first = '', second = ''] = args.filter((argument) => !argument.startsWith('-'));
  const inner = list.get(first);
  return inner !== undefined && (inner.size === 0 || inner.has(second));
}

/** True when the arguments are of a command that reads only. */
export function isReadingOwnCommand(args: readonly string[]): boolean {
  const folded = args.map((argument) => argument.toLowerCase());
  if (
    folded.length > 0 &&
    folded.every((argument) => /^--?(?:version|v|help|h|json)$/u.test(argument))
  )
    return true;
  if (isHelp(folded)) return true;
  // A flag that names a place to write is not reading.
  if (
    folded.some(
      (argument) => CHANGING.test(argument) || /^--?[\w-]*(?:out|html|write)/u.test(argument),
    )
  )
    return false;
  if (isListed(READING, folded) || folded.length === 0) return true;
  if (folded.slice(0, 3).join(' ') === 'run session status') return true;
  // What only says what would be counts and spends nothing.
  return folded[0] === 'gate' && folded[1] === 'eval' && folded.includes('--simulate');
}

/** True when the command changes nothing that the gate stands on by itself. */
export function isHarmlessOwnCommand(args: readonly string[]): boolean {
  const folded = args.map((argument) => argument.toLowerCase());
  if (isReadingOwnCommand(args)) return true;
  if (isListed(READING, folded) && !folded.some((argument) => CHANGING.test(argument))) return true;
  return isListed(WRITING, folded);
}

const IN_TEXT =
  /(?:^|[^\w.-])((?:[^\s;&|()<>"'`=]{0,512}[/\\])?(?:gait|krci-ai)(?:\.(?:exe|cmd|bat|ps1))?(?:@[\w.^~*-]+)?)(?=$|[\s;&|()<>"'`])(["']?(?:[ \t]*[<>]*[ \t]+[^\s;&|()]+){0,64})/giu;
/** What stands in front of a program that is about to run: a separator, or a program that runs others. */
const COMMAND_POSITION =
  /(?:^|[;&|(\n`{!"']|\b(?:sudo|doas|env|exec|nohup|time|command|builtin|eval|npx|bunx|pnpm|yarn|dlx|xargs|nice|setsid|then|do|else)\b(?:[ \t]+-[\w-]+)*|(?:^|[\s;&|])\w+=\S*)[ \t]*$/iu;
const FINDS_PROGRAM =
  /\b(?:which|where|whereis|command\s+-v|type\s+-[pP]|get-command|gcm)\s+["']?(?:gait|krci-ai)\b/iu;
/** Another program brings the words that it is run with, or it gets another name. */
const HANDED_ON =
  /\b(?:xargs|parallel)\b[^;&|\n]{0,200}\b(?:gait|krci-ai)\b|\balias\s+[^;&|\n]{0,100}=\W{0,3}(?:[^\s;&|]{0,200}\/)?(?:gait|krci-ai)\b/iu;
const ENDS_PROGRAM =
  /\b(?:pkill|killall|taskkill|stop-process|spps)\b[^;|\n]{0,200}\b(?:gait|krci-ai)\b/iu;
/** The marks of an approval, whatever the program is called. */
const LOOKS_LIKE_APPROVAL =
  /\b(?:approve|approve-script|mint)\b[^;|\n]{0,2000}--(?:approver|reason-code|intent-digest|policy-digest|delegator)\b/iu;
const KNOWN_CHANGING =
  /^(?:approve|approve-script|untrust|trust|init|install|uninstall|update|upgrade|rollback|kill-switch|keys|delegate|enrol|enroll)$/u;

/**
 * True when text that is run holds a command of ours that changes what the gate stands on, or
 * one that nobody can tell. In the middle of other words only commands that are known to change
 * count: a commit message may name the product.
 */
export function holdsChangingOwnCommand(text: string): boolean {
  const marks = [FINDS_PROGRAM, HANDED_ON, ENDS_PROGRAM, LOOKS_LIKE_APPROVAL];
  if (marks.some((mark) => mark.test(text))) return true;
  for (const match of text.matchAll(IN_TEXT)) {
    const args = (match[2] ?? '').split(/[\s"']+/u).filter((word) => word !== '');
    if (isHarmlessOwnCommand(args)) continue;
    const start = match.index + match[0].indexOf(match[1] as string);
    if (COMMAND_POSITION.test(text.slice(Math.max(0, start - 200), start))) return true;
    const words = args.filter((word) => !word.startsWith('-'));
    if (words.slice(0, 2).some((word) => KNOWN_CHANGING.test(word))) return true;
  }
  return false;
}
