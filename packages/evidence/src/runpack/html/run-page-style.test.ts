import { expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { RUN_PAGE_STYLE, styleSheetDigest } from './run-page-style.ts';

test('the policy names the digest of exactly the bytes between the style tags', () => {
  const found = /^<style>([\s\S]*)<\/style>$/.exec(RUN_PAGE_STYLE.markup);
  const between = createHash('sha256')
    .update(found?.[1] ?? '')
    .digest('base64');
  expect(styleSheetDigest()).toBe(between);
});
