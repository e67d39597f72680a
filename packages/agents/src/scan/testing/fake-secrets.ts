import { crc32 } from '../rules/crc32.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Letters that look random and are the same in every run. */
function letters(count: number, alphabet = LETTERS, seed = 7): string {
  let state = seed;
  let text = '';
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text += alphabet[(state >>> 8) % alphabet.length] ?? '';
  }
  return text;
}

function withChecksum(prefix: string): string {
  const body = letters(30);
  let sum = crc32(body);
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = (LETTERS[sum % 62] ?? '') + digits;
    sum = Math.floor(sum / 62);
  }
  return `${prefix}_${body}${digits}`;
}

const URL_SAFE = `${LETTERS}_-`;
const base64Url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Made-up secrets by name. They are put together here, so that no file of this repository holds one. */
const FAKES: Readonly<Record<string, () => string>> = {
  github: () => withChecksum('ghp'),
  npm: () => withChecksum('npm'),
  gitlab: () => `glpat-${letters(20, URL_SAFE, 3)}`,
  aws: () => `AKIA${letters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`,
  slack: () => `xoxb-${letters(12, '0123456789')}-${letters(24)}`,
  google: () => `AIza${letters(35, URL_SAFE)}`,
  anthropic: () => `sk-ant-api03-${letters(80, URL_SAFE)}`,
  openai: () => `sk-proj-${letters(64, URL_SAFE)}`,
  stripe: () => `sk_live_${letters(32)}`,
  huggingface: () => `hf_${letters(34, LETTERS.slice(10))}`,
  telegram: () => `${letters(10, '123456789')}:AA${letters(33, URL_SAFE)}`,
  random: () => letters(36),
  jwt: () =>
    `${base64Url({ alg: 'HS256', typ: 'JWT' })}.${base64Url({ sub: letters(12), iat: 1_700_000_000 })}.${letters(43, URL_SAFE)}`,
  blob: () => letters(900, `${LETTERS}+/`),
  'private-key': () =>
    [
      '-----BEGIN',
      ' PRIVATE KEY-----\n',
      letters(64),
      '\n',
      letters(64),
      '\n-----END PRIVATE KEY-----',
    ].join(''),
};

/** Puts made-up secrets where `{{fake:NAME}}` stands. */
export function withFakeSecrets(text: string): string {
  return text.replaceAll(/\{\{fake:([a-z-]+)\}\}/g, (_, name: string) => {
    const make = FAKES[name];
    if (make === undefined) throw new Error(`no made-up secret is called ${name}`);
    return make();
  });
}
