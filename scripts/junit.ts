import { existsSync, readFileSync } from 'node:fs';

/** What a JUnit report counts. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Names of the failed cases. */
  readonly failures: readonly string[];
}

// Attribute values may hold a bare `>`.
const CASE = /<testcase\b((?:[^>"]|"[^"]*")*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g;

function unescape(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll(/&apos;|&#39;/g, "'")
    .replaceAll('&amp;', '&');
}

/** Counts the cases of a JUnit report. A report that is missing or holds no case counts as one failure. */
export function countTests(file: string): TestCounts {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  let passed = 0;
  let skipped = 0;
  const failures: string[] = [];
  for (const match of text.matchAll(CASE)) {
    const [, attributes = '', body = ''] = match;
    const name = unescape(/\bname="([^"]*)"/.exec(attributes)?.[1] ?? 'unnamed');
    if (/<(?:failure|error)\b/.test(body)) failures.push(name);
    else if (/<skipped\b/.test(body)) skipped += 1;
    else passed += 1;
  }
  if (passed + skipped + failures.length === 0) failures.push(`no test ran for ${file}`);
  return { passed, failed: failures.length, skipped, failures };
}
