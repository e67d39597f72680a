import { crc32 } from './crc32.ts';
import { entropyOf } from './entropy.ts';

/** The form of a kind of token, and what tells a real one from a picture of one. */
export interface SecretFormat {
  readonly name: string;
  /** Must stand in the text, lower case. */
  readonly needs: string;
  /** Global; group 1 is the secret where the match is more than it. */
  readonly pattern: RegExp;
  /** False for what only looks like one. Default: varied enough for a random text. */
  readonly isReal?: (secret: string) => boolean;
}

/** Bits per character: random base62 of 20 characters has about 4.1, words and fill have less. */
const RANDOM = 3.2;

const isRandom = (secret: string): boolean =>
  entropyOf(secret.slice(-36)) >= RANDOM && !isFiller(secret);

/** `EXAMPLE`, `xxxx`, `1234567890`, `your-key-here`. */
export function isFiller(secret: string): boolean {
  return /example|sample|dummy|placeholder|redacted|changeme|your[-_]?|my[-_]?(?:key|token|secret|password)|insert|test[-_]?(?:key|token|secret)|fake|not[-_]?a?[-_]?real|xxx|\*\*\*|\.\.\.|<[^>]*>|0123456789|123456789|abcdefgh/i.test(
    secret,
  );
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The last six characters are the CRC-32 of the others, in base 62: GitHub's and npm's tokens. */
export function hasChecksum(body: string): boolean {
  let sum = crc32(body.slice(0, -6));
  let digits = '';
  for (let i = 0; i < 6; i++) {
    digits = (ALPHABET[sum % 62] ?? '') + digits;
    sum = Math.floor(sum / 62);
  }
  return digits === body.slice(-6);
}

/** Formats with a fixed beginning: the service can be told, and mostly whether it is a real one. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  {
    name: 'a GitHub token',
    needs: 'gh',
    pattern: /\bgh[pousr]_[A-Za-z0-9]{36}\b/g,
    // A made-up one fails its checksum, yet nobody should have to compute it to be believed.
    isReal: (secret) => hasChecksum(secret.slice(4)) || isRandom(secret),
  },
  {
    name: 'a GitHub token',
    needs: 'github_pat_',
    pattern: /\bgithub_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}\b/g,
  },
  {
    name: 'an npm token',
    needs: 'npm_',
    pattern: /\bnpm_[A-Za-z0-9]{36}\b/g,
    isReal: (secret) => hasChecksum(secret.slice(4)) || isRandom(secret),
  },
  {
    name: 'a GitLab token',
    needs: 'gl',
    pattern: /\bgl(?:pat|dt|rt|cbt|ptt|soat|ft)-[\w-]{20,64}\b/g,
  },
  {
    name: 'an AWS access key',
    needs: 'ia',
    pattern: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g,
    isReal: (secret) => entropyOf(secret.slice(4)) >= 2.8 && !isFiller(secret),
  },
  {
    name: 'an AWS secret key',
    needs: 'secret',
    pattern:
      /\baws_?secret_?(?:access_?)?key["']?\s{0,3}[=:]\s{0,3}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi,
    isReal: (secret) => entropyOf(secret) >= 4 && !isFiller(secret),
  },
  {
    name: 'a Slack token',
    needs: 'xo',
    pattern: /\bxox[abeoprs]-(?:\d{1,14}-){0,3}[A-Za-z0-9-]{16,80}\b/g,
  },
  {
    name: 'a Slack webhook',
    needs: 'hooks.slack.com',
    pattern:
      /hooks\.slack\.com\/(?:services|workflows)\/T[A-Z0-9]{6,12}\/[AB][A-Z0-9]{6,12}\/[A-Za-z0-9]{16,32}/g,
  },
  { name: 'a Google API key', needs: 'aiza', pattern: /\bAIza[\w-]{35}(?![\w-])/g },
  { name: 'a Google OAuth secret', needs: 'gocspx-', pattern: /\bGOCSPX-[\w-]{28}(?![\w-])/g },
  {
    name: 'an Anthropic key',
    needs: 'sk-ant-',
    pattern: /\bsk-ant-(?:api|admin|sid|oat)\d{2}-[\w-]{24,120}/g,
  },
  {
    name: 'an OpenAI key',
    needs: 'sk-',
    pattern:
      /\bsk-(?:proj-|svcacct-|admin-)[\w-]{40,180}|\bsk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}\b|\bsk-[A-Za-z0-9]{48}\b/g,
  },
  { name: 'a Stripe key', needs: '_live_', pattern: /\b[sr]k_live_[A-Za-z0-9]{24,100}\b/g },
  { name: 'a SendGrid key', needs: 'sg.', pattern: /\bSG\.[\w-]{22}\.[\w-]{43}(?![\w-])/g },
  { name: 'a Telegram bot token', needs: ':aa', pattern: /\b\d{8,10}:AA[\w-]{33}(?![\w-])/g },
  { name: 'a Hugging Face token', needs: 'hf_', pattern: /\bhf_[A-Za-z]{34}\b/g },
  { name: 'a PyPI token', needs: 'pypi-', pattern: /\bpypi-AgEIcHlwaS5vcmc[\w-]{50,200}/g },
  { name: 'a Vault token', needs: 'hv', pattern: /\bhv[sbr]\.[\w-]{24,140}/g },
  { name: 'a DigitalOcean token', needs: 'do', pattern: /\bdo[por]_v1_[0-9a-f]{64}\b/g },
  { name: 'a Databricks token', needs: 'dapi', pattern: /\bdapi[0-9a-f]{32}\b/g },
  { name: 'a Docker Hub token', needs: 'dckr_', pattern: /\bdckr_(?:pat|oat)_[\w-]{27,40}/g },
  {
    name: 'a Terraform token',
    needs: 'atlasv1',
    pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[\w-]{60,70}/g,
  },
  {
    name: 'an Azure storage key',
    needs: 'accountkey',
    pattern: /\bAccountKey\s{0,2}=\s{0,2}([A-Za-z0-9+/]{86}==)/gi,
  },
  { name: 'an age key', needs: 'age-secret-key-1', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}\b/g },
  {
    name: 'a JSON web token',
    needs: 'eyj',
    pattern: /\beyJ[\w-]{10,400}\.eyJ[\w-]{10,1200}\.[\w-]{20,700}/g,
    isReal: isWebToken,
  },
];

/** The first part decodes to a head that names an algorithm. The token that every page shows is none. */
function isWebToken(secret: string): boolean {
  const [head = '', claims = ''] = secret.split('.');
  const text = Buffer.from(head, 'base64url').toString('latin1');
  if (!/"alg"\s*:/.test(text)) return false;
  return !/John Doe|1234567890/.test(Buffer.from(claims, 'base64url').toString('latin1'));
}

/** True for what a format's match is taken for: the real thing. */
export function isRealSecret({ isReal = isRandom }: SecretFormat, secret: string): boolean {
  return isReal(secret);
}
