import { describe, expect, test } from 'bun:test';
import { parsePolicy } from './parse-policy.ts';
import { policyDigest } from './policy-digest.ts';
import { policyTemplate, policyTemplateNames, resolveTemplateName } from './policy-templates.ts';

describe('a template of the reference', () => {
  test.each([
    ['baseline-lowrisk', 'aa9e4371c827fc38f26c95588061b8376f20ef6524917ebab69bcc41aa3ed5c9'],
    ['baseline-mediumrisk', '878ec724f40b96d97dbf669a907c70622073d513952bfb6d40e483754eb564ce'],
    ['baseline-highrisk', '41b506a8ca148efc6033d567c214be8ffde2a2f2fb51c4533310b777a888b339'],
    ['trust-observe', 'cc3f46443eb61606e5783598e1d4ab0c6be14836c8976d59b86047205aa87223'],
    ['trust-dryrun', '924d4a307d6e1c522968d45785c13e9eb05268aeb7e725fde7f0cb57d8ef5c4c'],
    ['trust-readonly', '673ce9191c83f1f592910b14f1a448227a8a433b19e4f890f283ab2b20ee9430'],
    ['trust-approval-write', '9302f8d2695780102341fe6bb4f07f385592202171eb34a6d9b26649a6e8f5e4'],
    ['trust-brokered-write', '0e777c82b275ee2766e592bb181b6779c235e33c787ff776bf5b3b170144f9a3'],
    ['trust-block-destructive', '95f1cd7ec22400d707922c605be8bf696e375f44595a6e603fab34cc92eda8ec'],
  ])('%s has its digest', (name, digest) => {
    expect(policyDigest(parsePolicy(policyTemplate(name) ?? ''))).toBe(digest);
  });
});

test('templates answer to short names', () => {
  expect(['low', 'baseline_high_risk', 'coding-agent'].map(resolveTemplateName)).toEqual([
    'baseline-lowrisk',
    'baseline-highrisk',
    'coding-agent',
  ]);
  expect(resolveTemplateName('constructor')).toBeUndefined();
  expect(policyTemplate('nope')).toBeUndefined();
});

test('the line for editors is there when a schema is named, and only then', () => {
  for (const name of policyTemplateNames()) {
    expect(policyTemplate(name)).not.toContain('yaml-language-server');
    expect(policyTemplate(name, 'a/$&.json')).toStartWith(
      '# yaml-language-server: $schema=a/$&.json\n',
    );
  }
});
