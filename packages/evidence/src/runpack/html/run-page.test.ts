import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { singleKey, type JsonObject } from '@gait/canon';
import { bytesSource } from '../../zip/byte-source.ts';
import { openZip } from '../../zip/open-zip.ts';
import { readEntry } from '../../zip/read-entry.ts';
import { writeZip } from '../../zip/write-zip.ts';
import { VERIFY_LIMITS } from '../../zip/zip-limits.ts';
import { inspectRunpack } from '../inspect-runpack.ts';
import { readRunpack } from '../read-runpack.ts';
import { recordRun, type RecordRunInput } from '../record-run.ts';
import {
  CREATED_AT,
  DEFAULTS,
  sampleIntent,
  sampleReceipt,
  sampleResult,
  sampleRun,
  TEST_KEY,
} from '../testing/sample-run.ts';
import { verifyRunpack, type VerifyRunpackOptions } from '../verify-runpack.ts';
import { escapeHtml } from './escape-html.ts';
import { renderFindingsPage } from './findings-page.ts';
import { renderRunPage } from './run-page.ts';

async function page(
  over: Partial<RecordRunInput> = {},
  options: Partial<VerifyRunpackOptions> = {},
  fileName = 'run.zip',
): Promise<string> {
  const source = bytesSource(recordRun(sampleRun(over), DEFAULTS).zip);
  const runpack = readRunpack(source);
  const report = await verifyRunpack(source, { profile: 'standard', ...options });
  const inspection = inspectRunpack(runpack);
  return renderRunPage({
    runpack,
    inspection,
    report,
    keyOrigin: 'named',
    fileName,
    verifiedAt: '2026-06-01T00:00:00Z',
  });
}

/** The zip with a digest in its manifest changed, so that a file is not what the manifest says. */
function alterStored(zip: Uint8Array): Uint8Array {
  const archive = openZip(bytesSource(zip), VERIFY_LIMITS);
  const files = archive.entries.map((entry) => {
    const data = Buffer.from(readEntry(archive, entry));
    if (entry.name === 'intents.jsonl') data.write('{ ', 0);
    return { path: entry.name, data };
  });
  return writeZip(files);
}

/** Every tag of the page with its attributes, as an HTML reader cuts them. */
function tags(markup: string): string[] {
  const withoutStyle = markup.replace(/<style>[\s\S]*?<\/style>/, '');
  return withoutStyle.match(/<[^>]*>/g) ?? [];
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></pre></code><script>alert(1)</script>',
  '<!-- -->',
  '`${alert(1)}`',
  '&lt;script&gt;',
  'javascript:alert(1)',
  '<svg/onload=alert(1)>',
  '\u202egpj.exe',
  '\u0000\u001b[31m',
  ']]><x>',
] as const;

/** The hostile text in every place of a run that a page shows. */
function hostileRun(text: string): Partial<RecordRunInput> {
  const { run, refs } = sampleRun();
  const event = { event: text, ts: CREATED_AT, ref: text, relationship: null };
  const receipt = sampleReceipt(text, {
    source_type: text,
    source_locator: text,
    content_digest: text || 'x',
  });
  const payload: JsonObject = {
    [text]: text,
    verdict: text,
    reason_codes: [text],
    violations: [text],
  };
  return {
    run: {
      ...run,
      producer_version: text,
      env: { os: text, arch: text, runtime: text },
      timeline: [event],
    },
    intents: [{ ...sampleIntent(text, text, payload), args_digest: text || 'x' }],
    results: [
      { ...sampleResult(text, text, payload), result_digest: text || 'x' },
      sampleResult(`other ${text}`, text, payload),
    ],
    refs: { ...refs, receipts: [receipt] },
  };
}

describe('a page about a run', () => {
  test('shows calls, verdicts, digests and the result of verification', async () => {
    const markup = await page({ signingKey: TEST_KEY }, { keys: singleKey(TEST_KEY.publicKey) });
    for (const text of [
      'run_sample',
      'tool.read',
      'intent_2',
      'block',
      'rule',
      'Unchanged since it was signed',
      'the key you named',
      TEST_KEY.keyId.slice(0, 16),
    ]) {
      expect(markup).toContain(text);
    }
  });

  test('never says of a run without a checked signature that it is unchanged', async () => {
    const stripped = { keys: singleKey(TEST_KEY.publicKey) };
    for (const markup of [
      await page(),
      await page({ signingKey: TEST_KEY }),
      await page({}, stripped),
    ]) {
      expect(markup).toMatch(/[Aa]nybody can write (?:such a file anew|a file like this one)/);
      expect(markup).not.toMatch(/unchanged/i);
    }
    expect(await page({}, stripped)).toContain('the signature was taken away');
  });

  test('calls a key trusted only when it is of a trust file', async () => {
    const signed = { keys: singleKey(TEST_KEY.publicKey) };
    expect(await page({ signingKey: TEST_KEY }, signed)).not.toMatch(/trust/);
    const source = bytesSource(recordRun(sampleRun({ signingKey: TEST_KEY }), DEFAULTS).zip);
    const report = await verifyRunpack(source, { profile: 'standard', ...signed });
    const judged = { report, fileName: 'x', verifiedAt: '2026-06-01T00:00:00Z' };
    expect(renderFindingsPage({ ...judged, keyOrigin: 'trusted' })).toContain(
      'a key of your trust file',
    );
  });

  test('shows the runtime, and does not present the stand-in for a version as one', async () => {
    const { run } = sampleRun();
    const env = { os: 'linux', arch: 'amd64', runtime: 'my-agent 7' };
    const markup = await page({ run: { ...run, env, producer_version: '' } });
    expect(markup).toContain('my-agent 7');
    const unnamed = await page({ run: { ...run, env: { ...env, runtime: '' } } });
    expect(unnamed).toContain('not recorded, or go');
    expect(markup).not.toContain('0.0.0-dev');
    expect(await page({ run: { ...run, producer_version: '9.9.9' } })).toContain('9.9.9');
  });

  test('says why a run does not verify', async () => {
    const markup = await page({}, { requireSignature: true });
    expect(markup).toContain('This run does not verify');
  });

  test('does not show what reference capture did not keep', async () => {
    expect(await page({ captureMode: 'reference' })).not.toContain('<details');
    expect(await page()).toContain('<details');
  });

  test('loads nothing, runs nothing, links nowhere', async () => {
    const markup = await page();
    expect(markup).toContain('default-src &#39;none&#39;');
    expect(markup).not.toMatch(/<(?:script|link|img|iframe|object|embed|a|form|base)\b/i);
    expect(markup).not.toMatch(/\b(?:src|href|action|style|on[a-z]+)\s*=/i);
    expect(markup.replaceAll(/'sha256-[^']+'/g, '')).not.toMatch(/url\(|@import|https?:/i);
  });

  test('of ten thousand calls counts what it does not show', async () => {
    const intents = Array.from({ length: 2500 }, (_, i) => sampleIntent(`i${i}`, 't', {}));
    expect(await page({ intents, results: [] })).toContain('500 more calls');
  });
});

describe('a page about a run that cannot be shown', () => {
  const render = async (bytes: Uint8Array): Promise<string> =>
    renderFindingsPage({
      report: await verifyRunpack(bytesSource(bytes), { profile: 'standard' }),
      keyOrigin: 'named',
      fileName: '<b>x',
      verifiedAt: '2026-06-01T00:00:00Z',
    });

  test('names the altered file and shows nothing of its contents', async () => {
    const markup = await render(alterStored(recordRun(sampleRun(), DEFAULTS).zip));
    expect(markup).toContain('This run does not verify');
    expect(markup).toContain('altered: intents.jsonl');
    expect(markup).not.toContain('tool.read');
  });

  test('says that a file is no run, with its name as text', async () => {
    const markup = await render(Buffer.from('no zip'));
    expect(markup).toContain('This file cannot be read as a run');
    expect(markup).toContain('zip_malformed');
    expect(markup).not.toContain('<b>x');
  });
});

describe('hostile text', () => {
  const expectedTags = async () =>
    new Set(
      tags(await page(hostileRun('harmless'))).map((tag) =>
        tag.replace(/\b(?:good|bad|warn)\b/g, 'tone'),
      ),
    );

  test.each(HOSTILE)('%j adds no tag and no attribute', async (text) => {
    const allowed = await expectedTags();
    const markup = await page(hostileRun(text), {}, text);
    for (const tag of tags(markup)) {
      expect(allowed).toContain(tag.replace(/\b(?:good|bad|warn)\b/g, 'tone'));
    }
    expect(markup).not.toContain('<script');
  });

  test('cannot turn the direction of text or hide in control characters', async () => {
    const markup = await page(hostileRun('a\u202eb\u200b\u0007c'));
    expect(markup).not.toMatch(/[\u0000-\u0008\u202e\u200b\u0007]/);
    expect(markup).toContain('a\\u202eb\\u200b\\u0007c');
  });

  test('of any kind leaves the same tags', async () => {
    const allowed = await expectedTags();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async (text) => {
        for (const tag of tags(await page(hostileRun(text)))) {
          expect(allowed).toContain(tag.replace(/\b(?:good|bad|warn)\b/g, 'tone'));
        }
      }),
      { numRuns: 100, seed: 3 },
    );
  });
});

describe('escaping', () => {
  test('covers element content and attributes in either quotes', () => {
    expect(escapeHtml(`<a b="c" d='e'>&\``)).toBe(
      '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;&#96;',
    );
  });

  test('writes lone surrogates as the replacement character', () => {
    expect(escapeHtml('\ud800')).toBe('\ufffd');
  });

  test('keeps line breaks and tabs', () => {
    expect(escapeHtml('a\n\tb')).toBe('a\n\tb');
  });
});
